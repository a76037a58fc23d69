import { getDenialReasons } from '@cloud-copilot/iam-simulate';
import { arnParts } from '../../functions/shared/arn.ts';
import type { World } from '../state/state.ts';
import { decisionOf, refusal, type Decision, type Evaluated } from './decision.ts';
import type { AccessCheck } from './accessCheck.ts';
import { resourceControlPolicies } from './organizations/controlPolicies.ts';
import { storedPolicy } from './policyDocument.ts';
import { resourceOwner, type Context } from './organizations/organizationContext.ts';
import { principalFacts, type Principal, type PrincipalFacts } from './principals.ts';
import { readsTime, rememberer, type Evaluation } from './rememberedEvaluations.ts';
import { resourceTags } from './resourceTags.ts';
import { simulate, type Question } from './simulate.ts';
import { currentTrust } from './trust.ts';

export type { Decision } from './decision.ts';
export type { Principal } from './principals.ts';

/** A role that a principal wants to assume, with what the request or the service says beside. */
export interface AssumeRoleRequest {
  principal: Principal;
  roleArn: string;
  sessionName?: string;
  externalId?: string;
  /** For a service principal. */
  sourceArn?: string;
  sourceAccount?: string;
}

/** Whether IAM and STS would let `principal` assume the role: its trust policy, and for a role or user their own side. */
export function evaluateAssumeRole(world: World, request: AssumeRoleRequest): Promise<Decision> {
  const { principal, check } = assumeRoleCheck(request);
  return evaluate(world, principal, check);
}

/** A request to assume a role as a check of sts:AssumeRole. */
export function assumeRoleCheck(request: AssumeRoleRequest): { principal: Principal; check: AccessCheck } {
  const { roleArn, externalId, sessionName, sourceArn, sourceAccount } = request;
  const source = {
    ...(sourceArn === undefined ? {} : { sourceArn }),
    ...(sourceAccount === undefined ? {} : { sourceAccount }),
  };
  const principal = request.principal.kind === 'service' ? { ...request.principal, ...source } : request.principal;
  const check = {
    action: 'sts:AssumeRole',
    resourceArn: roleArn,
    resourceAccountId: arnParts(roleArn).accountId,
    context: {
      ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
      ...(sessionName === undefined ? {} : { 'sts:RoleSessionName': sessionName }),
    },
  };
  return { principal, check };
}

interface Kept {
  decision: Promise<Decision>;
  /** Of a decision that a policy's condition on the time decides with: it is good for that millisecond alone. */
  at?: number;
}
const caches = new WeakMap<World, { iamRevision: number; kept: Map<string, Kept> }>();

/**
 * Whether the policies of this moment allow what the check asks for: identity policies, boundary, the organization's service control
 * policies, for sts:AssumeRole the role's trust policy, else the resource's own where the check has one. Decisions are kept until
 * something of IAM or of an organization changes (`World.iamRevision`).
 * @throws Error when the evaluation itself fails, e.g. for a stored policy that is none: that is never an Allow.
 */
export async function evaluate(world: World, principal: Principal, check: AccessCheck): Promise<Decision> {
  const kept = keptOf(world);
  const tags = resourceTags(world, check.resourceArn);
  const key = JSON.stringify([principal, check, tags]);
  const known = kept.get(key);
  if (known !== undefined && (known.at === undefined || known.at === world.now)) return known.decision;
  const fresh = decide(world, principal, check, tags);
  kept.set(key, fresh);
  return fresh.decision;
}

function keptOf(world: World): Map<string, Kept> {
  const cache = caches.get(world);
  if (cache?.iamRevision === world.iamRevision) return cache.kept;
  const kept = new Map<string, Kept>();
  caches.set(world, { iamRevision: world.iamRevision, kept });
  return kept;
}

type Analysis = Awaited<ReturnType<typeof simulate>>['analysis'];
/** Not the analysis itself, which has every statement of every policy: thousands are remembered. */
type Remembered = { evaluated: Evaluated; denials: ReturnType<typeof getDenialReasons> };
const remembered = rememberer<Remembered>();

