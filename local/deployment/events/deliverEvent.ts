import { arnParts } from '../../../functions/shared/arn.ts';
import { putMetric } from '../../monitoring/metrics.ts';
import { sendMessage } from '../../monitoring/queues.ts';
import { publish } from '../../monitoring/topics.ts';
import type { Principal } from '../../policies/principals.ts';
import type { World } from '../../state/state.ts';
import type { Deployment } from '../deployed.ts';
import { routeEvent, type Delivery, type Route, type Stop } from './routeEvent.ts';

/** Where an event went: its topics have it, and the queues what was refused. */
export interface Delivered extends Route {
  /** What was refused and is in no queue: nobody will ever know of it. */
  lost: { ruleArn: string; reason: string }[];
}

/**
 * Routes an event of an AWS service and brings it to the topics and queues on its way. A refusal is not tried again: EventBridge
 * sends what it has no permission for to the dead-letter queue at once
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html). State machines and functions are the caller's to
 * call: `deliveries` has them with the topics.
 * @param at milliseconds since the epoch
 * @param busArn as `routeEvent` has it
 */
export async function deliverEvent(
  world: World,
  deployment: Deployment,
  event: unknown,
  at: number,
  busArn?: string,
): Promise<Delivered> {
  const route = await routeEvent(world, deployment, event, busArn);
  const deliveries: Delivery[] = [];
  const stops: Stop[] = [...route.stops];
  for (const delivery of route.deliveries) {
    const reason = await refusal(world, delivery, at);
    if (reason === undefined) deliveries.push(delivery);
    else stops.push(refused(world, deployment, delivery, reason));
  }
  return { deliveries, stops, lost: await buried(world, stops, event, at) };
}

function ruleOf({ way }: Delivery): string {
  return way.at(-1) ?? '';
}

/**
 * What EventBridge says of itself to a topic and a queue: the rule
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html), and its account, as "Cross-service
 * confused deputy prevention" there has it.
 */
function eventBridge(ruleArn: string): Principal {
  const { accountId } = arnParts(ruleArn);
  return { kind: 'service', service: 'events.amazonaws.com', sourceArn: ruleArn, sourceAccount: accountId };
}

/** A state machine and a function have been asked on the way. */
async function refusal(world: World, delivery: Delivery, at: number): Promise<string | undefined> {
  const { targetArn, input } = delivery;
  const { service } = arnParts(targetArn);
  if (service === 'states' || service === 'lambda') return undefined;
  const principal = eventBridge(ruleOf(delivery));
  const text = JSON.stringify(input);
  if (service === 'sqs') return sendMessage(world, { queueArn: targetArn, principal, body: text, at });
  if (service !== 'sns') throw new Error(`A rule's target of ${service} is not emulated: ${targetArn}.`);
  return publish(world, { topicArn: targetArn, principal, message: text, at });
}

function refused(world: World, deployment: Deployment, delivery: Delivery, reason: string): Stop {
  const where = ruleOf(delivery);
  const rule = deployment.rules.find(({ arn }) => arn === where) ?? world.rules?.[where];
  const deadLetterArn = rule?.targets.find(({ arn }) => arn === delivery.targetArn)?.deadLetterArn;
  return { kind: 'Refused', where, reason, ...(deadLetterArn === undefined ? {} : { deadLetterArn }) };
}

async function buried(world: World, stops: readonly Stop[], event: unknown, at: number): Promise<Delivered['lost']> {
  const lost: Delivered['lost'] = [];
  for (const { kind, where: ruleArn, reason, deadLetterArn: queueArn } of stops) {
    if (kind === 'NotMatched') continue;
    countFailure(world, ruleArn, at);
    const message = { queueArn: queueArn ?? '', principal: eventBridge(ruleArn), body: JSON.stringify(event), at };
    const problem = queueArn === undefined ? 'it has no dead-letter queue.' : await sendMessage(world, message);
    if (problem !== undefined) lost.push({ ruleArn, reason: `${reason} And ${problem}` });
  }
  return lost;
}

/**
 * FailedInvocations, by the rule's name, and by its bus's too if that is not the default one; no other value than these is sent
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html).
 */
function countFailure({ monitoring }: World, ruleArn: string, at: number): void {
  if (monitoring === undefined) return;
  const { accountId, region, resource } = arnParts(ruleArn);
  const [RuleName = '', EventBusName] = resource.split('/').slice(1).toReversed();
  const dimensions = { RuleName, ...(EventBusName === undefined ? {} : { EventBusName }) };
  putMetric(monitoring, { accountId, region, namespace: 'AWS/Events', name: 'FailedInvocations', dimensions }, at, 1);
}
