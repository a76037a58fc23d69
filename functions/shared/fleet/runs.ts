import { createHash } from 'node:crypto';
import { digestOf } from '../digest.ts';
import type { DeploymentData } from '../deploymentData.ts';
import { YOUNG_SECONDS } from '../waiting.ts';

/**
 * Whether a run that holds the lease may be at work still. One that DescribeExecution does not know may have started a moment ago: it is
 * eventually consistent.
 * @param startedAt when the holder started, as far as that is known; `now` when who asks did (ISO 8601).
 */
export function mayStillRun(status: string | undefined, startedAt: string | undefined, now: string): boolean {
  if (status !== undefined) return status === 'RUNNING';
  return startedAt !== undefined && Date.parse(now) - Date.parse(startedAt) < YOUNG_SECONDS * 1000;
}

/** In an order that is another in each run, so that no account is always behind the same neighbours. */
export function inRunsOrder(accounts: readonly string[], executionArn: string): string[] {
  const places = accounts.map((accountId) => {
    const place = createHash('sha256').update(`${executionArn} ${accountId}`).digest('hex');
    return { accountId, place };
  });
  return places.toSorted((one, other) => (one.place < other.place ? -1 : 1)).map(({ accountId }) => accountId);
}

/** Of all that decides what is wanted: whoever takes away by it waits until it has been the same for a day. */
export function decidingDigest(data: DeploymentData): string {
  const { accounts, targetOnlyAccounts, organization, workspaces, clusterTagKeys, draining, withdrawn } = data;
  return digestOf({ accounts, targetOnlyAccounts, organization, workspaces, clusterTagKeys, draining, withdrawn });
}
