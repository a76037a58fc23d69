import { arnParts } from '../arn.ts';
import type { DeploymentData } from '../deploymentData.ts';

/** The configured accounts that may have clusters. */
export function sourceAccounts({
  accounts,
  targetOnlyAccounts,
}: Pick<DeploymentData, 'accounts' | 'targetOnlyAccounts'>): string[] {
  return accounts.filter((accountId) => !targetOnlyAccounts.includes(accountId));
}

/**
 * Of an organization's accounts those that are ACTIVE and in a configured unit, or below one, less the excluded ones. A path has the ids of
 * the units above an account, the root's first.
 */
export function accountsOfUnits(
  accounts: readonly { Id: string; State: string; Paths: readonly string[] }[],
  { organizationalUnitIds, excludedAccounts }: NonNullable<DeploymentData['organization']>,
): string[] {
  const isIn = (path: string) => path.split('/').some((id) => organizationalUnitIds?.includes(id));
  return accounts
    .filter(({ Id, State, Paths }) => {
      if (State !== 'ACTIVE' || excludedAccounts.includes(Id)) return false;
      return organizationalUnitIds === undefined || Paths.some(isIn);
    })
    .map(({ Id }) => Id);
}

/** The accounts that have the Region's accepted workspaces. */
export function targetAccounts({
  workspaces,
  region,
}: Pick<DeploymentData, 'workspaces'> & { region: string }): string[] {
  const places = Object.values(workspaces).map(({ arn }) => arnParts(arn));
  return [...new Set(places.filter((place) => place.region === region).map(({ accountId }) => accountId))];
}
