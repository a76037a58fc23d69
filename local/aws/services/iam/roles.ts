import * as z from 'zod';
import type { Role, World } from '../../../state/state.ts';
import { uniqueId } from '../../../state/uniqueId.ts';
import { findPolicy } from '../../../policies/managedPolicies.ts';
import type { PolicyDocument } from '../../../policies/policyDocument.ts';
import { defineOperation, type CallContext, type Operation } from '../../operation.ts';
import { currentTrust, InvalidPrincipal, resolvePrincipals } from '../../../policies/trust.ts';
import { wireInteger } from '../../wireTypes.ts';
import { checkTrustPolicy, encodeDocument } from './policies/documents.ts';
import { deleteConflict, entityAlreadyExists, limitExceeded, malformedPolicy, noSuchEntity } from './errors.ts';
import { arn, description, document, paging, path, roleName, tags } from './inputs.ts';
import { accountOf, existingRole, iamChanged, modifiableRole, roleCheck, rolesQuotaOf, SERVICE } from './lookup.ts';
import { page } from './paging.ts';
import { requestTagContext, tagList, withTags } from './tagging.ts';

/** "Role trust policy length: 2,048 characters", in the IAM quotas; white space counts. */
const MAX_TRUST_LENGTH = 2048;

const createRoleInput = z.strictObject({
  RoleName: roleName,
  Path: path.default('/'),
  AssumeRolePolicyDocument: document,
  Description: description.optional(),
  MaxSessionDuration: wireInteger(3600, 43_200).default(3600),
  PermissionsBoundary: arn.optional(),
  Tags: tags.default([]),
});
type CreateRoleInput = z.infer<typeof createRoleInput>;

function arnOfNewRole({ partition, caller }: CallContext, { Path, RoleName }: CreateRoleInput): string {
  return `arn:${partition}:iam::${caller.accountId}:role${Path}${RoleName}`;
}

/** With tags it needs iam:TagRole as well: CreateRole, in the IAM API Reference. */
const createRole = defineOperation({
  service: SERVICE,
  name: 'CreateRole',
  input: createRoleInput,
  access(input, call) {
    const { PermissionsBoundary: boundary, Tags } = input;
    const resource = { resourceArn: arnOfNewRole(call, input), resourceAccountId: call.caller.accountId };
    const tagContext = requestTagContext(Tags);
    const context = { ...tagContext, ...(boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary }) };
    const tagging = Tags.length === 0 ? [] : [{ action: 'iam:TagRole', ...resource, context: tagContext }];
    return [{ action: 'iam:CreateRole', ...resource, context }, ...tagging];
  },
  run(input, call) {
    const { roles } = accountOf(call);
    const wanted = input.RoleName.toLowerCase();
    if (Object.values(roles).some((role) => role.roleName.toLowerCase() === wanted)) {
      throw entityAlreadyExists(`Role with name ${input.RoleName} already exists.`);
    }
    const quota = rolesQuotaOf(call);
    if (Object.keys(roles).length >= quota) throw limitExceeded(`Cannot exceed quota for RolesPerAccount: ${quota}`);
    const role = newRole(input, call);
    roles[role.arn] = role;
    iamChanged(call);
    return { Role: roleOutput(role, call) };
  },
});

function newRole(input: CreateRoleInput, call: CallContext): Role {
  const { PermissionsBoundary: boundary, Description, AssumeRolePolicyDocument: trustPolicy } = input;
  if (boundary !== undefined) checkBoundary(call, boundary);
  const trust = savedTrust(trustPolicy, call);
  return {
    roleName: input.RoleName,
    roleId: uniqueId(call.world, 'AROA'),
    path: input.Path,
    arn: arnOfNewRole(call, input),
    createdAt: call.now,
    ...(Description === undefined ? {} : { description: Description }),
    maxSessionDuration: input.MaxSessionDuration,
    ...trust,
    ...(boundary === undefined ? {} : { permissionsBoundaryArn: boundary }),
    tags: withTags({}, input.Tags),
    attachedPolicyArns: [],
    inlinePolicies: {},
  };
}

/** @throws ServiceError NoSuchEntity, in the words by which the functions tell it from a role that is not there. */
export function checkBoundary({ world }: CallContext, boundary: string): void {
  if (findPolicy(world, boundary) !== undefined) return;
  throw noSuchEntity(`Scope ARN: ${boundary} does not exist or is not attachable.`);
}

