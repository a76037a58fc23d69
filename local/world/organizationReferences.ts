import type { OrganizationFile } from './organizationSchema.ts';
import type { Problem } from './problems.ts';
import type { WorldFile } from './schema.ts';

/** The root is not counted (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html). */
const MAX_DEPTH = 5;

/** What is wrong with the organizations of a well-formed file: ids that lead nowhere, and accounts that are in two. */
export function organizationProblems({ organizations = [], accounts }: WorldFile): Problem[] {
  const known = new Set(Object.keys(accounts));
  const taken = new Map<string, string>();
  return organizations.flatMap((organization, index) => {
    const path = `organizations[${index}]`;
    return [
      ...memberProblems(organization, path, known, taken),
      ...unitProblems(organization, path),
      ...targetProblems(organization, path),
    ];
  });
}

function memberProblems(
  { id, managementAccountId, accounts, accountStates = {}, delegatedAdministrators }: OrganizationFile,
  path: string,
  known: ReadonlySet<string>,
  taken: Map<string, string>,
): Problem[] {
  const problems = Object.keys(accounts).flatMap((accountId) => {
    const owner = taken.get(accountId) ?? id;
    taken.set(accountId, owner);
    const at = `${path}.accounts.${accountId}`;
    if (owner !== id) return [{ path: at, problem: `the account is in ${owner} already` }];
    return known.has(accountId) ? [] : [{ path: at, problem: `the world has no account ${accountId}` }];
  });
  const named: [string, string][] = [
    ['managementAccountId', managementAccountId],
    ...Object.keys(accountStates).map((one): [string, string] => ['accountStates', one]),
    ...delegatedAdministrators.map((one): [string, string] => ['delegatedAdministrators', one]),
  ];
  const strangers = named.filter(([, accountId]) => accounts[accountId] === undefined);
  const manages = delegatedAdministrators.includes(managementAccountId);
  return [
    ...problems,
    ...strangers.map(([at, one]) => ({ path: `${path}.${at}`, problem: `the organization has no account ${one}` })),
    ...(manages
      ? [{ path: `${path}.delegatedAdministrators`, problem: 'the management account cannot be one of them' }]
      : []),
  ];
}

function unitProblems({ rootId, units, accounts }: OrganizationFile, path: string): Problem[] {
  const parents = new Map(units.map(({ id, parentId }) => [id, parentId]));
  const depth = (id: string, steps = 0): number => {
    const parent = parents.get(id);
    return parent === undefined || steps > MAX_DEPTH ? steps : depth(parent, steps + 1);
  };
  const missing = (id: string) => id !== rootId && !parents.has(id);
  return [
    ...units.flatMap(({ id, parentId }, index) => {
      const at = `${path}.units[${index}]`;
      if (missing(parentId)) return [{ path: `${at}.parentId`, problem: `the organization has no ${parentId}` }];
      if (units.findIndex((unit) => unit.id === id) !== index)
        return [{ path: `${at}.id`, problem: `${id} is there more than once` }];
      if (depth(id) <= MAX_DEPTH) return [];
      return [{ path: at, problem: `${id} is more than ${MAX_DEPTH} levels below the root, or its own parent` }];
    }),
    ...Object.entries(accounts).flatMap(([accountId, parentId]) =>
      missing(parentId)
        ? [{ path: `${path}.accounts.${accountId}`, problem: `the organization has no ${parentId}` }]
        : [],
    ),
  ];
}

function targetProblems(
  { rootId, units, accounts, withoutFullAccess = [], ...policies }: OrganizationFile,
  path: string,
): Problem[] {
  const targets = new Set([rootId, ...units.map(({ id }) => id), ...Object.keys(accounts)]);
  const problems = (at: string, ids: readonly string[]) =>
    ids
      .filter((id) => !targets.has(id))
      .map((id) => ({ path: `${path}.${at}`, problem: `the organization has no ${id}` }));
  return [
    ...(['serviceControlPolicies', 'resourceControlPolicies'] as const).flatMap((kind) =>
      (policies[kind] ?? []).flatMap(({ targetIds }, index) => problems(`${kind}[${index}].targetIds`, targetIds)),
    ),
    ...problems('withoutFullAccess', withoutFullAccess),
  ];
}
