import * as z from 'zod';
import { defineOperation, type Operation } from '../../operation.ts';
import { arn, roleName } from './inputs.ts';
import { boundedRoleCheck, iamChanged, modifiableRole, roleCheck, SERVICE } from './lookup.ts';
import { checkBoundary } from './roles.ts';

const putRolePermissionsBoundary = defineOperation({
  service: SERVICE,
  name: 'PutRolePermissionsBoundary',
  input: z.strictObject({ RoleName: roleName, PermissionsBoundary: arn }),
  /** `iam:PermissionsBoundary` is here the boundary that is asked for. */
  access: ({ RoleName, PermissionsBoundary }, call) => [
    roleCheck(call, 'PutRolePermissionsBoundary', RoleName, { 'iam:PermissionsBoundary': PermissionsBoundary }),
  ],
  run({ RoleName, PermissionsBoundary }, call) {
    const role = modifiableRole(call, RoleName);
    checkBoundary(call, PermissionsBoundary);
    role.permissionsBoundaryArn = PermissionsBoundary;
    iamChanged(call);
    return {};
  },
});

/** A role without a boundary is left as it is (assumed). */
const deleteRolePermissionsBoundary = defineOperation({
  service: SERVICE,
  name: 'DeleteRolePermissionsBoundary',
  input: z.strictObject({ RoleName: roleName }),
  access: ({ RoleName }, call) => [boundedRoleCheck(call, 'DeleteRolePermissionsBoundary', RoleName)],
  run({ RoleName }, call) {
    delete modifiableRole(call, RoleName).permissionsBoundaryArn;
    iamChanged(call);
    return {};
  },
});

/**
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html.
 */
export const BOUNDARY_OPERATIONS: readonly Operation[] = [putRolePermissionsBoundary, deleteRolePermissionsBoundary];
