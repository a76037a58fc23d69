import type { AccessCheck } from '../../../policies/accessCheck.ts';
import { organizationOf } from '../../../state/organizations.ts';
import type { Organization } from '../../../state/state.ts';
import { ServiceError, type CallContext } from '../../operation.ts';
import { NO_PERMISSIONS, notInUse } from './errors.ts';

const HOME_REGIONS: Readonly<Record<string, string>> = { 'aws-us-gov': 'us-gov-west-1', 'aws-cn': 'cn-northwest-1' };
const NOBODY = JSON.stringify({ Version: '2012-10-17', Statement: [] });

/** The caller's organization. @throws ServiceError for an account that is in none, and for a signature of another Region */
export function callersOrganization({ world, caller, partition, region }: CallContext): Organization {
  const home = HOME_REGIONS[partition] ?? 'us-east-1';
  if (region !== home) {
    const message = `Credential should be scoped to a valid region, not '${region}'.`;
    throw new ServiceError('InvalidSignatureException', 400, message);
  }
  const organization = organizationOf(world, caller.accountId);
  if (organization === undefined) throw notInUse();
  return organization;
}

/** ARNs of AWS Organizations have the management account in them, whoever asks, and no Region. */
export function organizationArn({ partition }: CallContext, organization: Organization, kindAndId: string): string {
  return `arn:${partition}:organizations::${organization.managementAccountId}:${kindAndId}`;
}

/** The caller's own policies have to allow it, wherever it may ask. */
function ownPolicies(organization: Organization, action: string, resourceArn: string): AccessCheck {
  const resourceAccountId = organization.managementAccountId;
  return { action: `organizations:${action}`, resourceArn, resourceAccountId, mode: 'identity' };
}

/** For what every account of the organization may ask. */
export function memberCheck(call: CallContext, action: string): AccessCheck[] {
  return [ownPolicies(callersOrganization(call), action, '*')];
}

/**
 * For what "can be called only from the organization's management account or by a member account that is a delegated administrator"
 * (https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html), of whatever service, or by whom the delegation
 * policy lets (https://docs.aws.amazon.com/organizations/latest/userguide/security_iam_resource-based-policy-examples.html).
 * @param kindAndId `*` for an action without resource types
 */
export function administratorChecks(call: CallContext, action: string, kindAndId = '*'): AccessCheck[] {
  const organization = callersOrganization(call);
  const { managementAccountId, delegatedAdministrators, delegationPolicy = NOBODY } = organization;
  const resourceArn = kindAndId === '*' ? '*' : organizationArn(call, organization, kindAndId);
  const own = ownPolicies(organization, action, resourceArn);
  if ([managementAccountId, ...delegatedAdministrators].includes(call.caller.accountId)) return [own];
  return [own, { ...own, mode: 'account', resourcePolicy: delegationPolicy, refusal: NO_PERMISSIONS }];
}