function decide(world: World, principal: Principal, check: AccessCheck, tags: Readonly<Record<string, string>>): Kept {
  const evaluation = evaluationOf(world, principal, check, tags);
  const { facts } = evaluation;
  if (evaluation.trust === undefined && isAssumeRole(check))
    return { decision: Promise.resolve(refusal(facts.arn, check, 'trust')) };
  const decision = remembered(evaluation, async () => {
    const analysis = await analyse(world, evaluation);
    const { result, sessionAnalysis } = analysis;
    const session = sessionAnalysis && { result: sessionAnalysis.result };
    return { evaluated: { result, sessionAnalysis: session }, denials: getDenialReasons(analysis) };
  }).then(({ evaluated, denials }) => {
    const isService = facts.accountId === undefined;
    const relevant = isService ? denials.filter(({ policyType }) => policyType !== 'identity') : denials;
    return decisionOf(evaluated, facts.arn, check, relevant);
  });
  return readsTime(evaluation) ? { decision, at: world.now } : { decision };
}

function isAssumeRole({ action }: AccessCheck): boolean {
  return action === 'sts:AssumeRole';
}

/** The policies of this moment and the request, put together; without a trust for a role that does not exist. */
export function evaluationOf(
  world: World,
  principal: Principal,
  check: AccessCheck,
  tags: Readonly<Record<string, string>> = resourceTags(world, check.resourceArn),
): Evaluation {
  const role = isAssumeRole(check) ? world.accounts[check.resourceAccountId]?.roles[check.resourceArn] : undefined;
  const facts = principalFacts(world, principal);
  const trust = role && currentTrust(world, role);
  const request = { ...tagContext(tags), ...ownerOf(world, check), ...facts.context, ...check.context };
  const resourceControls = facts.isServiceLinked
    ? []
    : resourceControlPolicies(world, check.resourceAccountId, check.action);
  return { facts, check, request, trust, resourceControls };
}

/** What each policy's statements make of the request. @throws Error when that cannot be told, e.g. for a stored policy that is none */
export async function analyse(world: World, evaluation: Evaluation): Promise<Analysis> {
  const { facts, check, request } = evaluation;
  const simulated = await simulate(facts, questionOf(evaluation, { ...timeContext(world), ...request }));
  checkNothingWasDropped(simulated.ignoredContextKeys ?? [], facts, check);
  return simulated.analysis;
}

function tagContext(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`iam:ResourceTag/${key}`, value],
    ]),
  );
}

/**
 * Of a resource that its account is not asked for the organization is not said: whether CreateScraper's context has it for another
 * account's workspace is UNVERIFIED, and a policy that asks for it then refuses.
 */
function ownerOf(world: World, { mode, resourceArn, resourceAccountId }: AccessCheck): Context {
  if (mode !== 'identity') return resourceOwner(world, resourceArn, resourceAccountId);
  return resourceArn === '*' ? {} : { 'aws:ResourceAccount': resourceAccountId };
}

function timeContext({ now }: World): Context {
  return {
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:SecureTransport': 'true',
  };
}

function questionOf({ facts, check, trust, resourceControls }: Evaluation, context: Context): Question {
  const { action, resourceArn, resourcePolicy, mode } = check;
  const own = resourcePolicy === undefined ? undefined : storedPolicy(resourcePolicy, `The policy of ${resourceArn}`);
  const resourceAccountId = mode === 'identity' ? (facts.accountId ?? '') : check.resourceAccountId;
  return { action, resourceArn, resourceAccountId, context, resourcePolicy: trust ?? own, resourceControls };
}

/**
 * The evaluator leaves out context keys that its data does not list for the action. For those that every request has, that is
 * right; one that an operation sends on purpose must not vanish, or a Deny that hangs on it would be passed over.
 */
function checkNothingWasDropped(ignored: readonly string[], { arn }: PrincipalFacts, check: AccessCheck): void {
  const dropped = ignored.filter((key) => Object.hasOwn(check.context ?? {}, key));
  if (dropped.length === 0) return;
  const what = `${arn} for ${check.action} on ${check.resourceArn}`;
  throw new Error(`Cannot evaluate ${what}: ${dropped.join(', ')} is not a condition key of that action.`);
}
