import { arnParts } from '../../functions/shared/arn.ts';
import type { Configuration } from '../../infra/configuration/configuration.ts';
import { ConfigurationError } from '../../infra/configuration/configurationError.ts';
import { configuredAccounts, type ConfiguredAccounts } from './configuredAccounts.ts';
import { configuredKeys, configuredPolicies } from './configuredSecurity.ts';
import { memberFile } from './fleet.ts';

/** What a request asks for. */
export interface Pair {
  clusterArn: string;
  workspaceArn: string;
}

/**
 * The file of a world that a configuration is for: its accounts, its workspaces, a cluster `shop` of every source account in every
 * Region, tagged for a workspace that it may write to, the organization, and the keys and the boundary that are named.
 */
export function configuredWorld(configuration: Configuration): object {
  const { partition, regions, clusterTagKey } = configuration;
  const accounts = configuredAccounts(configuration);
  const tagsOf = (account: string) => (region: string) => {
    const [name] = workspacesFor(configuration, accounts, account, region)[0] ?? [];
    return name === undefined ? {} : { [clusterTagKey[0]]: name };
  };
  const file = (account: string) => ({
    ...(accounts.sources.includes(account) ? memberFile(regions, tagsOf(account)) : {}),
    workspaces: workspacesOf(configuration, account),
    policies: configuredPolicies(configuration),
  });
  return {
    partition,
    region: regions[0],
    accounts: Object.fromEntries(accounts.all.map((account) => [account, file(account)])),
    keys: configuredKeys(configuration),
    ...(accounts.organization === undefined ? {} : { organizations: [accounts.organization] }),
  };
}

/**
 * What `npm start` connects in that world, unless it is told: the first source account's cluster to the first workspace, of those that
 * take new connections.
 * @throws ConfigurationError when there are none
 */
export function configuredPair(configuration: Configuration): Pair {
  const accounts = configuredAccounts(configuration);
  const { partition, regions } = configuration;
  for (const account of accounts.sources.filter((one) => !isClosed(configuration, one))) {
    for (const region of regions.filter((one) => !isClosed(configuration, one))) {
      const [found] = workspacesFor(configuration, accounts, account, region);
      const clusterArn = `arn:${partition}:eks:${region}:${account}:cluster/shop`;
      if (found !== undefined) return { clusterArn, workspaceArn: found[1] };
    }
  }
  throw new ConfigurationError(
    'The configuration has no source account and workspace of one Region that take a new connection: add one to workspaces, or give a FILE.',
  );
}

/** By name the ARNs of the Region's workspaces that an account's clusters may be newly connected to. */
function workspacesFor(
  configuration: Configuration,
  accounts: ConfiguredAccounts,
  account: string,
  region: string,
): [name: string, arn: string][] {
  return Object.entries(configuration.workspaces).flatMap(([name, { arn, from }]): [string, string][] => {
    const mayWrite = from === undefined || from.accounts?.includes(account) || isBelow(accounts, account, from);
    if (arnParts(arn).region !== region || isClosed(configuration, arn) || !mayWrite) return [];
    return [[name, arn]];
  });
}

function isBelow(
  { organization }: ConfiguredAccounts,
  account: string,
  { organizationalUnitIds: units = [] }: { organizationalUnitIds?: string[] | undefined },
): boolean {
  const home = organization?.accounts[account];
  const parent = organization?.units.find(({ id }) => id === home)?.parentId;
  return [home, parent].some((one) => one !== undefined && units.includes(one));
}

/** Whether an account, a Region or a workspace takes no new connection. */
export function isClosed({ withdrawn, draining }: Configuration, what: string): boolean {
  return withdrawn.includes(what) || draining.includes(what);
}

function workspacesOf({ workspaces }: Configuration, account: string): object[] {
  return Object.entries(workspaces).flatMap(([name, { arn }]) => {
    const { accountId, region, resource } = arnParts(arn);
    return accountId === account ? [{ workspaceId: resource.slice('workspace/'.length), region, alias: name }] : [];
  });
}
