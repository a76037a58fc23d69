import * as z from 'zod/mini';
import { AwsUnavailable } from '../errors.ts';
import { MAX_ATTEMPTS } from './client.ts';
import { hasTimeFor } from './deadline.ts';
import { signedPost, type SignedPost } from './signedPost.ts';

/** A call of a service with a JSON protocol, for which there is no client. */
export interface JsonCall extends Omit<SignedPost, 'headers' | 'body'> {
  /** What `X-Amz-Target` has before the operation. */
  target: string;
  version: '1.0' | '1.1';
  input: object;
}

/** What AWS refused a call with. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused';
  /** AWS's own name of the error, without `Exception` at its end. */
  readonly code: string;
  constructor(operation: string, code: string, says: string) {
    super(`${operation}: ${says} (${code})`);
    this.code = code;
  }
}

const failure = z.object({ __type: z.string(), message: z.optional(z.string()), Message: z.optional(z.string()) });

/** A server's error, or one call too many, by whatever name its service has for that. */
const PASSING = /^(Throttl|TooManyRequests|RequestThrottled|Service$|Internal)/;
/** Milliseconds before each attempt after the first. */
const PAUSES_MS = [300, 1_500];

/**
 * The answer of AWS, after as many attempts as the SDK's clients make.
 * @throws CallRefused when AWS refuses it; AwsUnavailable when it does not answer.
 */
export async function jsonCall({ target, version, input, ...call }: JsonCall): Promise<unknown> {
  const [, operation = ''] = call.operation.split(':');
  const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${target}.${operation}` };
  const asked: SignedPost = { ...call, headers, body: JSON.stringify(input) };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return answered(asked.operation, await signedPost(asked));
    } catch (error) {
      if (!isPassing(error)) throw error;
      const pause = PAUSES_MS[attempt - 1] ?? 0;
      if (attempt === MAX_ATTEMPTS || !hasTimeFor(2 * pause)) throw unavailable(error);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

function unavailable(error: unknown): unknown {
  if (!(error instanceof CallRefused)) return error;
  return new AwsUnavailable(`${error.message}. Run again; nothing has to be cleaned up.`, { cause: error });
}

function isPassing(error: unknown): boolean {
  return error instanceof AwsUnavailable || (error instanceof CallRefused && PASSING.test(error.code));
}

function answered(operation: string, { status, text }: { status: number; text: string }): unknown {
  const answer = parseJson(text);
  if (status === 200 && answer !== undefined) return answer;
  const { data } = failure.safeParse(answer);
  const code = data?.['__type'].replace(/^.*#/, '').replace(/Exception$/, '');
  if (data === undefined || code === undefined || status === 200)
    throw new AwsUnavailable(
      `${operation} was answered ${status} with what is no answer of AWS: ${text.slice(0, 200)}. Run again; nothing has to be cleaned up.`,
    );
  throw new CallRefused(operation, code, (data.message ?? data.Message ?? code).replace(/\.$/, ''));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