function savedTrust(trustPolicy: string, { world }: CallContext): Pick<Role, 'trustPolicy' | 'trustedIds'> {
  const document = checkTrustPolicy(trustPolicy);
  if (trustPolicy.length > MAX_TRUST_LENGTH) {
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${MAX_TRUST_LENGTH}`);
  }
  return { trustPolicy, trustedIds: savedPrincipals(world, document) };
}

function savedPrincipals(world: World, document: PolicyDocument): Role['trustedIds'] {
  try {
    return resolvePrincipals(world, document);
  } catch (error) {
    throw error instanceof InvalidPrincipal ? malformedPolicy(error.message) : error;
  }
}

/** As CreateRole and GetRole answer it. */
export function roleOutput(role: Role, call: CallContext): Record<string, unknown> {
  const boundary = role.permissionsBoundaryArn;
  return {
    ...listedRole(role, call),
    Tags: Object.keys(role.tags).length === 0 ? undefined : tagList(role.tags),
    PermissionsBoundary:
      boundary === undefined ? undefined : { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary },
  };
}

/** As ListRoles answers it: without tags and boundary. */
function listedRole(role: Role, { world }: CallContext): Record<string, unknown> {
  return {
    Path: role.path,
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(shownTrust(world, role)),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
  };
}

/** The text as it was given, unless a role that it names is gone or another: then with that role's old id in its place. */
function shownTrust(world: CallContext['world'], role: Role): string {
  const current = JSON.stringify(currentTrust(world, role));
  const saved = JSON.stringify(checkTrustPolicy(role.trustPolicy));
  return current === saved ? role.trustPolicy : current;
}

const getRole = defineOperation({
  service: SERVICE,
  name: 'GetRole',
  input: z.strictObject({ RoleName: roleName }),
  access: ({ RoleName }, call) => [roleCheck(call, 'GetRole', RoleName)],
  run: ({ RoleName }, call) => ({ Role: roleOutput(existingRole(call, RoleName), call) }),
});

const listRoles = defineOperation({
  service: SERVICE,
  name: 'ListRoles',
  input: z.strictObject({ PathPrefix: z.string().min(1).max(512).startsWith('/').default('/'), ...paging }),
  access: (_input, { caller }) => [{ action: 'iam:ListRoles', resourceArn: '*', resourceAccountId: caller.accountId }],
  run(input, call) {
    const roles = Object.values(accountOf(call).roles).filter((role) => role.path.startsWith(input.PathPrefix));
    const { items, rest } = page(
      roles.sort((a, b) => a.roleName.localeCompare(b.roleName)),
      input,
    );
    return { Roles: items.map((role) => listedRole(role, call)), ...rest };
  },
});

const updateAssumeRolePolicy = defineOperation({
  service: SERVICE,
  name: 'UpdateAssumeRolePolicy',
  input: z.strictObject({ RoleName: roleName, PolicyDocument: document }),
  access: ({ RoleName }, call) => [roleCheck(call, 'UpdateAssumeRolePolicy', RoleName)],
  run({ RoleName, PolicyDocument }, call) {
    Object.assign(modifiableRole(call, RoleName), savedTrust(PolicyDocument, call));
    iamChanged(call);
    return {};
  },
});

const deleteRole = defineOperation({
  service: SERVICE,
  name: 'DeleteRole',
  input: z.strictObject({ RoleName: roleName }),
  access: ({ RoleName }, call) => [roleCheck(call, 'DeleteRole', RoleName)],
  run({ RoleName }, call) {
    const role = modifiableRole(call, RoleName);
    if (role.attachedPolicyArns.length > 0) {
      throw deleteConflict('Cannot delete entity, must detach all policies first.');
    }
    if (Object.keys(role.inlinePolicies).length > 0) {
      throw deleteConflict('Cannot delete entity, must delete policies first.');
    }
    delete accountOf(call).roles[role.arn];
    iamChanged(call);
    return {};
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html, and what reads, trusts and deletes what it has made. */
export const ROLE_OPERATIONS: readonly Operation[] = [
  createRole,
  getRole,
  listRoles,
  updateAssumeRolePolicy,
  deleteRole,
];
