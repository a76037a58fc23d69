/** The page of `npm run aws`, and what it asks the server for that AWS has no API for. */

import type { Pages } from '../aws/browser/pages.ts';
import type { Turns } from '../aws/pipeline.ts';
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import { chainsNow, factsOf, topicMail, type Served } from './answers.ts';
import { bundleApp, bundledOnce, type Loaded } from './bundle.ts';
import { HTML } from './html.ts';

/** Of the document; the other answers of this origin need none, and it does them no harm. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const OURS = '/console/';
const TEXT = 'text/plain; charset=utf-8';

type Content = { type: string; body: string };

/** `GET /` without a query, unsigned, is the page; the same with a query is AWS's Query protocol. */
export function consolePages(served: Served, bundle: () => Promise<Loaded> = bundleApp): Pages {
  const bundled = bundledOnce(bundle);
  const json = async (value: unknown): Promise<Content> => ({
    type: 'application/json; charset=utf-8',
    body: JSON.stringify(await value),
  });
  const contents: Readonly<Record<string, (inTurn: Turns) => Promise<Content>>> = {
    '/': async () => ({ type: 'text/html; charset=utf-8', body: HTML }),
    '/console/app.js': async () => ({ type: 'text/javascript; charset=utf-8', body: (await bundled()).script }),
    '/console/app.css': async () => ({ type: 'text/css; charset=utf-8', body: (await bundled()).style }),
    '/console/deployment': async () => json(factsOf(served)),
    '/console/clock': async () => json({ now: served.now() }),
    '/console/chains': (inTurn) => json(inTurn(() => chainsNow(served))),
    '/console/mail': async () => json(topicMail(served)),
  };
  return (request, inTurn) => {
    const { method, path } = request;
    if (!isForPage(request)) return undefined;
    const content = Object.hasOwn(contents, path) ? contents[path] : undefined;
    if (content === undefined) return Promise.resolve(answer(404, TEXT, `There is no ${path}.\n`));
    if (method !== 'GET' && method !== 'HEAD')
      return Promise.resolve(answer(405, TEXT, `${path} takes GET alone.\n`, { allow: 'GET, HEAD' }));
    return content(inTurn).then(({ type, body }) => answer(200, type, body), failed);
  };
}

/** Browsers ask for an icon by themselves: there is none, which is no refused call. */
function isForPage({ method, path, query, headers }: WireRequest): boolean {
  if (path.startsWith(OURS)) return true;
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead && query === '' && headers['authorization'] === undefined && (path === '/' || path === '/favicon.ico');
}

function answer(status: number, type: string, body: string, more: Record<string, string> = {}): WireResponse {
  return { status, headers: { ...HEADERS, 'content-type': type, ...more }, body };
}

/** A defect of the server or of the page's sources, told to whoever looks and on standard error. */
function failed(error: unknown): WireResponse {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${text}\n`);
  return answer(500, TEXT, `${text}\n`);
}
