import { getDenialReasons, runSimulation } from '@cloud-copilot/iam-simulate';
import type { World } from '../state/state.ts';
import { storedPolicy } from './policyDocument.ts';
import { principalFacts, type NamedPolicy, type Principal } from './principals.ts';

/** A call on a resource that has a policy of its own: a bus, a topic, a queue, a key, a function. */
export interface ResourceRequest {
  principal: Principal;
  action: string;
  resourceArn: string;
  resourceAccountId: string;
  /** The resource's policy as JSON text; absent when it has none. */
  policy?: string | undefined;
  /** Condition keys of this request, beyond those of the principal. */
  context?: Readonly<Record<string, string | string[]>>;
}

export type ResourceDecision =
  | { allowed: true }
  | { allowed: false; layer: 'identity' | 'resource policy'; reason: string };

/** Whether the call is allowed: by the caller's own policies, if it has any, and by the resource's. */
export async function evaluateOnResource(world: World, request: ResourceRequest): Promise<ResourceDecision> {
  const { principal, action, resourceArn, resourceAccountId, policy, context = {} } = request;
  const facts = principalFacts(world, principal);
  const simulated = await runSimulation(
    {
      request: {
        principal: facts.arn,
        action,
        resource: { resource: resourceArn, accountId: resourceAccountId },
        contextVariables: { ...facts.context, 'aws:SecureTransport': 'true', ...context },
      },
      identityPolicies: facts.identityPolicies.map(parsed),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(policy === undefined ? {} : { resourcePolicy: storedPolicy(policy, `The policy of ${resourceArn}`) }),
      ...(facts.boundary === undefined ? {} : { permissionBoundaryPolicies: [parsed(facts.boundary)] }),
    },
    {},
  );
  if (simulated.resultType !== 'single') {
    throw new Error(`Cannot evaluate ${action} of ${facts.arn} on ${resourceArn}: ${JSON.stringify(simulated)}`);
  }
  const { analysis } = simulated.result;
  if (analysis.result === 'Allowed') return { allowed: true };
  const own = facts.accountId !== undefined;
  const isIdentity = own && getDenialReasons(analysis).some(({ policyType }) => policyType === 'identity');
  const layer = isIdentity ? 'identity' : 'resource policy';
  const reason = `${facts.arn} is not authorized to perform: ${action} on resource: ${resourceArn} (${layer}).`;
  return { allowed: false, layer, reason };
}

function parsed({ name, document }: NamedPolicy): { name: string; policy: unknown } {
  return { name, policy: storedPolicy(document, `The policy ${name}`) };
}
