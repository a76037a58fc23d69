import type { Organization, World } from './state.ts';

/** The organization that the account is in; undefined for one that is on its own. */
export function organizationOf(world: World, accountId: string): Organization | undefined {
  return world.organizations?.find(({ accounts }) => accounts[accountId] !== undefined);
}

/** What the account is in, from the root down to its OU: the ids that a path has after the organization's. */
export function parentsOf({ accounts, units }: Organization, accountId: string): string[] {
  const parents: string[] = [];
  let id = accounts[accountId];
  while (id !== undefined) {
    parents.unshift(id);
    const child = id;
    id = units.find((unit) => unit.id === child)?.parentId;
  }
  return parents;
}

/** The accounts in the root or in one of the OUs, or in an OU below: where a StackSet puts its stacks, the management account never being one. */
export function accountsUnder(organization: Organization, ids: readonly string[]): string[] {
  return Object.keys(organization.accounts).filter(
    (accountId) =>
      accountId !== organization.managementAccountId &&
      parentsOf(organization, accountId).some((id) => ids.includes(id)),
  );
}

/**
 * The account's place as `aws:PrincipalOrgPaths` and ListAccounts have it: `o-x/r-y/ou-z/`, with a slash at its end
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed-view-data-orgs.html#access_policies_last-accessed-viewing-orgs-entity-path).
 */
export function organizationPath(organization: Organization, accountId: string): string {
  return `${[organization.id, ...parentsOf(organization, accountId)].join('/')}/`;
}

/**
 * Lets an account into an organization, as an invitation that was accepted; counts as a change of IAM, as do the others here.
 * @param parentId the root unless given, where accounts that join are
 * @throws Error for an account that is in an organization already, and for what does not exist
 */
export function joinOrganization(world: World, accountId: string, organizationId: string, parentId?: string): void {
  const organization = world.organizations?.find(({ id }) => id === organizationId);
  if (organization === undefined) throw new Error(`The world has no organization ${organizationId}.`);
  if (world.accounts[accountId] === undefined) throw new Error(`The world has no account ${accountId}.`);
  const present = organizationOf(world, accountId);
  if (present !== undefined) throw new Error(`${accountId} is in ${present.id}, and has to leave it first.`);
  place(world, organization, accountId, parentId ?? organization.rootId);
}

/** Takes an account out of its organization, and what was said of it there. @throws Error for one that is in none, or manages it */
export function leaveOrganization(world: World, accountId: string): void {
  const organization = memberOf(world, accountId);
  if (organization.managementAccountId === accountId)
    throw new Error(`${accountId} manages ${organization.id}, and cannot leave it.`);
  delete organization.accounts[accountId];
  delete organization.accountStates?.[accountId];
  organization.delegatedAdministrators = organization.delegatedAdministrators.filter((one) => one !== accountId);
  const { serviceControlPolicies, resourceControlPolicies = [] } = organization;
  for (const policy of [...serviceControlPolicies, ...resourceControlPolicies]) {
    policy.targetIds = policy.targetIds.filter((one) => one !== accountId);
  }
  world.iamRevision += 1;
}

/** Moves an account to another OU of its organization, or to the root. @throws Error for what does not exist */
export function moveAccount(world: World, accountId: string, parentId: string): void {
  place(world, memberOf(world, accountId), accountId, parentId);
}

function memberOf(world: World, accountId: string): Organization {
  const organization = organizationOf(world, accountId);
  if (organization === undefined) throw new Error(`${accountId} is in no organization.`);
  return organization;
}

function place(world: World, organization: Organization, accountId: string, parentId: string): void {
  const { id, rootId, units, accounts } = organization;
  if (parentId !== rootId && !units.some((unit) => unit.id === parentId)) throw new Error(`${id} has no ${parentId}.`);
  accounts[accountId] = parentId;
  world.iamRevision += 1;
}
