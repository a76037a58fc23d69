import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  EntityAlreadyExistsException,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  NoSuchEntityException,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import * as z from 'zod/mini';
import type { EnsuredRole } from '../contract.ts';
import { policyText, type PolicyDocument } from '../documents.ts';
import { NotOurs } from '../errors.ts';
import { ROLE_PATH, TAGS } from '../names.ts';
import { readAnswer } from './answer.ts';

/** A connection role as it has to be. */
export interface RoleSpecification {
  roleName: string;
  arn: string;
  /** The trust that a new role starts with; an existing role keeps its own, which PatchTrust sets. */
  initialTrust: PolicyDocument;
  boundaryArn: string;
  tags: Readonly<Record<string, string>>;
  inlinePolicy: { name: string; document: PolicyDocument };
  managedPolicyArn?: string;
}

const roleAnswer = z.object({
  Role: z.object({
    Arn: z.string(),
    AssumeRolePolicyDocument: z.string(),
    Tags: z.optional(z.array(z.object({ Key: z.string(), Value: z.string() }))),
  }),
});

interface ExistingRole {
  arn: string;
  /** The trust policy's text; a principal that is gone shows as its unique id. */
  trust: string;
  tags: Record<string, string>;
}

/** @throws NoSuchEntityException when there is none. */
export async function getRole(iam: IAMClient, RoleName: string): Promise<ExistingRole> {
  const { Role } = readAnswer('iam:GetRole', roleAnswer, await iam.send(new GetRoleCommand({ RoleName })));
  return {
    arn: Role.Arn,
    trust: decodeURIComponent(Role.AssumeRolePolicyDocument),
    tags: Object.fromEntries((Role.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
  };
}

/**
 * Leaves the role there, with its boundary, tags and permissions, whatever an earlier attempt or run had done of it.
 * Whether this execution created it is read off the role's own tag: a function that died after its call said nothing.
 * @throws NotOurs when a role of that name carries another tag or none.
 */
export async function ensureRole(iam: IAMClient, role: RoleSpecification): Promise<EnsuredRole> {
  if (await createRole(iam, role)) {
    await putInlinePolicy(iam, role);
    if (role.managedPolicyArn) await attach(iam, role.roleName, role.managedPolicyArn);
    return { arn: role.arn, created: true, updated: false };
  }
  const existing = await getRole(iam, role.roleName);
  refuseForeign(role, existing);
  const created = existing.tags[TAGS.execution] === role.tags[TAGS.execution];
  const inlineChanged = await ensureInlinePolicy(iam, role);
  const attachmentChanged = await ensureAttachment(iam, role);
  return { arn: role.arn, created, updated: !created && (inlineChanged || attachmentChanged) };
}

/** Whether this call made it. */
async function createRole(iam: IAMClient, role: RoleSpecification): Promise<boolean> {
  try {
    await iam.send(
      new CreateRoleCommand({
        Path: ROLE_PATH,
        RoleName: role.roleName,
        AssumeRolePolicyDocument: policyText(role.initialTrust),
        PermissionsBoundary: role.boundaryArn,
        Tags: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof EntityAlreadyExistsException) return false;
    throw error;
  }
}

function refuseForeign(role: RoleSpecification, existing: ExistingRole): void {
  const wanted = role.tags[TAGS.connection];
  const found = existing.tags[TAGS.connection];
  if (found === wanted && existing.arn === role.arn) return;
  throw new NotOurs(
    `Role ${existing.arn} exists and is not this connection's: its tag ${TAGS.connection} is ${found ?? 'missing'}, not ${wanted}. ` +
      `It was left as it is. Delete or rename it, or give it the tag if it is the connection's, then run again.`,
  );
}

async function putInlinePolicy(iam: IAMClient, { roleName, inlinePolicy }: RoleSpecification): Promise<void> {
  const PolicyDocument = policyText(inlinePolicy.document);
  await iam.send(new PutRolePolicyCommand({ RoleName: roleName, PolicyName: inlinePolicy.name, PolicyDocument }));
}

async function attach(iam: IAMClient, RoleName: string, PolicyArn: string): Promise<void> {
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
}

const inlineAnswer = z.object({ PolicyDocument: z.string() });

async function ensureInlinePolicy(iam: IAMClient, role: RoleSpecification): Promise<boolean> {
  try {
    const command = new GetRolePolicyCommand({ RoleName: role.roleName, PolicyName: role.inlinePolicy.name });
    const { PolicyDocument } = readAnswer('iam:GetRolePolicy', inlineAnswer, await iam.send(command));
    if (sameDocument(decodeURIComponent(PolicyDocument), role.inlinePolicy.document)) return false;
  } catch (error) {
    if (!(error instanceof NoSuchEntityException)) throw error;
  }
  await putInlinePolicy(iam, role);
  return true;
}

const attachedAnswer = z.object({ AttachedPolicies: z.array(z.object({ PolicyArn: z.string() })) });

async function ensureAttachment(iam: IAMClient, { roleName, managedPolicyArn }: RoleSpecification): Promise<boolean> {
  if (managedPolicyArn === undefined) return false;
  const command = new ListAttachedRolePoliciesCommand({ RoleName: roleName });
  const { AttachedPolicies } = readAnswer('iam:ListAttachedRolePolicies', attachedAnswer, await iam.send(command));
  if (AttachedPolicies.some(({ PolicyArn }) => PolicyArn === managedPolicyArn)) return false;
  await attach(iam, roleName, managedPolicyArn);
  return true;
}

/**
 * Saves the role's trust policy. Always, even when the text is the same: IAM keeps a trusted role by its unique id, so a
 * source role that was deleted and made again is trusted only from the next save on
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
 * @returns whether the document had been another one.
 */
export async function saveTrust(iam: IAMClient, roleName: string, trust: PolicyDocument): Promise<boolean> {
  const before = await getRole(iam, roleName);
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: roleName, PolicyDocument: policyText(trust) }));
  return !sameDocument(before.trust, trust);
}

function sameDocument(text: string, document: PolicyDocument): boolean {
  return canonical(JSON.parse(text)) === canonical(document);
}

/** The value's JSON with its keys in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
