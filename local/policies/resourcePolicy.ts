import { getDenialReasons } from '@cloud-copilot/iam-simulate';
import type { World } from '../state/state.ts';
import { resourceControlPolicies } from './organizations/controlPolicies.ts';
import { resourceOwner, type Context } from './organizations/organizationContext.ts';
import { storedPolicy } from './policyDocument.ts';
import { principalFacts, type Principal, type PrincipalFacts } from './principals.ts';
import { simulate } from './simulate.ts';

/** A call on a resource that has a policy of its own: a bus, a topic, a queue, a key, a function. */
export interface ResourceRequest {
  principal: Principal;
  action: string;
  resourceArn: string;
  resourceAccountId: string;
  /** The resource's policy as JSON text; absent when it has none. */
  policy?: string | undefined;
  /** Condition keys of this request, beyond those of the principal. */
  context?: Context;
}

/** Whether a caller may use a thing that has a policy of its own, e.g. a bus or a key; `reason` is for a message. */
export type ResourceDecision =
  | { allowed: true }
  | {
      allowed: false;
      layer: 'service control policy' | 'resource control policy' | 'identity' | 'resource policy';
      reason: string;
    };

/** Whether the call is allowed: by the caller's own policies, if it has any, and by the resource's. */
export async function evaluateOnResource(world: World, request: ResourceRequest): Promise<ResourceDecision> {
  const { principal, action, resourceArn, resourceAccountId, policy, context = {} } = request;
  const facts = principalFacts(world, principal);
  const { analysis } = await simulate(facts, {
    action,
    resourceArn,
    resourceAccountId,
    context: {
      ...facts.context,
      ...resourceOwner(world, resourceArn, resourceAccountId),
      'aws:SecureTransport': 'true',
      ...context,
    },
    resourceControls: facts.isServiceLinked ? [] : resourceControlPolicies(world, resourceAccountId, action),
    resourcePolicy: policy === undefined ? undefined : storedPolicy(policy, `The policy of ${resourceArn}`),
  });
  if (analysis.result === 'Allowed') return { allowed: true };
  const layer = layerOf(
    facts,
    getDenialReasons(analysis).map(({ policyType }) => policyType),
  );
  const reason = `${facts.arn} is not authorized to perform: ${action} on resource: ${resourceArn} (${layer}).`;
  return { allowed: false, layer, reason };
}

function layerOf(
  { accountId }: PrincipalFacts,
  denials: readonly string[],
): Exclude<ResourceDecision, { allowed: true }>['layer'] {
  if (denials.includes('scp')) return 'service control policy';
  if (denials.includes('rcp')) return 'resource control policy';
  return accountId !== undefined && denials.includes('identity') ? 'identity' : 'resource policy';
}
