import * as z from 'zod';
import { findPolicy } from '../../../../policies/managedPolicies.ts';
import { defineOperation, type Operation } from '../../../operation.ts';
import { limitExceeded, noSuchEntity } from '../errors.ts';
import { arn, paging, path, roleName } from '../inputs.ts';
import { boundedRoleCheck, existingRole, iamChanged, modifiableRole, roleCheck, SERVICE } from '../lookup.ts';
import { page } from '../paging.ts';

/** "Managed policies attached to an IAM role: 10", in the IAM quotas. */
const MAX_ATTACHED = 10;

const roleAndPolicy = z.strictObject({ RoleName: roleName, PolicyArn: arn });

const attachRolePolicy = defineOperation({
  service: SERVICE,
  name: 'AttachRolePolicy',
  input: roleAndPolicy,
  access: ({ RoleName, PolicyArn }, call) => [
    boundedRoleCheck(call, 'AttachRolePolicy', RoleName, { 'iam:PolicyARN': PolicyArn }),
  ],
  run({ RoleName, PolicyArn }, call) {
    const role = modifiableRole(call, RoleName);
    if (findPolicy(call.world, PolicyArn) === undefined) {
      throw noSuchEntity(`Policy ${PolicyArn} does not exist or is not attachable.`);
    }
    if (role.attachedPolicyArns.includes(PolicyArn)) return {};
    if (role.attachedPolicyArns.length >= MAX_ATTACHED) {
      throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${MAX_ATTACHED}`);
    }
    role.attachedPolicyArns.push(PolicyArn);
    iamChanged(call);
    return {};
  },
});

const detachRolePolicy = defineOperation({
  service: SERVICE,
  name: 'DetachRolePolicy',
  input: roleAndPolicy,
  access: ({ RoleName, PolicyArn }, call) => [
    boundedRoleCheck(call, 'DetachRolePolicy', RoleName, { 'iam:PolicyARN': PolicyArn }),
  ],
  run({ RoleName, PolicyArn }, call) {
    const role = modifiableRole(call, RoleName);
    if (!role.attachedPolicyArns.includes(PolicyArn)) throw noSuchEntity(`Policy ${PolicyArn} was not found.`);
    role.attachedPolicyArns = role.attachedPolicyArns.filter((attached) => attached !== PolicyArn);
    iamChanged(call);
    return {};
  },
});

const listAttachedRolePolicies = defineOperation({
  service: SERVICE,
  name: 'ListAttachedRolePolicies',
  input: z.strictObject({ RoleName: roleName, PathPrefix: path.default('/'), ...paging }),
  access: ({ RoleName }, call) => [roleCheck(call, 'ListAttachedRolePolicies', RoleName)],
  run(input, call) {
    const policies = existingRole(call, input.RoleName)
      .attachedPolicyArns.map((attached) => findPolicy(call.world, attached))
      .filter((policy) => policy?.path.startsWith(input.PathPrefix))
      .map((policy) => ({ PolicyName: policy?.policyName, PolicyArn: policy?.arn }));
    const { items, rest } = page(policies, input);
    return { AttachedPolicies: items, ...rest };
  },
});

/**
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html.
 */
export const ATTACHED_POLICY_OPERATIONS: readonly Operation[] = [
  attachRolePolicy,
  detachRolePolicy,
  listAttachedRolePolicies,
];
