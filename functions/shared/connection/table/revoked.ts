import { InvalidRequest } from '../../errors.ts';

/** By which offboard a pair was cut off, and since when (ISO 8601, when that execution started). Nobody connects it until it is lifted. */
export interface Revoked {
  execution: string;
  time: string;
}

/**
 * @param liftedAt when an onboard started that is to lift it (ISO 8601); undefined for every other. A revocation that began after it
 * stays.
 * @throws InvalidRequest when it stays.
 */
export function refuseRevoked(
  pair: { clusterArn: string; workspaceArn: string },
  revoked: Revoked | undefined,
  liftedAt?: string,
): void {
  if (revoked === undefined) return;
  if (liftedAt !== undefined && Date.parse(revoked.time) < Date.parse(liftedAt)) return;
  throw new InvalidRequest([
    {
      path: 'clusterArn',
      value: pair.clusterArn,
      problem: `is revoked for workspace ${pair.workspaceArn}: execution ${revoked.execution} cut the connection off at ${revoked.time}`,
      remedy:
        'Leave the pair unconnected, or have an operator start the onboard state machine with the pair and "liftRevoke": true',
    },
  ]);
}
