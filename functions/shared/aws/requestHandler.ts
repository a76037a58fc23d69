import { buffer } from 'node:stream/consumers';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { readTimeLimits, type TimeLimits } from '../environment.ts';
import { bounded } from './deadline.ts';

type HttpRequest = Parameters<NodeHttpHandler['handle']>[0];

/**
 * The SDK's own, but every attempt ends: at its own limit, as a TimeoutError, which is tried again, or at the invocation's deadline.
 * The answer is read whole before it is handed on, since the SDK's own limits leave the body out: its `requestTimeout` is over
 * when the headers are there, and its `socketTimeout` begins anew with every byte
 * (@smithy/node-http-handler 4.14, set-request-timeout, set-socket-timeout). None of our calls answers a stream.
 */
class BoundedHandler extends NodeHttpHandler {
  readonly #requestMs: number;

  constructor({ connectionMs, requestMs }: TimeLimits) {
    super({ connectionTimeout: connectionMs });
    this.#requestMs = requestMs;
  }

  override handle(request: HttpRequest): ReturnType<NodeHttpHandler['handle']> {
    return bounded(async (abortSignal) => {
      const answer = await super.handle(request, { abortSignal });
      answer.response.body = await buffer(answer.response.body);
      return answer;
    }, this.#requestMs);
  }
}

const handlers = new Map<string, NodeHttpHandler>();

/**
 * The one that all calls of a function go through, with a client and without: a host's connection is everybody's, and is open
 * still when a warm function is invoked again. A process whose environment stays as it is has one; tests change theirs.
 * @throws TypeError as readTimeLimits.
 */
export function requestHandler(): NodeHttpHandler {
  const limits = readTimeLimits(process.env);
  const key = JSON.stringify([limits, process.env['AWS_ENDPOINT_URL']]);
  const handler = handlers.get(key) ?? new BoundedHandler(limits);
  handlers.set(key, handler);
  return handler;
}
