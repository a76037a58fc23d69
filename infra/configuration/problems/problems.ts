import { parseArn } from '../../../functions/shared/arn.ts';
import { tagPrefix } from '../../../functions/shared/names.ts';
import type { From, Workspace } from '../fields.ts';
import type { Problem } from '../messages.ts';
import type { Fields } from './fields.ts';
import { launcherProblems } from './launchers.ts';
import { repeatedProblems } from './once.ts';
import { regionProblems } from './places.ts';

/** Everything that is wrong between fields, each with its path. */
export function problemsBetween(fields: Fields): Problem[] {
  return [
    ...modeProblems(fields),
    ...repeatedProblems(fields),
    ...regionProblems(fields),
    ...homeProblems(fields),
    ...Object.entries(fields.workspaces).flatMap(([name, workspace]) => workspaceProblems(fields, name, workspace)),
    ...targetOnlyProblems(fields),
    ...drainingProblems(fields),
    ...withdrawnProblems(fields),
    ...productProblems(fields),
    ...launcherProblems(fields),
    ...tagKeyProblems(fields),
  ];
}

/** What a cluster's people write is never where the workflow writes. */
function tagKeyProblems({ name, clusterTagKey = [] }: Fields): Problem[] {
  const prefix = tagPrefix(name);
  return clusterTagKey
    .filter((key) => key.toLowerCase().startsWith(prefix))
    .map(() => ({ path: ['clusterTagKey'], message: `is under the prefix ${prefix}, which is the workflow's own` }));
}

/** The accounts are an organization's, or those of a list: never both, since one would silently win. */
function modeProblems({ organization, organizationId, accounts, targetOnlyAccounts }: Fields): Problem[] {
  if (organization === undefined) {
    const message = 'is missing or empty: name the accounts, or an organization whose accounts they are';
    return accounts.length > 0 ? [] : [{ path: ['accounts'], message }];
  }
  const listed = { accounts: accounts.length > 0, targetOnlyAccounts: targetOnlyAccounts.length > 0 };
  return Object.entries({ ...listed, organizationId: organizationId !== undefined })
    .filter(([, isThere]) => isThere)
    .map(([field]) => ({ path: [field], message: 'is for a list of accounts: take it out, or take out organization' }));
}

function homeProblems({ homeRegion, regions }: Fields): Problem[] {
  if (homeRegion !== undefined || regions.length < 2) return [];
  return [
    { path: ['homeRegion'], message: 'is missing: with several Regions, name the one that has the account stacks' },
  ];
}

function workspaceProblems(fields: Fields, name: string, { arn, from }: Workspace): Problem[] {
  const parts = parseArn(arn);
  if (parts === undefined) return [];
  const messages = [
    ...(parts.partition === fields.partition ? [] : [`is in partition ${parts.partition}`]),
    ...(fields.regions.includes(parts.region) ? [] : [`is in Region ${parts.region}, which is not configured`]),
    ...notConfigured(fields, parts.accountId).map((why) => `is in account ${parts.accountId}, which ${why}`),
  ];
  const path = ['workspaces', name];
  return [...messages.map((message) => ({ path, message })), ...fromProblems(fields, [...path, 'from'], from)];
}

/** Why an account is none of the deployment's, as far as the configuration knows: which ones an organization has it does not. */
function notConfigured({ organization, accounts }: Fields, id: string): string[] {
  if (organization === undefined) return accounts.includes(id) ? [] : ['is not configured'];
  return organization.excludedAccounts.includes(id) ? ['organization.excludedAccounts leaves out'] : [];
}

function fromProblems(fields: Fields, path: PropertyKey[], from: From | undefined): Problem[] {
  if (from?.organizationalUnitIds !== undefined && fields.organization === undefined) {
    const message = "are an organization's: name accounts, or configure organization in place of accounts";
    return [{ path: [...path, 'organizationalUnitIds'], message }];
  }
  return accountProblems(fields, [...path, 'accounts'], from?.accounts ?? []);
}

/** Of a list of accounts those that are none of the deployment's. */
function accountProblems(fields: Fields, path: PropertyKey[], ids: string[]): Problem[] {
  return ids.flatMap((id, index) =>
    notConfigured(fields, id).map((why) => ({ path: [...path, index], message: `is account ${id}, which ${why}` })),
  );
}

function targetOnlyProblems({ organization, accounts, targetOnlyAccounts }: Fields): Problem[] {
  return targetOnlyAccounts.flatMap((id, index) => {
    if (organization !== undefined || accounts.includes(id)) return [];
    return [{ path: ['targetOnlyAccounts', index], message: `is none of the accounts: ${id}` }];
  });
}

/** An account can be drained as long as the functions may become its provisioner. */
function drainingProblems(fields: Fields): Problem[] {
  return accountProblems(fields, ['draining'], fields.draining);
}

function withdrawnProblems(fields: Fields): Problem[] {
  const { accounts, regions, workspaces, organization } = fields;
  const configured = [...accounts, ...regions, ...Object.values(workspaces).map(({ arn }) => arn)];
  return fields.withdrawn.flatMap((one, index) => {
    if (configured.includes(one) || (organization !== undefined && /^\d{12}$/.test(one))) return [];
    const message = `is none of the accounts, the regions or the workspaces' ARNs: ${one}`;
    return [{ path: ['withdrawn', index], message }];
  });
}

function productProblems(fields: Fields): Problem[] {
  const names = fields.products.map(({ name }) => name);
  return fields.products.flatMap(({ name, from }, index) => [
    ...(names.indexOf(name) === index
      ? []
      : [{ path: ['products', index, 'name'], message: `is another product's too: ${name}` }]),
    ...fromProblems(fields, ['products', index, 'from'], from),
  ]);
}
