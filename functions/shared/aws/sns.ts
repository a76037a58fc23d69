import { Sha256 } from '@aws-crypto/sha256-js';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { arnParts } from '../arn.ts';
import { readTimeLimits } from '../environment.ts';
import { AccessDenied, AwsUnavailable } from '../errors.ts';
import { bounded } from './deadline.ts';

export interface Publication {
  topicArn: string;
  subject: string;
  message: string;
}

/**
 * Publishes to a topic, once, as the function's own role: Lambda invokes a function again whose asynchronous invocation has failed.
 * The one call of SNS that there is is signed here; a client for it would be the largest part of its function.
 * @param endpoint where SNS is, when it is not AWS's own.
 * @throws AccessDenied when the topic or its key may not be used; AwsUnavailable for any other answer, or none.
 */
export async function publish(
  { topicArn, subject, message }: Publication,
  endpoint: string | undefined,
): Promise<void> {
  const { partition, region } = arnParts(topicArn);
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(endpoint ?? `https://sns.${region}.${suffix}`);
  const parameters = { Action: 'Publish', Version: '2010-03-31', TopicArn: topicArn };
  const body = new URLSearchParams({ ...parameters, Subject: subject, Message: message }).toString();
  const { status, text } = await post(url, region, body);
  if (status === 200) return;
  const what = `sns:Publish to ${topicArn} was answered with ${status}: ${text.slice(0, 500)}`;
  if (status === 403 || text.includes('<Code>KMS')) throw new AccessDenied(what);
  throw new AwsUnavailable(what);
}

async function post(url: URL, region: string, body: string): Promise<{ status: number; text: string }> {
  const signer = new SignatureV4({ service: 'sns', region, credentials: fromEnv(), sha256: Sha256 });
  const { protocol, hostname, port, host } = url;
  const { headers } = await signer.sign(
    new HttpRequest({
      method: 'POST',
      protocol,
      hostname,
      ...(port === '' ? {} : { port: Number(port) }),
      path: '/',
      headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
      body,
    }),
  );
  const ask = async (signal: AbortSignal) => {
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
    return { status: response.status, text: await response.text() };
  };
  try {
    return await bounded(ask, readTimeLimits(process.env).requestMs);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsUnavailable(`sns:Publish had no answer: ${reason}`, { cause: error });
  }
}
