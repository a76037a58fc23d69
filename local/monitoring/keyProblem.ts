import { arnParts } from '../../functions/shared/arn.ts';
import { keyPolicy, type UsedKey } from '../policies/keys.ts';
import type { Principal } from '../policies/principals.ts';
import { evaluateOnResource } from '../policies/resourcePolicy.ts';
import type { World } from '../state/state.ts';

/**
 * Who publishes to an encrypted topic, or sends to an encrypted queue, needs both of its key
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#sns-what-permissions-for-sse,
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html).
 * @returns why it was refused
 */
export async function keyProblem(
  world: World,
  key: UsedKey | undefined,
  principal: Principal,
): Promise<string | undefined> {
  if (key === undefined) return undefined;
  for (const action of ['kms:GenerateDataKey', 'kms:Decrypt']) {
    const decision = await evaluateOnResource(world, {
      principal: asKeySeesIt(principal),
      action,
      resourceArn: key.arn,
      resourceAccountId: arnParts(key.arn).accountId,
      policy: keyPolicy(world, key),
    });
    if (!decision.allowed) return decision.reason;
  }
  return undefined;
}

/**
 * Of EventBridge a key learns neither aws:SourceArn nor aws:SourceAccount: "not supported for EventBridge-to-encrypted topics"
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services); of queues the same is assumed.
 * CloudWatch sends both.
 */
function asKeySeesIt(principal: Principal): Principal {
  if (principal.kind !== 'service' || principal.service !== 'events.amazonaws.com') return principal;
  return { kind: 'service', service: principal.service };
}
