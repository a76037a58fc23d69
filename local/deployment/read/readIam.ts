import * as z from 'zod';
import { roleArn } from '../../../functions/shared/names.ts';
import type { DeployedPolicy, DeployedRole } from '../deployed.ts';
import type { ResolvedStack } from '../template/intrinsics.ts';
import { number, policyText, readAll, tagMap, tags } from '../template/properties.ts';
import { TemplateError } from '../template/template.ts';

const inlinePolicy = z.object({ PolicyName: z.string(), PolicyDocument: policyText });
const names = z.array(z.string()).default([]);

const role = z.object({
  Path: z.string().default('/'),
  Description: z.string().optional(),
  MaxSessionDuration: number.default(3600),
  AssumeRolePolicyDocument: policyText,
  Policies: z.array(inlinePolicy).default([]),
  ManagedPolicyArns: names,
  PermissionsBoundary: z.string().optional(),
  Tags: tags,
});
/** AWS::IAM::Policy is an inline policy of every role it names. */
const policy = inlinePolicy.extend({ Roles: names });
const rolePolicy = z.object({ RoleName: z.string(), PolicyName: z.string(), PolicyDocument: policyText });
const managedPolicy = z.object({ Path: z.string().default('/'), PolicyDocument: policyText, Roles: names });

/** The roles of a stack, each with the policies that the stack gives it, inline and attached. */
export function readRoles(stack: ResolvedStack): DeployedRole[] {
  const roles = readAll(stack, 'AWS::IAM::Role', role).map(({ resource, properties, arn }) =>
    deployedRole(stack, resource.physical.name, arn, properties),
  );
  for (const { roleName, policyName, document, logicalId } of addedPolicies(stack)) {
    named(stack, roles, roleName, logicalId).inlinePolicies[policyName] = document;
  }
  for (const { resource, properties, arn } of readAll(stack, 'AWS::IAM::ManagedPolicy', managedPolicy)) {
    for (const name of properties.Roles) named(stack, roles, name, resource.logicalId).attachedPolicyArns.push(arn);
  }
  return roles;
}

function deployedRole(stack: ResolvedStack, roleName: string, arn: string, own: z.infer<typeof role>): DeployedRole {
  const { Description: description, PermissionsBoundary: boundary } = own;
  return {
    arn,
    roleName,
    accountId: stack.place.accountId,
    path: own.Path,
    ...(description === undefined ? {} : { description }),
    maxSessionDuration: own.MaxSessionDuration,
    trustPolicy: own.AssumeRolePolicyDocument,
    inlinePolicies: Object.fromEntries(
      own.Policies.map(({ PolicyName, PolicyDocument }) => [PolicyName, PolicyDocument]),
    ),
    attachedPolicyArns: own.ManagedPolicyArns,
    ...(boundary === undefined ? {} : { permissionsBoundaryArn: boundary }),
    tags: tagMap(own.Tags),
  };
}

function addedPolicies(stack: ResolvedStack) {
  return [
    ...readAll(stack, 'AWS::IAM::Policy', policy).flatMap(({ resource, properties }) =>
      properties.Roles.map((roleName) => ({ roleName, resource, properties })),
    ),
    ...readAll(stack, 'AWS::IAM::RolePolicy', rolePolicy).map(({ resource, properties }) => ({
      roleName: properties.RoleName,
      resource,
      properties,
    })),
  ].map(({ roleName, resource, properties }) => ({
    roleName,
    logicalId: resource.logicalId,
    policyName: properties.PolicyName,
    document: properties.PolicyDocument,
  }));
}

function named(
  stack: ResolvedStack,
  roles: readonly DeployedRole[],
  roleName: string,
  logicalId: string,
): DeployedRole {
  const found = roles.find((role) => role.roleName === roleName);
  if (found !== undefined) return found;
  const { partition, accountId, stackName } = stack.place;
  const arn = roleArn(partition, accountId, roleName);
  throw new TemplateError(stackName, logicalId, `it is a policy of ${arn}, which this stack does not have.`);
}

/** @throws TemplateError for a document that is no policy. */
export function readManagedPolicies(stack: ResolvedStack): DeployedPolicy[] {
  return readAll(stack, 'AWS::IAM::ManagedPolicy', managedPolicy).map(({ resource, properties, arn }) => ({
    arn,
    policyName: resource.physical.name,
    accountId: stack.place.accountId,
    path: properties.Path,
    document: properties.PolicyDocument,
  }));
}
