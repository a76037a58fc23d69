import type { World } from '../../state/state.ts';
import type { WireResponse } from '../wire.ts';
import type { WireFaultName } from './fault.ts';

const PROXY_PAGE = '<html><head><title>403 Forbidden</title></head><body>proxy</body></html>';

/** With these the client sees its connection end, whatever has become of the call. */
const CUT: ReadonlySet<WireFaultName> = new Set(['reset', 'lost-response', 'late-effect']);

/** What becomes of an answer on its way. */
export function deliveryUnder(fault: WireFaultName | undefined, { body }: WireResponse): Partial<WireResponse> {
  if (fault === 'hang') return { instead: 'silence' };
  if (fault === 'half-answer') return { instead: 'half' };
  if (fault === 'proxy-page') return { headers: { 'content-type': 'text/html' }, body: PROXY_PAGE };
  if (fault === 'cut-answer') return { body: body.slice(0, Math.floor(body.length / 2)) };
  return fault !== undefined && CUT.has(fault) ? { instead: 'cut' } : {};
}

/** Ends a session before its time, but none that Lambda's own service handed out: a function keeps its keys. */
export function endSession({ sessions, accounts }: World, accessKeyId: string): void {
  const session = sessions[accessKeyId];
  if (session === undefined) return;
  const isLambdas = accounts[session.accountId]?.roles[session.roleArn]?.trustPolicy.includes('lambda.amazonaws.com');
  if (isLambdas !== true) Object.assign(session, { expiresAt: 0, expiresAtReal: 0 });
}
