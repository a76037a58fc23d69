import * as z from 'zod';
import type { DeployedQueue, DeployedTopic } from '../deployed.ts';
import type { ResolvedStack } from '../template/intrinsics.ts';
import { parseArn } from '../../../functions/shared/arn.ts';
import { number, policyText, readWhole } from '../template/properties.ts';
import { TemplateError } from '../template/template.ts';

const topic = z.object({ KmsMasterKeyId: z.string().optional() });
const topicPolicy = z.object({ PolicyDocument: policyText, Topics: z.array(z.string()) });
/** Nobody else is told here: a queue or a function would have to be called. */
const subscription = z.object({ TopicArn: z.string(), Protocol: z.literal('email'), Endpoint: z.string() });

const key = z.object({ KeyPolicy: policyText });

/**
 * The topics of a stack, each with its policy, its key and its subscriptions. A key that is not the stack's own has its policy in the
 * world, if it has one.
 * @throws TemplateError for a topic whose key is an alias's: which that is, is not known.
 */
export function readTopics(stack: ResolvedStack): DeployedTopic[] {
  const policies = readWhole(stack, 'AWS::SNS::TopicPolicy', topicPolicy);
  const subscriptions = readWhole(stack, 'AWS::SNS::Subscription', subscription);
  const topics = readWhole(stack, 'AWS::SNS::Topic', topic, ['TopicName', 'DisplayName', 'Tags']);
  return topics.map(({ resource, arn, properties }) => {
    const policy = policies.find((one) => one.properties.Topics.includes(arn))?.properties.PolicyDocument;
    const own = subscriptions.filter((one) => one.properties.TopicArn === arn);
    return {
      arn,
      ...keyOf(stack, resource.logicalId, properties.KmsMasterKeyId),
      ...(policy === undefined ? {} : { policy }),
      subscriptions: own.map(({ properties: { Protocol, Endpoint } }) => ({ protocol: Protocol, endpoint: Endpoint })),
    };
  });
}

function keyOf(stack: ResolvedStack, logicalId: string, arn: string | undefined): Pick<DeployedTopic, 'key'> {
  if (arn === undefined) return {};
  const withoutEffect = ['Description', 'EnableKeyRotation', 'PendingWindowInDays', 'RotationPeriodInDays', 'Tags'];
  const found = readWhole(stack, 'AWS::KMS::Key', key, withoutEffect).find((one) => one.arn === arn);
  if (found !== undefined) return { key: { arn, policy: found.properties.KeyPolicy } };
  if (parseArn(arn)?.service === 'kms') return { key: { arn } };
  throw new TemplateError(
    stack.place.stackName,
    logicalId,
    `its key ${arn} is neither the stack's own nor named by its ARN.`,
  );
}

/** Four days is the default of AWS::SQS::Queue. */
const queue = z.object({ MessageRetentionPeriod: number.default(345_600), KmsMasterKeyId: z.string().optional() });
const queuePolicy = z.object({ PolicyDocument: policyText, Queues: z.array(z.string()) });

/** With the policies that other resources give them. @throws TemplateError for a property that is not read. */
export function readQueues(stack: ResolvedStack): DeployedQueue[] {
  const policies = readWhole(stack, 'AWS::SQS::QueuePolicy', queuePolicy);
  const withoutEffect = ['QueueName', 'SqsManagedSseEnabled', 'Tags'];
  return readWhole(stack, 'AWS::SQS::Queue', queue, withoutEffect).map(({ resource, properties, arn }) => {
    const { name, ref: url } = resource.physical;
    const policy = policies.find((one) => one.properties.Queues.includes(url))?.properties.PolicyDocument;
    return {
      arn,
      name,
      url,
      accountId: stack.place.accountId,
      region: stack.place.region,
      retentionSeconds: properties.MessageRetentionPeriod,
      ...(properties.KmsMasterKeyId === undefined ? {} : { keyArn: properties.KmsMasterKeyId }),
      ...(policy === undefined ? {} : { policy }),
    };
  });
}
