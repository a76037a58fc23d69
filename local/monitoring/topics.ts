import { arnParts } from '../../functions/shared/arn.ts';
import { principalFacts, type Principal } from '../policies/principals.ts';
import { keyProblem } from './keyProblem.ts';
import { evaluateOnResource } from '../policies/resourcePolicy.ts';
import type { Topic, TopicMessage, World } from '../state/state.ts';

interface Publication {
  topicArn: string;
  principal: Principal;
  subject?: string;
  message: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/**
 * Publishes to a topic: its policy and, of one that is encrypted, its key's policy have to let the principal. Each subscriber gets
 * the message; a subscription of a template counts as confirmed, which in AWS takes a person.
 * @returns why it was refused; undefined when it is published.
 */
export async function publish(world: World, publication: Publication): Promise<string | undefined> {
  const { topicArn, principal, ...content } = publication;
  const topic = world.topics?.[topicArn];
  if (topic === undefined) return `There is no topic ${topicArn}.`;
  if (topic.policy === undefined) return `${topicArn} has the default policy of a topic, which is not emulated.`;
  const decision = await evaluateOnResource(world, {
    principal,
    action: 'sns:Publish',
    resourceArn: topicArn,
    resourceAccountId: arnParts(topicArn).accountId,
    policy: topic.policy,
  });
  const refused = decision.allowed ? await keyProblem(world, topic.key, principal) : decision.reason;
  if (refused !== undefined) return refused;
  addMessage(topic, { ...content, publishedBy: principalFacts(world, principal).arn });
  return undefined;
}

/** Keeps what was published, for who reads what people were told. @returns its id */
export function addMessage({ messages }: Topic, message: Omit<TopicMessage, 'messageId'>): string {
  const messageId = `00000000-0000-4000-8000-${String(messages.length + 1).padStart(12, '0')}`;
  messages.push({ messageId, ...message });
  return messageId;
}
