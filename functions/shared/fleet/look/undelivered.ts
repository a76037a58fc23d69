import * as z from 'zod/mini';
import { readAnswer } from '../../aws/answer.ts';
import { CallRefused, jsonCall } from '../../aws/jsonCall.ts';
import { serviceUrl } from '../../aws/serviceUrl.ts';
import type { ProvisionerSession } from '../../aws/session.ts';
import { forwardDeadLettersName } from '../../names.ts';

const answer = z.object({ Attributes: z.object({ ApproximateNumberOfMessages: z.string() }) });

/** How many events the account's rules could not forward; null where there is no such queue, since the account forwards none. */
export async function undeliveredEvents(
  session: ProvisionerSession,
  { partition, installation }: { partition: string; installation: string },
  accountId: string,
): Promise<number | null> {
  const { region } = session;
  const operation = 'sqs:GetQueueAttributes';
  const url = serviceUrl('sqs', { region, partition });
  const QueueUrl = new URL(`${accountId}/${forwardDeadLettersName(installation)}`, url).href;
  const input = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] };
  const credentials = session.credentials(accountId);
  try {
    const got = await jsonCall({ operation, region, url, credentials, target: 'AmazonSQS', version: '1.0', input });
    return Number(readAnswer(operation, answer, got).Attributes.ApproximateNumberOfMessages);
  } catch (error) {
    if (error instanceof CallRefused && error.code === 'QueueDoesNotExist') return null;
    throw error;
  }
}
