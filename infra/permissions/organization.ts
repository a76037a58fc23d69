import type { Organization } from '../configuration/fields.ts';
import type { Statement } from './policyDocument.ts';

type Condition = NonNullable<Statement['Condition']>;

/**
 * That a resource is of the organization of who asks for it. Both keys are absent outside an organization, where the condition is
 * false (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceorgid).
 */
export const SAME_ORGANIZATION = { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } as const;

/**
 * The paths of accounts in the configured OUs and in whatever is below them, by the OUs' ids alone. Without its last slash a pattern
 * would take a sibling whose id begins like it (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceorgpaths).
 */
function pathPatterns({ id, organizationalUnitIds = [] }: Organization): string[] {
  return organizationalUnitIds.map((unit) => `${id}/*/${unit}/*`);
}

/** That an account is in one of the configured OUs; nothing where the whole organization is configured. */
export function inConfiguredUnits(
  key: 'aws:ResourceOrgPaths' | 'aws:PrincipalOrgPaths',
  organization: Organization,
): Condition {
  const patterns = pathPatterns(organization);
  return patterns.length === 0 ? {} : { 'ForAnyValue:StringLike': { [key]: patterns } };
}
