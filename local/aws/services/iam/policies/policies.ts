import * as z from 'zod';
import { arnParts } from '../../../../../functions/shared/arn.ts';
import type { ManagedPolicy } from '../../../../state/state.ts';
import { findPolicy } from '../../../../policies/managedPolicies.ts';
import { defineOperation, ServiceError, type CallContext, type Operation } from '../../../operation.ts';
import type { AccessCheck } from '../../../../policies/accessCheck.ts';
import { checkIdentityPolicy, encodeDocument } from './documents.ts';
import { deleteConflict, entityAlreadyExists, invalidInput, limitExceeded, noSuchEntity } from '../errors.ts';
import { arn, description, document, path, policyName } from '../inputs.ts';
import { accountOf, iamChanged, SERVICE } from '../lookup.ts';

/** "Managed policy: 6,144 characters", without white space; IAM quotas. */
const MAX_POLICY_LENGTH = 6144;
/** Policies have one version here: CreatePolicyVersion is not emulated. */
const VERSION = 'v1';

/** AWS managed policies are under the account `aws`; the caller's own account is the one that is asked. */
function policyCheck(action: string, resourceArn: string, { caller }: CallContext): AccessCheck {
  return { action: `iam:${action}`, resourceArn, resourceAccountId: caller.accountId };
}

function existingPolicy({ world, caller }: CallContext, policyArn: string): ManagedPolicy {
  const { accountId } = policyParts(policyArn);
  const policy = findPolicy(world, policyArn);
  if (policy !== undefined && ['aws', caller.accountId].includes(accountId)) return policy;
  throw noSuchEntity(`Policy ${policyArn} was not found.`);
}

function policyParts(policyArn: string) {
  if (/^arn:[^:]+:iam::(aws|\d{12}):policy\/.+$/.test(policyArn)) return arnParts(policyArn);
  throw invalidInput(`ARN ${policyArn} is not valid.`);
}

/** The roles of the caller's account that have the policy, by what they have it as. */
function usersOf(call: CallContext, policyArn: string) {
  const roles = Object.values(accountOf(call).roles);
  return {
    attached: roles.filter((role) => role.attachedPolicyArns.includes(policyArn)).length,
    boundary: roles.filter((role) => role.permissionsBoundaryArn === policyArn).length,
  };
}

function policyOutput(policy: ManagedPolicy, call: CallContext): Record<string, unknown> {
  const { attached, boundary } = usersOf(call, policy.arn);
  return {
    PolicyName: policy.policyName,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: VERSION,
    AttachmentCount: attached,
    PermissionsBoundaryUsageCount: boundary,
    IsAttachable: true,
  };
}

const createPolicyInput = z.strictObject({
  PolicyName: policyName,
  Path: path.default('/'),
  PolicyDocument: document,
  Description: description.optional(),
});

function newArn({ partition, caller }: CallContext, { Path, PolicyName }: z.infer<typeof createPolicyInput>): string {
  return `arn:${partition}:iam::${caller.accountId}:policy${Path}${PolicyName}`;
}

const createPolicy = defineOperation({
  service: SERVICE,
  name: 'CreatePolicy',
  input: createPolicyInput,
  access: (input, call) => [policyCheck('CreatePolicy', newArn(call, input), call)],
  run(input, call) {
    const { policies } = accountOf(call);
    const { PolicyName: name, PolicyDocument: text } = input;
    if (Object.values(policies).some((other) => other.policyName.toLowerCase() === name.toLowerCase())) {
      throw entityAlreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
    }
    checkIdentityPolicy(text);
    if (text.replace(/\s/g, '').length > MAX_POLICY_LENGTH) {
      throw limitExceeded(`Cannot exceed quota for PolicySize: ${MAX_POLICY_LENGTH}`);
    }
    const policy = { arn: newArn(call, input), policyName: name, path: input.Path, document: text };
    policies[policy.arn] = policy;
    iamChanged(call);
    return { Policy: policyOutput(policy, call) };
  },
});

const getPolicy = defineOperation({
  service: SERVICE,
  name: 'GetPolicy',
  input: z.strictObject({ PolicyArn: arn }),
  access: ({ PolicyArn }, call) => [policyCheck('GetPolicy', PolicyArn, call)],
  run: ({ PolicyArn }, call) => ({ Policy: policyOutput(existingPolicy(call, PolicyArn), call) }),
});

const getPolicyVersion = defineOperation({
  service: SERVICE,
  name: 'GetPolicyVersion',
  input: z.strictObject({ PolicyArn: arn, VersionId: z.string().regex(/^(?:v[1-9][0-9]*(\.[A-Za-z0-9-]*)?)$/) }),
  access: ({ PolicyArn }, call) => [policyCheck('GetPolicyVersion', PolicyArn, call)],
  run({ PolicyArn, VersionId }, call) {
    const { document: text } = existingPolicy(call, PolicyArn);
    if (VersionId !== VERSION) {
      throw noSuchEntity(`Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`);
    }
    return { PolicyVersion: { Document: encodeDocument(text), VersionId, IsDefaultVersion: true } };
  },
});

const deletePolicy = defineOperation({
  service: SERVICE,
  name: 'DeletePolicy',
  input: z.strictObject({ PolicyArn: arn }),
  access: ({ PolicyArn }, call) => [policyCheck('DeletePolicy', PolicyArn, call)],
  run({ PolicyArn }, call) {
    existingPolicy(call, PolicyArn);
    if (policyParts(PolicyArn).accountId === 'aws') {
      throw new ServiceError('AccessDenied', 403, `The AWS managed policy ${PolicyArn} cannot be deleted.`);
    }
    const { attached, boundary } = usersOf(call, PolicyArn);
    if (attached + boundary > 0) throw deleteConflict('Cannot delete a policy attached to entities.');
    delete accountOf(call).policies[PolicyArn];
    iamChanged(call);
    return {};
  },
});

/** Of managed policies, which have one version here: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html. */
export const POLICY_OPERATIONS: readonly Operation[] = [createPolicy, getPolicy, getPolicyVersion, deletePolicy];
