import type { TaggedConnection } from '../contract.ts';
import { canonical } from '../digest.ts';
import {
  policyText,
  sourcePermissions,
  sourceTrust,
  targetDeny,
  targetManagedPolicyArn,
  targetTrust,
  unitPattern,
} from './documents.ts';
import type { PolicyDocument } from './policyDocument.ts';
import { connectionBoundaryArn, SOURCE_POLICY_NAME, TARGET_POLICY_NAME, type ConnectionNames } from '../names.ts';
import { tagChanges } from '../connection/tagChanges.ts';
import { resourceTags } from '../connection/tags.ts';
import { admittingUnits } from '../request/admission.ts';
import type { Environment } from '../environment.ts';

/** What the configuration has of roles: the tags that all have, and the boundary. */
type OfRoles = Pick<Environment, 'name' | 'roleTags' | 'connectionRoleBoundary'>;

/** That, and what says by which unit of an organization a source account is admitted. */
export type OfTargetRoles = OfRoles & Pick<Environment, 'organization' | 'workspaces' | 'products'>;

/** A connection role as it has to be. */
export interface RoleSpecification {
  /** The connection that it is of. */
  names: ConnectionNames;
  roleName: string;
  arn: string;
  trust: PolicyDocument;
  /** Trusts that are as right for a role that has one of them: another unit of the organization admits the source account, too. */
  otherTrusts?: readonly PolicyDocument[];
  boundaryArn: string;
  tags: Readonly<Record<string, string>>;
  inlinePolicy: { name: string; document: PolicyDocument };
  managedPolicyArn?: string;
}

/** A role as IAM shows it. Policies are documents as they were parsed from IAM's text. */
export interface ObservedRole {
  arn: string;
  /** A principal that is gone shows as its unique id. */
  trust: unknown;
  boundaryArn: string | undefined;
  tags: Readonly<Record<string, string>>;
  /** By name. */
  inlinePolicies: Readonly<Record<string, unknown>>;
  attachedPolicyArns: readonly string[];
}

/**
 * One part in which a role is not what it is to be: `create` of a role that does not exist, `repair` what somebody changed,
 * `update` what the request asks for. `before` and `after` are undefined for what is not there.
 */
export type RoleChange = { action: 'create' | 'update' | 'repair'; before: unknown; after: unknown } & (
  | { kind: 'boundary'; part: 'permissions boundary' }
  | { kind: 'tags'; part: 'tags'; tags: Readonly<Record<string, string>> }
  | { kind: 'inline'; part: string; name: string }
  | { kind: 'attachment'; part: string; policyArn: string }
  | { kind: 'trust'; part: 'trust policy' }
);

/** As plans, outputs and repaired lines name it. */
export const TRUST_PART = 'trust policy';

/** The role in the source account. `scraperArn` is the placeholder's until there is a scraper. */
export function sourceRole(
  connection: TaggedConnection,
  names: ConnectionNames,
  executionArn: string,
  scraperArn: string,
  environment: OfRoles,
): RoleSpecification {
  return {
    names,
    roleName: names.sourceRoleName,
    arn: names.sourceRoleArn,
    trust: sourceTrust(names, scraperArn),
    boundaryArn: connectionBoundaryArn(environment, names.partition, names.sourceAccountId),
    tags: { ...environment.roleTags, ...resourceTags(connection, names, executionArn) },
    inlinePolicy: { name: SOURCE_POLICY_NAME, document: sourcePermissions(names) },
  };
}

/** The role in the target account. */
export function targetRole(
  connection: TaggedConnection,
  names: ConnectionNames,
  executionArn: string,
  scraperArn: string,
  environment: OfTargetRoles,
): RoleSpecification {
  const { organization, roleTags } = environment;
  const units = admittingUnits(names.workspaceArn, connection.organizationalUnits ?? [], environment);
  const [first, ...others] = units.map((unit) => targetTrust(names, scraperArn, organization, unit));
  return {
    names,
    roleName: names.targetRoleName,
    arn: names.targetRoleArn,
    trust: first ?? targetTrust(names, scraperArn, organization),
    otherTrusts: others,
    boundaryArn: connectionBoundaryArn(environment, names.partition, names.targetAccountId),
    tags: { ...roleTags, ...resourceTags(connection, names, executionArn) },
    inlinePolicy: { name: TARGET_POLICY_NAME, document: targetDeny(connection.workspaceArn) },
    managedPolicyArn: targetManagedPolicyArn(names),
  };
}

