import type { Account, World } from '../../../local/state/state.ts';

/** A world of these accounts, with nothing in them. */
export function worldOf(...accountIds: readonly string[]): World {
  const accounts = accountIds.map((accountId): [string, Account] => [
    accountId,
    { accountId, roles: {}, policies: {}, clusters: {}, subnets: {}, vpcs: {}, workspaces: {}, scrapers: {} },
  ]);
  const now = Date.UTC(2026, 0, 5, 8);
  return { now, iamRevision: 0, nextId: 0, accounts: Object.fromEntries(accounts), sessions: {} };
}
