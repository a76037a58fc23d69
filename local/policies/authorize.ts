import { getDenialReasons, runSimulation } from '@cloud-copilot/iam-simulate';
import { arnParts } from '../../functions/shared/arn.ts';
import type { World } from '../state/state.ts';
import { decisionOf, refusal, type Decision } from './decision.ts';
import type { AccessCheck } from './accessCheck.ts';
import { storedPolicy, type PolicyDocument } from './policyDocument.ts';
import { principalFacts, type NamedPolicy, type Principal, type PrincipalFacts } from './principals.ts';
import { rememberer } from './rememberedEvaluations.ts';
import { resourceTags } from './resourceTags.ts';
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
  const { roleArn, externalId, sessionName, sourceArn, sourceAccount } = request;
  const source = {
    ...(sourceArn === undefined ? {} : { sourceArn }),
    ...(sourceAccount === undefined ? {} : { sourceAccount }),
  };
  const principal = request.principal.kind === 'service' ? { ...request.principal, ...source } : request.principal;
  return evaluate(world, principal, {
    action: 'sts:AssumeRole',
    resourceArn: roleArn,
    resourceAccountId: arnParts(roleArn).accountId,
    context: {
      ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
      ...(sessionName === undefined ? {} : { 'sts:RoleSessionName': sessionName }),
    },
  });
}

interface Cache {
  iamRevision: number;
  /** Whether some policy's condition reads the time: decisions are then good for that millisecond alone. */
  readsTime: boolean;
  decisions: Map<string, Promise<Decision>>;
}
const caches = new WeakMap<World, Cache>();

/**
 * Whether the policies of this moment allow what the check asks for: identity policies, boundary, for sts:AssumeRole the
 * role's trust policy, else the resource's own where the check has one. Decisions are kept until something of IAM changes (`World.iamRevision`).
 * @throws Error when the evaluation itself fails, e.g. for a stored policy that is none: that is never an Allow.
 */
export function evaluate(world: World, principal: Principal, check: AccessCheck): Promise<Decision> {
  const cache = cacheOf(world);
  const tags = resourceTags(world, check.resourceArn);
  const key = JSON.stringify([principal, check, tags, cache.readsTime ? world.now : 0]);
  const decision = cache.decisions.get(key) ?? decide(world, principal, check, tags);
  cache.decisions.set(key, decision);
  return decision;
}

function cacheOf(world: World): Cache {
  const kept = caches.get(world);
  if (kept?.iamRevision === world.iamRevision) return kept;
  const cache = { iamRevision: world.iamRevision, readsTime: somePolicyReadsTime(world), decisions: new Map() };
  caches.set(world, cache);
  return cache;
}

function somePolicyReadsTime(world: World): boolean {
  const texts = Object.values(world.accounts).flatMap(({ roles, policies }) => [
    ...Object.values(roles).flatMap((role) => [role.trustPolicy, ...Object.values(role.inlinePolicies)]),
    ...Object.values(policies).map(({ document }) => document),
  ]);
  return texts.some((text) => /aws:(CurrentTime|EpochTime)/i.test(text));
}

type Evaluated = { result: Awaited<ReturnType<typeof simulate>>; denials: ReturnType<typeof getDenialReasons> };
const remembered = rememberer<Evaluated>();

async function decide(
  world: World,
  principal: Principal,
  check: AccessCheck,
  tags: Readonly<Record<string, string>>,
): Promise<Decision> {
  const isAssumeRole = check.action === 'sts:AssumeRole';
  const role = isAssumeRole ? world.accounts[check.resourceAccountId]?.roles[check.resourceArn] : undefined;
  const facts = principalFacts(world, principal);
  if (isAssumeRole && role === undefined) return refusal(facts.arn, check, 'trust');
  const trust = role && currentTrust(world, role);
  const request = { ...tagContext(tags), ...facts.context, ...check.context };
  const { result, denials } = await remembered({ facts, check, request, trust }, async () => {
    const simulated = await simulate(facts, check, { ...requestContext(world, check), ...request }, trust);
    return { result: simulated, denials: getDenialReasons(simulated) };
  });
  const isService = facts.accountId === undefined;
  const relevant = isService ? denials.filter(({ policyType }) => policyType !== 'identity') : denials;
  return decisionOf(result, facts.arn, check, relevant);
}

function tagContext(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`iam:ResourceTag/${key}`, value],
    ]),
  );
}

function requestContext(world: World, check: AccessCheck): Record<string, string> {
  return {
    'aws:CurrentTime': new Date(world.now).toISOString(),
    'aws:EpochTime': String(Math.floor(world.now / 1000)),
    'aws:SecureTransport': 'true',
    ...(check.resourceArn === '*' ? {} : { 'aws:ResourceAccount': check.resourceAccountId }),
  };
}

function parsed({ name, document }: NamedPolicy): { name: string; policy: unknown } {
  return { name, policy: storedPolicy(document, `The policy ${name}`) };
}

type Simulation = Parameters<typeof runSimulation>[0];

async function simulate(
  facts: PrincipalFacts,
  check: AccessCheck,
  context: Simulation['request']['contextVariables'],
  trust: PolicyDocument | undefined,
) {
  const { resourceArn, resourcePolicy } = check;
  const own = resourcePolicy === undefined ? undefined : storedPolicy(resourcePolicy, `The policy of ${resourceArn}`);
  const policy = trust ?? own;
  const accountId = check.mode === 'identity' ? (facts.accountId ?? '') : check.resourceAccountId;
  const simulated = await runSimulation(
    {
      request: {
        principal: facts.arn,
        action: check.action,
        resource: { resource: check.resourceArn, accountId },
        contextVariables: context,
      },
      identityPolicies: facts.identityPolicies.map(parsed),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(policy === undefined ? {} : { resourcePolicy: policy }),
      ...(facts.boundary === undefined ? {} : { permissionBoundaryPolicies: [parsed(facts.boundary)] }),
    },
    {},
  );
  const what = `${facts.arn} for ${check.action} on ${check.resourceArn}`;
  if (simulated.resultType === 'error') throw new Error(`Cannot evaluate ${what}: ${JSON.stringify(simulated.errors)}`);
  if (simulated.resultType !== 'single') throw new Error(`Cannot evaluate ${what}: it is not one resource.`);
  checkNothingWasDropped(simulated.result.ignoredContextKeys ?? [], check, what);
  return simulated.result.analysis;
}

/**
 * The evaluator leaves out context keys that its data does not list for the action. For those that every request has, that is
 * right; one that an operation sends on purpose must not vanish, or a Deny that hangs on it would be passed over.
 */
function checkNothingWasDropped(ignored: readonly string[], check: AccessCheck, what: string): void {
  const dropped = ignored.filter((key) => Object.hasOwn(check.context ?? {}, key));
  if (dropped.length === 0) return;
  throw new Error(`Cannot evaluate ${what}: ${dropped.join(', ')} is not a condition key of that action.`);
}
