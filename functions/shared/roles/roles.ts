import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  EntityAlreadyExistsException,
  GetRoleCommand,
  GetRolePolicyCommand,
  NoSuchEntityException,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import * as z from 'zod/mini';
import type { EnsuredRole } from '../contract.ts';
import { repairedLine } from '../digest.ts';
import { policyText } from './documents.ts';
import { refuseForeign } from './foreign.ts';
import type { PolicyDocument } from './policyDocument.ts';
import {
  isSameDocument,
  roleChanges,
  wantedTrust,
  type ObservedRole,
  type RoleChange,
  type RoleSpecification,
} from './changes.ts';
import { readAnswer } from '../aws/answer.ts';

const roleAnswer = z.object({
  Role: z.object({
    Arn: z.string(),
    AssumeRolePolicyDocument: z.string(),
    PermissionsBoundary: z.optional(z.object({ PermissionsBoundaryArn: z.optional(z.string()) })),
    Tags: z.optional(z.array(z.object({ Key: z.string(), Value: z.string() }))),
  }),
});

type RoleHead = Omit<ObservedRole, 'inlinePolicies' | 'attachedPolicyArns'>;

/** @throws NoSuchEntityException when there is none. */
async function getRole(iam: IAMClient, RoleName: string): Promise<RoleHead> {
  const { Role } = readAnswer('iam:GetRole', roleAnswer, await iam.send(new GetRoleCommand({ RoleName })));
  return {
    arn: Role.Arn,
    trust: documentOf(Role.AssumeRolePolicyDocument),
    boundaryArn: Role.PermissionsBoundary?.PermissionsBoundaryArn,
    tags: Object.fromEntries((Role.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
  };
}

/** IAM hands documents out percent-encoded. */
function documentOf(encoded: string): unknown {
  return JSON.parse(decodeURIComponent(encoded));
}

/** Undefined when there is none. */
export function readHead(iam: IAMClient, roleName: string): Promise<RoleHead | undefined> {
  return unlessGone(() => getRole(iam, roleName));
}

/** The whole role; undefined when there is none. Reads only. */
export async function readRole(iam: IAMClient, roleName: string): Promise<ObservedRole | undefined> {
  try {
    const head = await getRole(iam, roleName);
    return { ...head, ...(await readPolicies(iam, roleName)) };
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}

const inlineAnswer = z.object({ PolicyDocument: z.string() });

async function readPolicies(iam: IAMClient, roleName: string) {
  const [names, attachedPolicyArns] = await Promise.all([
    inlinePolicyNames(iam, roleName),
    attachedPolicies(iam, roleName),
  ]);
  const inlinePolicies: [string, unknown][] = [];
  for (const PolicyName of names) {
    const answer = await iam.send(new GetRolePolicyCommand({ RoleName: roleName, PolicyName }));
    inlinePolicies.push([PolicyName, documentOf(readAnswer('iam:GetRolePolicy', inlineAnswer, answer).PolicyDocument)]);
  }
  return { inlinePolicies: Object.fromEntries(inlinePolicies), attachedPolicyArns };
}

const namesPage = z.object({ PolicyNames: z.array(z.string()) });

/** @throws NoSuchEntityException when there is no such role. */
export async function inlinePolicyNames(iam: IAMClient, RoleName: string): Promise<string[]> {
  const names: string[] = [];
  for await (const page of paginateListRolePolicies({ client: iam }, { RoleName })) {
    names.push(...readAnswer('iam:ListRolePolicies', namesPage, page).PolicyNames);
  }
  return names;
}

const attachedPage = z.object({ AttachedPolicies: z.array(z.object({ PolicyArn: z.string() })) });

/** ARNs. @throws NoSuchEntityException when there is no such role. */
export async function attachedPolicies(iam: IAMClient, RoleName: string): Promise<string[]> {
  const arns: string[] = [];
  for await (const page of paginateListAttachedRolePolicies({ client: iam }, { RoleName })) {
    const { AttachedPolicies } = readAnswer('iam:ListAttachedRolePolicies', attachedPage, page);
    arns.push(...AttachedPolicies.map(({ PolicyArn }) => PolicyArn));
  }
  return arns;
}

/**
 * Leaves the role there, with its boundary, tags and permissions, whatever an earlier attempt or run had done of it and
 * whatever somebody has changed since. Its trust is PatchTrust's.
 * Whether this execution created it is read off the role's own tag: a function that died after its call said nothing.
 * @throws NotOurs when a role of that name carries another tag or none.
 */
export async function ensureRole(iam: IAMClient, role: RoleSpecification): Promise<EnsuredRole> {
  const { arn, roleName } = role;
  if (await createRole(iam, role)) {
    await putInlinePolicy(iam, roleName, role.inlinePolicy.name, role.inlinePolicy.document);
    if (role.managedPolicyArn) await attach(iam, roleName, role.managedPolicyArn);
    return { arn, created: true, updated: false, repaired: [] };
  }
  const head = await getRole(iam, roleName);
  refuseForeign(role, head);
  const observed = { ...head, ...(await readPolicies(iam, roleName)) };
  const changes = roleChanges(observed, role).filter(({ kind }) => kind !== 'trust');
  for (const change of changes) await apply(iam, role, change);
  const created = head.tags[role.names.tagKeys.execution] === role.tags[role.names.tagKeys.execution];
  if (created) return { arn, created, updated: false, repaired: [] };
  return {
    arn,
    created,
    updated: changes.some(({ action }) => action === 'update'),
    repaired: changes
      .filter(({ action }) => action === 'repair')
      .map(({ part, before, after }) => repairedLine(arn, part, before, after)),
  };
}

/** Whether this call made it. */
async function createRole(iam: IAMClient, role: RoleSpecification): Promise<boolean> {
  try {
    await iam.send(
      new CreateRoleCommand({
        Path: role.names.rolePath,
        RoleName: role.roleName,
        AssumeRolePolicyDocument: policyText(role.trust),
        PermissionsBoundary: role.boundaryArn,
        Tags: tagList(role.tags),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof EntityAlreadyExistsException) return false;
    throw error;
  }
}

function tagList(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

async function apply(iam: IAMClient, role: RoleSpecification, change: RoleChange): Promise<void> {
  const { roleName: RoleName } = role;
  switch (change.kind) {
    case 'boundary':
      await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: role.boundaryArn }));
      return;
    case 'tags':
      await iam.send(new TagRoleCommand({ RoleName, Tags: tagList(change.tags) }));
      return;
    case 'inline':
      if (change.after === undefined) await unlessGone(() => deleteInlinePolicy(iam, RoleName, change.name));
      else await putInlinePolicy(iam, RoleName, role.inlinePolicy.name, role.inlinePolicy.document);
      return;
    case 'attachment':
      if (change.after === undefined) await unlessGone(() => detach(iam, RoleName, change.policyArn));
      else await attach(iam, RoleName, change.policyArn);
      return;
    case 'trust':
      await saveTrust(iam, role);
  }
}

async function putInlinePolicy(iam: IAMClient, RoleName: string, PolicyName: string, document: PolicyDocument) {
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: policyText(document) }));
}

