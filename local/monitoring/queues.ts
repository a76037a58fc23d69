import { keyProblem } from './keyProblem.ts';
import { evaluateOnResource } from '../policies/resourcePolicy.ts';
import type { Principal } from '../policies/principals.ts';
import type { MetricId, Monitoring, Queue } from '../state/monitoring.ts';
import type { World } from '../state/state.ts';

const MINUTE = 60_000;

/** How long a queue that has no message is active, after it was made or a message was sent to it. */
const ACTIVE = 6 * 60 * MINUTE;

interface Sending {
  queueArn: string;
  principal: Principal;
  body: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/**
 * Puts a message into the queue, if its policy and its key's let the principal.
 * @returns why it was refused; undefined when it is in.
 */
export async function sendMessage(world: World, sending: Sending): Promise<string | undefined> {
  const { queueArn, principal, body, at } = sending;
  const queue = world.monitoring?.queues[queueArn];
  if (queue === undefined) return `There is no queue ${queueArn}.`;
  const decision = await evaluateOnResource(world, {
    principal,
    action: 'sqs:SendMessage',
    resourceArn: queueArn,
    resourceAccountId: queue.accountId,
    policy: queue.policy,
  });
  const key = queue.keyArn === undefined ? undefined : { arn: queue.keyArn };
  const refused = decision.allowed ? await keyProblem(world, key, principal) : decision.reason;
  if (refused !== undefined) return refused;
  queue.messages.push({ at, body });
  return undefined;
}

/** What is in the queue at that time: a message whose retention is over is gone. */
export function messagesAt({ messages, retentionSeconds }: Queue, time: number): Queue['messages'] {
  return messages.filter(({ at }) => at <= time && time < at + retentionSeconds * 1000);
}

/** Looked up and not searched: a fleet has thousands, each with an alarm. */
function queueOf(queues: Monitoring['queues'], { accountId, region, dimensions }: MetricPlace): Queue | undefined {
  for (const key in dimensions) if (key !== 'QueueName') return undefined;
  for (const partition of PARTITIONS) {
    const queue = queues[`arn:${partition}:sqs:${region}:${accountId}:${dimensions['QueueName']}`];
    if (queue !== undefined) return queue;
  }
  return undefined;
}

type MetricPlace = Pick<MetricId, 'accountId' | 'region' | 'dimensions'>;

/** A metric does not say in which it is; no Region is in two. */
const PARTITIONS = ['aws', 'aws-us-gov'];

/** Whether anything was ever sent to the queue that the metric is of. */
export function hasMessages({ queues }: Monitoring, place: MetricPlace): boolean {
  return (queueOf(queues, place)?.messages.length ?? 0) > 0;
}

/**
 * ApproximateNumberOfMessagesVisible: a value a minute, 0 included, of a queue that is active, which one is for six hours after
 * anything was done with it, and while it has messages
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html).
 */
export function backlog({ queues }: Monitoring, { accountId, region, dimensions }: MetricId, from: number, to: number) {
  const queue = queueOf(queues, { accountId, region, dimensions });
  if (queue === undefined) return [];
  const values: number[] = [];
  for (let at = Math.ceil(from / MINUTE) * MINUTE; at < to; at += MINUTE) {
    const { length } = messagesAt(queue, at);
    if (length > 0 || isActive(queue, at)) values.push(length);
  }
  return values;
}

function isActive({ createdAt, messages }: Queue, time: number): boolean {
  return [createdAt, ...messages.map(({ at }) => at)].some((at) => at <= time && time < at + ACTIVE);
}
