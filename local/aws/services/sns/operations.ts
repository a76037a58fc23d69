import * as z from 'zod';
import { parseArn } from '../../../../functions/shared/arn.ts';
import { addMessage } from '../../../monitoring/topics.ts';
import { keyPolicy } from '../../../policies/keys.ts';
import type { AccessCheck } from '../../../policies/accessCheck.ts';
import type { Topic } from '../../../state/state.ts';
import { defineOperation, ServiceError, type CallContext, type Operation } from '../../operation.ts';

/** "Messages must be UTF-8 encoded strings and at most 256 KB in size": Publish, in the SNS API Reference. */
const MAX_MESSAGE_BYTES = 256 * 1024;
/** "ASCII text that begins with a letter, number, or punctuation mark; must not include line breaks or control characters; and must be less than 100 characters long". */
const SUBJECT = /^[!-~][ -~]{0,98}$/;

/** Attributes by name; those of bytes are not emulated. */
const attribute = z.strictObject({
  Name: z.string().regex(/^(?!aws\.|amazon\.)[\w.-]{1,256}$/i),
  Value: z.strictObject({ DataType: z.enum(['String', 'Number', 'String.Array']), StringValue: z.string().min(1) }),
});

const publishInput = z.strictObject({
  TopicArn: z.string().min(1),
  Message: z.string().min(1),
  Subject: z.string().optional(),
  MessageAttributes: z.array(attribute).max(10).default([]),
});
type PublishInput = z.infer<typeof publishInput>;

const publish = defineOperation<PublishInput>({
  service: 'sns',
  name: 'Publish',
  input: publishInput,
  access: ({ TopicArn }, call) => [topicCheck('Publish', TopicArn, call), ...keyChecks(TopicArn, call)],
  run({ TopicArn, Message, Subject, MessageAttributes }, call) {
    const { now, caller } = call;
    const topic = existingTopic(TopicArn, call);
    if (Buffer.byteLength(Message) > MAX_MESSAGE_BYTES) throw invalid('Message too long');
    if (Subject !== undefined && !SUBJECT.test(Subject)) throw invalid('Subject');
    const subject = Subject === undefined ? {} : { subject: Subject };
    const named = MessageAttributes.map(({ Name, Value }) => [Name, Value.StringValue] as const);
    const attributes = named.length === 0 ? {} : { attributes: Object.fromEntries(named) };
    const content = { ...subject, ...attributes, message: Message };
    return { MessageId: addMessage(topic, { at: now, publishedBy: caller.arn, ...content }) };
  },
});

function topicCheck(action: string, topicArn: string, { world }: CallContext): AccessCheck {
  const arn = parseArn(topicArn);
  if (arn?.service !== 'sns') throw invalid('TopicArn');
  const policy = world.topics?.[topicArn]?.policy;
  const own = policy === undefined ? {} : { resourcePolicy: policy };
  return { action: `sns:${action}`, resourceArn: topicArn, resourceAccountId: arn.accountId, ...own };
}

/**
 * Who publishes to an encrypted topic has SNS use its key in his name
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html). That SNS words a refusal of the key as one of the topic is
 * assumed: it has a `KMSAccessDenied` of its own.
 */
function keyChecks(topicArn: string, { world, partition, region, caller }: CallContext): AccessCheck[] {
  const key = world.topics?.[topicArn]?.key;
  if (key === undefined) return [];
  const context = {
    'kms:ViaService': `sns.${region}.${partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'}`,
    'kms:CallerAccount': caller.accountId,
  };
  const resource = {
    resourceArn: key.arn,
    resourceAccountId: key.arn.split(':')[4] ?? '',
    resourcePolicy: keyPolicy(world, key),
  };
  return ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => ({ action, ...resource, context }));
}

function existingTopic(topicArn: string, { world }: CallContext): Topic {
  const topic = world.topics?.[topicArn];
  if (topic === undefined) throw new ServiceError('NotFound', 404, 'Topic does not exist');
  return topic;
}

function invalid(what: string): ServiceError {
  return new ServiceError('InvalidParameter', 400, `Invalid parameter: ${what}`);
}

const listInput = z.strictObject({ TopicArn: z.string().min(1), NextToken: z.string().optional() });
type ListInput = z.infer<typeof listInput>;

/** In place of the ARN of a subscription whose endpoint has not confirmed it. */
const PENDING = 'PendingConfirmation';

/**
 * All subscriptions in one answer, as AWS's with "up to 100"
 * (https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html).
 */
const listSubscriptionsByTopic = defineOperation<ListInput>({
  service: 'sns',
  name: 'ListSubscriptionsByTopic',
  input: listInput,
  access: ({ TopicArn }, call) => [topicCheck('ListSubscriptionsByTopic', TopicArn, call)],
  run({ TopicArn }, call) {
    const { subscriptions } = existingTopic(TopicArn, call);
    return {
      Subscriptions: subscriptions.map(({ protocol, endpoint, isPending }, index) => ({
        SubscriptionArn: isPending ? PENDING : `${TopicArn}:00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        Owner: call.caller.accountId,
        Protocol: protocol,
        Endpoint: endpoint,
        TopicArn,
      })),
    };
  },
});

/**
 * All that is served of SNS: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html,
 * https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html.
 */
export const snsOperations: readonly Operation[] = [publish, listSubscriptionsByTopic];
