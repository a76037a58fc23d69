import { sourceAccounts, workspaceAccounts, type Configuration } from '../../infra/configuration/configuration.ts';
import type { From, Organization } from '../../infra/configuration/fields.ts';
import type { OrganizationFile } from './organizationSchema.ts';

/** The accounts of a world that a configuration makes, and the organization that they are in. */
export interface ConfiguredAccounts {
  /** Those that have clusters, the first to be connected first. */
  sources: string[];
  all: string[];
  organization?: OrganizationFile;
}

/** Of an organization the configuration names no accounts: each OU gets one. */
export function configuredAccounts(configuration: Configuration): ConfiguredAccounts {
  const { organization: configured, accounts, workflowAccountId, organizationId } = configuration;
  if (configured !== undefined) return ofOrganization(configuration, configured);
  const all = once([...accounts, workflowAccountId]);
  const sources = sourceAccounts(configuration);
  if (organizationId === undefined) return { sources, all };
  const management = madeUp(all);
  const rootId = 'r-root';
  const members = Object.fromEntries([management, ...all].map((id) => [id, rootId]));
  const organization = organizationFile(organizationId, rootId, management, { accounts: members });
  return { sources, all: [...all, management], organization };
}

function ofOrganization(
  configuration: Configuration,
  { id, rootId, organizationalUnitIds = [], excludedAccounts }: Organization,
): ConfiguredAccounts {
  const { workflowAccountId, workspaces, products, draining } = configuration;
  const [first] = organizationalUnitIds;
  const root = rootId ?? `r-${first?.split('-')[1] ?? 'root'}`;
  const froms = [...Object.values(workspaces), ...products].flatMap(({ from }): From[] => (from ? [from] : []));
  const below = froms.flatMap((from) => from.organizationalUnitIds ?? []);
  const units = once([...organizationalUnitIds, ...below]);
  const named = froms.flatMap((from) => from.accounts ?? []);
  const inUnit = once([...named, ...draining, ...excludedAccounts]);
  const byHand = once([workflowAccountId, ...workspaceAccounts(configuration)]).filter((one) => !inUnit.includes(one));
  const taken = [...byHand, ...inUnit];
  const management = madeUp(taken);
  const homes = units.length > 0 ? units : [root];
  const made = homes.map((home, index) => [madeUp([...taken, management], index + 1), home] as const);
  const accounts = Object.fromEntries([
    ...made,
    ...inUnit.map((one) => [one, first ?? root] as const),
    ...[...byHand, management].map((one) => [one, root] as const),
  ]);
  const unitFiles = units.map((unit) => ({
    id: unit,
    name: unit,
    parentId: organizationalUnitIds.includes(unit) ? root : (first ?? root),
  }));
  return {
    sources: once([...made.map(([one]) => one), ...named]),
    all: Object.keys(accounts),
    organization: organizationFile(id, root, management, {
      units: unitFiles,
      accounts,
      delegatedAdministrators: [workflowAccountId],
    }),
  };
}

function organizationFile(
  id: string,
  rootId: string,
  managementAccountId: string,
  rest: Partial<OrganizationFile> & Pick<OrganizationFile, 'accounts'>,
): OrganizationFile {
  return {
    id,
    rootId,
    managementAccountId,
    units: [],
    serviceControlPolicies: [],
    delegatedAdministrators: [],
    ...rest,
  };
}

/** The id of an account that no configuration named. */
function madeUp(taken: readonly string[], index = 0): string {
  const free = (number: number): string => {
    const id = String(900_000_000_000 + number);
    return taken.includes(id) ? free(number + 1000) : id;
  };
  return free(index);
}

function once(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
