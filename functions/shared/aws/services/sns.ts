import { arnParts } from '../../arn.ts';
import { AccessDenied, AwsUnavailable } from '../../errors.ts';
import { signedPost } from '../signedPost.ts';

interface Publication {
  topicArn: string;
  subject: string;
  message: string;
  /** Message attributes, all of text (https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html). */
  about: Readonly<Record<string, string>>;
}

/**
 * Publishes to a topic, once, as the function's own role: Lambda invokes a function again whose asynchronous invocation has failed.
 * @param endpoint where SNS is, when it is not AWS's own.
 * @throws AccessDenied when the topic or its key may not be used; AwsUnavailable for any other answer, or none.
 */
export async function publish(
  { topicArn, subject, message, about }: Publication,
  endpoint: string | undefined,
): Promise<void> {
  const { partition, region } = arnParts(topicArn);
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(endpoint ?? `https://sns.${region}.${suffix}`);
  const parameters = { Action: 'Publish', Version: '2010-03-31', TopicArn: topicArn };
  const attributes = Object.entries(about).flatMap(([name, value], index) => {
    const entry = `MessageAttributes.entry.${index + 1}`;
    return [
      [`${entry}.Name`, name],
      [`${entry}.Value.DataType`, 'String'],
      [`${entry}.Value.StringValue`, value],
    ];
  });
  const content = { Subject: subject, Message: message, ...Object.fromEntries(attributes) };
  const body = new URLSearchParams({ ...parameters, ...content }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { status, text } = await signedPost({ operation: 'sns:Publish', region, url, headers, body });
  if (status === 200) return;
  const what = `sns:Publish to ${topicArn} was answered with ${status}: ${text.slice(0, 500)}`;
  if (status === 403 || text.includes('<Code>KMS')) throw new AccessDenied(what);
  throw new AwsUnavailable(what);
}
