import type { HandlerContext } from '../handler/handler.ts';
import { connectionsOf } from './table/keptSettings.ts';
import type { ConnectionPair } from './table/item.ts';
import { refuseRevoked } from './table/revoked.ts';

/**
 * For an onboard that is at work, before it makes or opens what a revocation has taken away: that one does not wait for the lease.
 * @throws InvalidRequest when the pair was revoked since the claim, which lifts what was there before.
 */
export async function refuseCutOff(connection: ConnectionPair, context: HandlerContext): Promise<void> {
  refuseRevoked(connection, (await connectionsOf(context).get(connection))?.revoked);
}
