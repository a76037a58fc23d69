import { organizationOf, organizationPath } from '../../state/organizations.ts';
import type { World } from '../../state/state.ts';

/** Condition keys with their values, of which some have several. */
export type Context = Readonly<Record<string, string | string[]>>;

/**
 * What a request says of the organization of who asks; nothing for an account on its own: "This key is included in the request
 * context only if the principal is a member of an organization"
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid).
 */
export function principalOrganization(world: World, accountId: string): Context {
  const place = placeOf(world, accountId);
  return place === undefined ? {} : { 'aws:PrincipalOrgID': place.id, 'aws:PrincipalOrgPaths': [place.path] };
}

/**
 * The same of the resource's owner, and who that is
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount). None of
 * the actions that have no such keys is one of AMP, EKS, IAM or STS. Of `*`, which no account owns, nothing is said: assumed.
 */
export function resourceOwner(world: World, resourceArn: string, accountId: string): Context {
  if (resourceArn === '*') return {};
  const place = placeOf(world, accountId);
  return {
    'aws:ResourceAccount': accountId,
    ...(place === undefined ? {} : { 'aws:ResourceOrgID': place.id, 'aws:ResourceOrgPaths': [place.path] }),
  };
}

function placeOf(world: World, accountId: string): { id: string; path: string } | undefined {
  const organization = organizationOf(world, accountId);
  return organization && { id: organization.id, path: organizationPath(organization, accountId) };
}
