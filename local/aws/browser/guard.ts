import type { WireRequest, WireResponse } from '../wire.ts';

/** A name that browsers and resolvers keep on loopback, with any port. */
const LOOPBACK = /^(?:127\.0\.0\.1|\[::1\]|(?:[a-z0-9_-]+\.)*localhost)(?::\d{1,5})?$/i;

/** Of requests that no other page made: an own page's, and the address bar's. */
const OWN_SITES: readonly string[] = ['same-origin', 'none'];

/**
 * Undefined unless a browser may have sent the request for a page of somebody else. Whoever reaches this server is an
 * administrator, and any page can have a browser on the same machine reach it: by its address (which the browser tells by Origin
 * and Sec-Fetch-Site), or by a name of the page's own that resolves to it (DNS rebinding, which only Host tells). No other client
 * sends the former two.
 */
export function refusalOf(headers: WireRequest['headers']): WireResponse | undefined {
  const { host, origin, 'sec-fetch-site': site } = headers;
  if (host === undefined || !LOOPBACK.test(host)) {
    const problem = host === undefined ? 'There is no Host header.' : `Host is ${host}, which is no name of loopback.`;
    return refused(problem, 'Ask for this server as 127.0.0.1, localhost, a name that ends in .localhost, or [::1].');
  }
  const own = `http://${host}`;
  if (origin !== undefined && origin !== own)
    return refused(`Origin is ${origin}, and this server's own is ${own}.`, `Only pages of ${own} may call it.`);
  if (site !== undefined && !OWN_SITES.includes(site))
    return refused(`Sec-Fetch-Site is ${site}: the page of another origin asks.`, `Open ${own} by the address bar.`);
  return undefined;
}

/** Without a CORS header, so that the page does not even read this. */
function refused(problem: string, remedy: string): WireResponse {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
  return { status: 403, headers, body: `${problem} ${remedy}\n` };
}
