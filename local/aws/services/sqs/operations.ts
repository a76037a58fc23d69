import * as z from 'zod';
import { messagesAt } from '../../../monitoring/queues.ts';
import { noMonitoring, type Queue } from '../../../state/monitoring.ts';
import type { AccessCheck } from '../../../policies/accessCheck.ts';
import { defineOperation, ServiceError, type CallContext, type Operation } from '../../operation.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html, of the JSON protocol. */
function noSuchQueue(): ServiceError {
  return new ServiceError('QueueDoesNotExist', 400, 'The specified queue does not exist.');
}

function queues({ world }: CallContext): Queue[] {
  return Object.values(world.monitoring?.queues ?? {});
}

/** Of a URL the path alone counts, whatever host it names: a client may have put this server's there. @throws ServiceError QueueDoesNotExist */
function queueOf(url: string, call: CallContext): Queue {
  const [, accountId = '', name = ''] = /(\d{12})\/([\w-]+)$/.exec(url) ?? [];
  const found = queues(call).find(
    (one) => one.accountId === accountId && one.name === name && one.region === call.region,
  );
  if (found === undefined) throw noSuchQueue();
  return found;
}

function checks(action: string, queue: Queue): AccessCheck[] {
  const { arn: resourceArn, accountId: resourceAccountId, policy } = queue;
  const own = policy === undefined ? {} : { resourcePolicy: policy };
  return [{ action: `sqs:${action}`, resourceArn, resourceAccountId, ...own }];
}

const urlInput = z.strictObject({
  QueueName: z.string().min(1).max(80),
  QueueOwnerAWSAccountId: z.string().optional(),
});

function named({ QueueName, QueueOwnerAWSAccountId }: z.infer<typeof urlInput>, call: CallContext): Queue {
  const accountId = QueueOwnerAWSAccountId ?? call.caller.accountId;
  const found = queues(call).find(
    (one) => one.name === QueueName && one.accountId === accountId && one.region === call.region,
  );
  if (found === undefined) throw noSuchQueue();
  return found;
}

const getQueueUrl = defineOperation<z.infer<typeof urlInput>>({
  service: 'sqs',
  name: 'GetQueueUrl',
  input: urlInput,
  access: (input, call) => checks('GetQueueUrl', named(input, call)),
  run: (input, call) => ({ QueueUrl: named(input, call).url }),
});

const attributesInput = z.strictObject({ QueueUrl: z.string(), AttributeNames: z.array(z.string()).default([]) });

const getQueueAttributes = defineOperation<z.infer<typeof attributesInput>>({
  service: 'sqs',
  name: 'GetQueueAttributes',
  input: attributesInput,
  access: ({ QueueUrl }, call) => checks('GetQueueAttributes', queueOf(QueueUrl, call)),
  run({ QueueUrl, AttributeNames }, call) {
    const queue = queueOf(QueueUrl, call);
    const all: Record<string, string> = {
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: String(messagesAt(queue, call.now).length),
      MessageRetentionPeriod: String(queue.retentionSeconds),
      ...(queue.policy === undefined ? {} : { Policy: queue.policy }),
    };
    const isWanted = (name: string) => AttributeNames.includes('All') || AttributeNames.includes(name);
    return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => isWanted(name))) };
  },
});

const receiveInput = z.strictObject({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.int().min(1).max(10).default(1),
  VisibilityTimeout: z.int().min(0).max(43_200).optional(),
  WaitTimeSeconds: z.int().min(0).max(20).optional(),
  MessageAttributeNames: z.array(z.string()).optional(),
  AttributeNames: z.array(z.string()).optional(),
  MessageSystemAttributeNames: z.array(z.string()).optional(),
});

/** The oldest first. Who receives a message does not hide it from others here, and the attributes of why it is there are not kept. */
const receiveMessage = defineOperation<z.infer<typeof receiveInput>>({
  service: 'sqs',
  name: 'ReceiveMessage',
  input: receiveInput,
  access: ({ QueueUrl }, call) => checks('ReceiveMessage', queueOf(QueueUrl, call)),
  run({ QueueUrl, MaxNumberOfMessages }, call) {
    const queue = queueOf(QueueUrl, call);
    const messages = messagesAt(queue, call.now).slice(0, MaxNumberOfMessages);
    const Messages = messages.map((message) => {
      const number = queue.messages.indexOf(message) + 1;
      const MessageId = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
      return { MessageId, ReceiptHandle: `${message.at}/${number}`, Body: message.body };
    });
    return Messages.length === 0 ? {} : { Messages };
  },
});

const deleteInput = z.strictObject({ QueueUrl: z.string(), ReceiptHandle: z.string() });

const deleteMessage = defineOperation<z.infer<typeof deleteInput>>({
  service: 'sqs',
  name: 'DeleteMessage',
  input: deleteInput,
  access: ({ QueueUrl }, call) => checks('DeleteMessage', queueOf(QueueUrl, call)),
  run({ QueueUrl, ReceiptHandle }, call) {
    const queue = queueOf(QueueUrl, call);
    const [at, number] = ReceiptHandle.split('/').map(Number);
    const index = (number ?? 0) - 1;
    if (queue.messages[index]?.at !== at)
      throw new ServiceError('ReceiptHandleIsInvalid', 400, 'The input receipt handle is invalid.');
    queue.messages.splice(index, 1);
    return {};
  },
});

const createInput = z.strictObject({
  QueueName: z.string().regex(/^[\w-]{1,80}$/),
  Attributes: z
    .strictObject({ Policy: z.string().optional(), MessageRetentionPeriod: z.string().optional() })
    .default({}),
});

/** Four days, when nobody says otherwise: MessageRetentionPeriod of CreateQueue. */
const RETENTION_SECONDS = 345_600;

/** A standard queue of the account's own people (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html). */
const createQueue = defineOperation<z.infer<typeof createInput>>({
  service: 'sqs',
  name: 'CreateQueue',
  input: createInput,
  access: ({ QueueName }, call) => [
    { action: 'sqs:CreateQueue', resourceArn: newQueueArn(QueueName, call), resourceAccountId: call.caller.accountId },
  ],
  run({ QueueName: name, Attributes: { Policy, MessageRetentionPeriod } }, call) {
    const { world, region, caller, now } = call;
    const { accountId } = caller;
    const arn = newQueueArn(name, call);
    const monitoring = (world.monitoring ??= noMonitoring(now));
    const made: Queue = monitoring.queues[arn] ?? {
      arn,
      name,
      url: `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
      accountId,
      region,
      retentionSeconds: Number(MessageRetentionPeriod ?? RETENTION_SECONDS),
      ...(Policy === undefined ? {} : { policy: Policy }),
      createdAt: now,
      messages: [],
    };
    monitoring.queues[arn] = made;
    return { QueueUrl: made.url };
  },
});

function newQueueArn(name: string, { partition, region, caller }: CallContext): string {
  return `arn:${partition}:sqs:${region}:${caller.accountId}:${name}`;
}

/**
 * All that is served of SQS (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html): for dead letters, which
 * EventBridge and Lambda send by themselves.
 */
export const sqsOperations: readonly Operation[] = [
  createQueue,
  getQueueUrl,
  getQueueAttributes,
  receiveMessage,
  deleteMessage,
];
