import * as z from 'zod';

/** "The total size of the response body can't exceed 4096 bytes", and its PhysicalResourceId "can be up to 1 KB in size" (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html). */
const MAX_ANSWER_BYTES = 4_096;
const MAX_ID_BYTES = 1_024;

const answer = z.looseObject({ PhysicalResourceId: z.string() });

/** A custom resource's answer as CloudFormation reads it: one that is too long has failed, in words that it is known to use. */
export function receivedAnswer(body: string): unknown {
  const received = answer.parse(JSON.parse(body));
  const tooLong = Buffer.byteLength(body) > MAX_ANSWER_BYTES;
  if (!tooLong && Buffer.byteLength(received.PhysicalResourceId) <= MAX_ID_BYTES) return received;
  const Reason = tooLong ? 'Response object is too long.' : 'PhysicalResourceId response is too long.';
  const { Data: _data, ...rest } = received;
  return { ...rest, Status: 'FAILED', Reason };
}
