import { AwsUnavailable } from '../../errors.ts';
import { serviceUrl } from '../serviceUrl.ts';
import { signedPost } from '../signedPost.ts';

/**
 * Has a function of the workflow's Region run later, as the caller's own role: Lambda queues the event and answers 202
 * (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html).
 * @throws AwsUnavailable for any other answer, or none.
 */
export async function invokeLater(
  functionName: string,
  event: object,
  place: { region: string; partition: string },
): Promise<void> {
  const url = new URL(`/2015-03-31/functions/${functionName}/invocations`, serviceUrl('lambda', place));
  const headers = { 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' };
  const { region } = place;
  const body = JSON.stringify(event);
  const { status, text } = await signedPost({ operation: 'lambda:Invoke', region, url, headers, body });
  if (status !== 202)
    throw new AwsUnavailable(`lambda:Invoke of ${functionName} was answered with ${status}: ${text.slice(0, 500)}`);
}