/** @throws NoSuchEntityException when the role or the policy is gone: `unlessGone` takes that for done. */
export async function deleteInlinePolicy(iam: IAMClient, RoleName: string, PolicyName: string): Promise<void> {
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
}

async function attach(iam: IAMClient, RoleName: string, PolicyArn: string): Promise<void> {
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
}

/** @throws NoSuchEntityException when the role is gone or does not have the policy: `unlessGone` takes that for done. */
export async function detach(iam: IAMClient, RoleName: string, PolicyArn: string): Promise<void> {
  await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
}

/** What is gone already is as it is to be. */
export async function unlessGone<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}

/**
 * Saves the role's trust policy. Always, even when the text is the same: IAM keeps a trusted role by its unique id, so a
 * source role that was deleted and made again is trusted only from the next save on
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
 * @returns the documents before and after, when they differ.
 * @throws NotOurs when another role has taken the place of the connection's since it was made.
 */
export async function saveTrust(
  iam: IAMClient,
  role: RoleSpecification,
): Promise<{ before: unknown; after: PolicyDocument } | undefined> {
  const { roleName } = role;
  const existing = await getRole(iam, roleName);
  refuseForeign(role, existing);
  const { trust: before } = existing;
  const trust = wantedTrust(role, before);
  const PolicyDocument = policyText(trust);
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: roleName, PolicyDocument }));
  return isSameDocument(before, JSON.parse(PolicyDocument)) ? undefined : { before, after: trust };
}
