import * as z from 'zod';
import type { Role } from '../../../../state/state.ts';
import { defineOperation, type Operation } from '../../../operation.ts';
import { checkIdentityPolicy, encodeDocument } from './documents.ts';
import { limitExceeded, noSuchEntity } from '../errors.ts';
import { document, paging, policyName, roleName } from '../inputs.ts';
import { boundedRoleCheck, existingRole, iamChanged, modifiableRole, roleCheck, SERVICE } from '../lookup.ts';
import { page } from '../paging.ts';

/** "The total aggregate policy size of all inline policies of a role: 10,240 characters", without white space; IAM quotas. */
const MAX_INLINE_LENGTH = 10_240;

const putRolePolicy = defineOperation({
  service: SERVICE,
  name: 'PutRolePolicy',
  input: z.strictObject({ RoleName: roleName, PolicyName: policyName, PolicyDocument: document }),
  access: ({ RoleName }, call) => [boundedRoleCheck(call, 'PutRolePolicy', RoleName)],
  run({ RoleName, PolicyName, PolicyDocument }, call) {
    const role = modifiableRole(call, RoleName);
    checkIdentityPolicy(PolicyDocument);
    const inlinePolicies = { ...role.inlinePolicies, [PolicyName]: PolicyDocument };
    if (Object.values(inlinePolicies).join('').replace(/\s/g, '').length > MAX_INLINE_LENGTH) {
      throw limitExceeded(`Maximum policy size of ${MAX_INLINE_LENGTH} bytes exceeded for role ${RoleName}`);
    }
    role.inlinePolicies = inlinePolicies;
    iamChanged(call);
    return {};
  },
});

function inlinePolicy(role: Role, name: string): string {
  const text = role.inlinePolicies[name];
  if (text === undefined) throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
  return text;
}

const getRolePolicy = defineOperation({
  service: SERVICE,
  name: 'GetRolePolicy',
  input: z.strictObject({ RoleName: roleName, PolicyName: policyName }),
  access: ({ RoleName }, call) => [roleCheck(call, 'GetRolePolicy', RoleName)],
  run({ RoleName, PolicyName }, call) {
    const text = inlinePolicy(existingRole(call, RoleName), PolicyName);
    return { RoleName, PolicyName, PolicyDocument: encodeDocument(text) };
  },
});

const listRolePolicies = defineOperation({
  service: SERVICE,
  name: 'ListRolePolicies',
  input: z.strictObject({ RoleName: roleName, ...paging }),
  access: ({ RoleName }, call) => [roleCheck(call, 'ListRolePolicies', RoleName)],
  run(input, call) {
    const names = Object.keys(existingRole(call, input.RoleName).inlinePolicies).sort();
    const { items, rest } = page(names, input);
    return { PolicyNames: items, ...rest };
  },
});

const deleteRolePolicy = defineOperation({
  service: SERVICE,
  name: 'DeleteRolePolicy',
  input: z.strictObject({ RoleName: roleName, PolicyName: policyName }),
  access: ({ RoleName }, call) => [roleCheck(call, 'DeleteRolePolicy', RoleName)],
  run({ RoleName, PolicyName }, call) {
    const role = modifiableRole(call, RoleName);
    inlinePolicy(role, PolicyName);
    delete role.inlinePolicies[PolicyName];
    iamChanged(call);
    return {};
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html, and what reads and deletes what it has put. */
export const INLINE_POLICY_OPERATIONS: readonly Operation[] = [
  putRolePolicy,
  getRolePolicy,
  listRolePolicies,
  deleteRolePolicy,
];