/** The trust that a role is to have which has this one now: the unit in it stays as long as that admits the source account. */
export function wantedTrust({ trust, otherTrusts = [] }: RoleSpecification, observed: unknown): PolicyDocument {
  const pattern = unitPattern(observed);
  return (pattern === undefined ? undefined : otherTrusts.find((one) => unitPattern(one) === pattern)) ?? trust;
}

/** Whether two policies say the same, however IAM has ordered members and written single values. */
export function isSameDocument(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

/** The document as IAM hands it back: without members that are undefined. */
function parsed(document: PolicyDocument): unknown {
  return JSON.parse(policyText(document));
}

/**
 * In what a role differs from what it has to be, in the order in which that is repaired: the boundary first, since policies may
 * only be put on a role that has it. Policies that are not the connection's go. A dry run shows exactly what a run then does,
 * since both ask this.
 * @param observed undefined for a role that does not exist, whose every part is to be created.
 * @param isNewScraper whether the trust changes for a scraper that takes another's place, not because somebody changed it.
 */
export function roleChanges(
  observed: ObservedRole | undefined,
  wanted: RoleSpecification,
  isNewScraper = false,
): RoleChange[] {
  if (observed === undefined) return creation(wanted);
  return [
    ...(observed.boundaryArn === wanted.boundaryArn
      ? []
      : [boundaryChange('repair', observed.boundaryArn, wanted.boundaryArn)]),
    ...tagChanges(observed.tags, wanted.tags, wanted.names.tagKeys).map((change) => ({
      ...change,
      kind: 'tags' as const,
      tags: change.after,
    })),
    ...inlineChanges(observed, wanted),
    ...attachmentChanges(observed, wanted),
    ...trustChanges(observed, wanted, isNewScraper ? 'update' : 'repair'),
  ];
}

function boundaryChange(action: RoleChange['action'], before: string | undefined, after: string): RoleChange {
  return { action, kind: 'boundary', part: 'permissions boundary', before, after };
}

function inlineChange(action: RoleChange['action'], name: string, before: unknown, after: unknown): RoleChange {
  return { action, kind: 'inline', part: `inline policy ${name}`, name, before, after };
}

function attachmentChange(action: RoleChange['action'], policyArn: string, isAttached: boolean): RoleChange {
  const [before, after] = isAttached ? [policyArn, undefined] : [undefined, policyArn];
  return { action, kind: 'attachment', part: `managed policy ${policyArn}`, policyArn, before, after };
}

function creation({
  trust,
  boundaryArn: boundary,
  tags,
  inlinePolicy,
  managedPolicyArn,
}: RoleSpecification): RoleChange[] {
  return [
    boundaryChange('create', undefined, boundary),
    { action: 'create', kind: 'tags', part: 'tags', tags, before: undefined, after: tags },
    inlineChange('create', inlinePolicy.name, undefined, parsed(inlinePolicy.document)),
    ...(managedPolicyArn ? [attachmentChange('create', managedPolicyArn, false)] : []),
    { action: 'create', kind: 'trust', part: TRUST_PART, before: undefined, after: parsed(trust) },
  ];
}

function inlineChanges({ inlinePolicies }: ObservedRole, { inlinePolicy }: RoleSpecification): RoleChange[] {
  const { name, document } = inlinePolicy;
  const before = Object.hasOwn(inlinePolicies, name) ? inlinePolicies[name] : undefined;
  const after = parsed(document);
  const others = Object.entries(inlinePolicies).filter(([other]) => other !== name);
  return [
    ...others.map(([other, found]) => inlineChange('repair', other, found, undefined)),
    ...(isSameDocument(before, after) ? [] : [inlineChange('repair', name, before, after)]),
  ];
}

function attachmentChanges({ attachedPolicyArns }: ObservedRole, wanted: RoleSpecification): RoleChange[] {
  const { managedPolicyArn } = wanted;
  const isMissing = managedPolicyArn !== undefined && !attachedPolicyArns.includes(managedPolicyArn);
  return [
    ...attachedPolicyArns
      .filter((policyArn) => policyArn !== managedPolicyArn)
      .map((policyArn) => attachmentChange('repair', policyArn, true)),
    ...(isMissing ? [attachmentChange('repair', managedPolicyArn, false)] : []),
  ];
}

function trustChanges({ trust }: ObservedRole, wanted: RoleSpecification, action: 'update' | 'repair'): RoleChange[] {
  const after = parsed(wantedTrust(wanted, trust));
  if (isSameDocument(trust, after)) return [];
  return [{ action, kind: 'trust', part: TRUST_PART, before: trust, after }];
}
