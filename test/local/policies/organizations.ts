import type { Organization, World } from '../../../local/state/state.ts';
import { emptyWorld, SOURCE, TARGET } from '../aws/testWorld.ts';

export const MANAGEMENT = '000000000000';
export const ORGANIZATION = 'o-a1b2c3d4e5';
export const OTHER_ORGANIZATION = 'o-zzzzzzzzzz';
export const ROOT = 'r-ab12';
export const OTHER_ROOT = 'r-zz99';
/** The second's id begins with the first's: a sibling whose prefix is another's. */
export const UNIT = 'ou-ab12-11111111';
export const SIBLING = 'ou-ab12-111111112';
export const CHILD = 'ou-ab12-22222222';

function organization(id: string, rootId: string, accounts: Record<string, string>): Organization {
  return {
    id,
    rootId,
    managementAccountId: id === ORGANIZATION ? MANAGEMENT : '999999999999',
    units: [],
    accounts,
    serviceControlPolicies: [],
    delegatedAdministrators: [],
  };
}

/**
 * The small world with an organization: a unit with a child and a sibling.
 * @param source where the account SOURCE is: an OU, the root, `none` or `other`
 * @param target the same of TARGET
 */
export function organizationWorld(source: string = UNIT, target: string = ROOT): World {
  const world = emptyWorld();
  const nothing = { roles: {}, policies: {}, clusters: {}, subnets: {}, vpcs: {}, workspaces: {}, scrapers: {} };
  world.accounts[MANAGEMENT] = { accountId: MANAGEMENT, ...structuredClone(nothing) };
  const places = Object.entries({ [SOURCE]: source, [TARGET]: target });
  const first = organization(ORGANIZATION, ROOT, {
    [MANAGEMENT]: ROOT,
    ...Object.fromEntries(places.filter(([, place]) => place !== 'none' && place !== 'other')),
  });
  first.units = [
    { id: UNIT, name: 'workloads', parentId: ROOT },
    { id: SIBLING, name: 'workloads of others', parentId: ROOT },
    { id: CHILD, name: 'production', parentId: UNIT },
  ];
  const elsewhere = places.filter(([, place]) => place === 'other').map(([id]): [string, string] => [id, OTHER_ROOT]);
  world.organizations = [first, organization(OTHER_ORGANIZATION, OTHER_ROOT, Object.fromEntries(elsewhere))];
  return world;
}

/** The first of its organizations. */
export function organizationIn(world: World): Organization {
  const [first] = world.organizations ?? [];
  if (first === undefined) throw new Error('The world has no organization.');
  return first;
}
