import { getDenialReasons, runSimulation } from '@cloud-copilot/iam-simulate';
import { arnParts } from '../../../functions/shared/arn.ts';
import { storedPolicy } from '../../policies/policyDocument.ts';
import { principalFacts, type NamedPolicy, type Principal } from '../../policies/principals.ts';
import type { World } from '../../state/state.ts';
import type { DeployedBus } from '../deployed.ts';

/** An event that somebody wants to put on a bus. */
export interface PutEvents {
  principal: Principal;
  bus: DeployedBus;
  source: string;
  detailType: string;
  /** The rule that forwards it; absent for a call of PutEvents. */
  ruleArn?: string;
}

export type PutEventsDecision =
  | { allowed: true }
  | { allowed: false; layer: 'identity' | 'bus policy'; reason: string };

/**
 * Whether events:PutEvents is allowed: by the caller's own policies, and by the bus's when the bus is another account's.
 * Condition keys: "Using IAM policy conditions in Amazon EventBridge" in the EventBridge User Guide. events:source and
 * events:detail-type have several values by the Service Authorization Reference, so a condition on them needs ForAllValues or
 * ForAnyValue: with plain StringEquals it does not hold here (whether it would in AWS is UNVERIFIED). That a forwarded event
 * is put with the target's role, by any session name, is assumed.
 */
export async function evaluatePutEvents(world: World, request: PutEvents): Promise<PutEventsDecision> {
  const { principal, bus, source, detailType, ruleArn } = request;
  const facts = principalFacts(world, principal);
  const outcome = await runSimulation(
    {
      request: {
        principal: facts.arn,
        action: 'events:PutEvents',
        resource: { resource: bus.arn, accountId: bus.accountId },
        contextVariables: {
          ...facts.context,
          'aws:SecureTransport': 'true',
          'events:source': [source],
          'events:detail-type': [detailType],
          'events:eventBusInvocation': String(ruleArn !== undefined),
          ...(ruleArn === undefined
            ? {}
            : { 'aws:SourceArn': ruleArn, 'aws:SourceAccount': arnParts(ruleArn).accountId }),
        },
      },
      identityPolicies: facts.identityPolicies.map(parsed),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(bus.policy === undefined ? {} : { resourcePolicy: storedPolicy(bus.policy, `The policy of ${bus.arn}`) }),
      ...(facts.boundary === undefined ? {} : { permissionBoundaryPolicies: [parsed(facts.boundary)] }),
    },
    {},
  );
  if (outcome.resultType !== 'single') {
    throw new Error(`Cannot evaluate events:PutEvents of ${facts.arn} on ${bus.arn}: ${JSON.stringify(outcome)}`);
  }
  const { analysis } = outcome.result;
  if (analysis.result === 'Allowed') return { allowed: true };
  const layer = getDenialReasons(analysis).some(({ policyType }) => policyType === 'identity')
    ? 'identity'
    : 'bus policy';
  const reason = `${facts.arn} is not authorized to perform: events:PutEvents on resource: ${bus.arn} (${layer}).`;
  return { allowed: false, layer, reason };
}

function parsed({ name, document }: NamedPolicy): { name: string; policy: unknown } {
  return { name, policy: storedPolicy(document, `The policy ${name}`) };
}
