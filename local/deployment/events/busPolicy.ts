import { arnParts } from '../../../functions/shared/arn.ts';
import type { Principal } from '../../policies/principals.ts';
import { evaluateOnResource, type ResourceDecision } from '../../policies/resourcePolicy.ts';
import type { World } from '../../state/state.ts';
import type { DeployedBus } from '../deployed.ts';

/** An event that somebody wants to put on a bus. */
export interface PutEvents {
  principal: Principal;
  bus: DeployedBus;
  /** Undefined for a request that does not say it. */
  source: string | undefined;
  detailType: string;
  /** The rule that forwards it; absent for a call of PutEvents. */
  ruleArn?: string;
}

/**
 * Whether events:PutEvents is allowed: by the caller's own policies, and by the bus's when the bus is another account's.
 * Condition keys: "Using IAM policy conditions in Amazon EventBridge" in the EventBridge User Guide. events:source and
 * events:detail-type have several values by the Service Authorization Reference, so a condition on them needs ForAllValues or
 * ForAnyValue: with plain StringEquals it does not hold here (whether it would in AWS is UNVERIFIED). That a forwarded event
 * is put with the target's role, by any session name, is assumed.
 */
export function evaluatePutEvents(world: World, request: PutEvents): Promise<ResourceDecision> {
  const { principal, bus, source, detailType, ruleArn } = request;
  return evaluateOnResource(world, {
    principal,
    action: 'events:PutEvents',
    resourceArn: bus.arn,
    resourceAccountId: bus.accountId,
    policy: bus.policy,
    context: {
      ...(source === undefined ? {} : { 'events:source': [source] }),
      'events:detail-type': [detailType],
      'events:eventBusInvocation': String(ruleArn !== undefined),
      ...(ruleArn === undefined ? {} : { 'aws:SourceArn': ruleArn, 'aws:SourceAccount': arnParts(ruleArn).accountId }),
    },
  });
}
