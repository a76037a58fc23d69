import type { Configuration } from '../configuration/configuration.ts';
import type { PolicyDocument } from './policyDocument.ts';

/**
 * Reads where an account is in the organization, unit by unit up to the root. Granted where something goes by that alone. Wildcards: the
 * management account, whose the ARNs are, is not configured, and any account may be asked for
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html).
 */
export function readPlaces({
  partition,
  organization,
  workspaces,
  products,
}: Configuration): PolicyDocument['Statement'] {
  if (organization === undefined) return [];
  const froms = [...Object.values(workspaces), ...products].map(({ from }) => from);
  if (![organization, ...froms].some((one) => one?.organizationalUnitIds !== undefined)) return [];
  const Resource = ['account', 'ou'].map((kind) => `arn:${partition}:organizations::*:${kind}/${organization.id}/*`);
  return [{ Sid: 'ReadPlacesInOrganization', Effect: 'Allow', Action: 'organizations:ListParents', Resource }];
}
