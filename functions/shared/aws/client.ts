import type { HandlerExecutionContext, InitializeMiddleware, Pluggable } from '@smithy/types';
import { readTimeLimits } from '../environment.ts';

/** The call in which an SDK error arose, for the reader: the SDK's own errors do not say. */
export interface CallOrigin {
  /** `<service>:<Operation>`, as IAM writes the action. */
  operation: string;
  accountId: string;
}

const origins = new WeakMap<object, CallOrigin>();

/** Which call threw this; undefined for an error that came from no client of ours. */
export function originOf(error: unknown): CallOrigin | undefined {
  return typeof error === 'object' && error !== null ? origins.get(error) : undefined;
}

/**
 * What every client is made with. Time-outs in milliseconds and attempts, well below the functions' own time-out of 60 s: a
 * server that does not answer is an AwsUnavailable that the state machine retries, not a function that dies.
 *
 * Without `throwOnRequestTimeout` the SDK only warns when `requestTimeout` is over, and waits on
 * (https://github.com/aws/aws-sdk-js-v3/issues/6763). `socketTimeout` bounds an answer that has begun and does not go on.
 * @throws TypeError as readTimeLimits.
 */
export function clientSettings(region: string) {
  const { connectionMs, requestMs } = readTimeLimits(process.env);
  return {
    region,
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: connectionMs,
      requestTimeout: requestMs,
      throwOnRequestTimeout: true,
      socketTimeout: requestMs,
    },
  } as const;
}

/**
 * Makes one client per session and account: its connection outlives an invocation of a function that stays warm, as its
 * credentials do.
 */
export function onePerAccount<Session extends object, Client>(
  make: (session: Session, accountId: string) => Client,
): (session: Session, accountId: string) => Client {
  const made = new WeakMap<Session, Map<string, Client>>();
  return (session, accountId) => {
    const clients = made.get(session) ?? new Map<string, Client>();
    made.set(session, clients);
    const client = clients.get(accountId) ?? make(session, accountId);
    clients.set(accountId, client);
    return client;
  };
}

/** A client plugin: every error of the client tells its operation and account. */
export function identifyCalls<Input extends object, Output extends object>(
  service: string,
  accountId: string,
): Pluggable<Input, Output> {
  const middleware: InitializeMiddleware<Input, Output> = (next, context) => async (args) => {
    try {
      return await next(args);
    } catch (error) {
      if (typeof error === 'object' && error !== null && !origins.has(error)) {
        origins.set(error, { operation: `${service}:${operationName(context)}`, accountId });
      }
      throw error;
    }
  };
  return { applyToStack: (stack) => stack.add(middleware, { step: 'initialize', name: 'identifyCalls' }) };
}

function operationName(context: HandlerExecutionContext): string {
  return (context.commandName ?? 'unknown').replace(/Command$/, '');
}
