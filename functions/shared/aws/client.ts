import { StandardRetryStrategy } from '@smithy/core/retry';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type {
  AwsCredentialIdentityProvider,
  HandlerExecutionContext,
  InitializeMiddleware,
  Pluggable,
} from '@smithy/types';
import { readTimeLimits } from '../environment.ts';
import { bounded, hasTimeFor, NoMoreTime } from './deadline.ts';
import { refusePages } from './errors/unreadable.ts';
import { requestHandler } from './requestHandler.ts';

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

/** Attempts of a call, the first included. */
export const MAX_ATTEMPTS = 3;

/** A throttled client's second pause, and what AWS's Retry-After can add (@smithy/core 3.41, StandardRetryStrategy): milliseconds. */
const LONGEST_PAUSE_MS = 2_000 + 5_000;

/**
 * The SDK's own, but neither a pause nor an attempt is begun that the invocation's deadline may cut: what the last attempt
 * was answered is then the call's error. And a retry costs later calls nothing. A client has 500 tokens, pays 14 for a retry (5 of a throttled call) and
 * gets one back for a call that succeeds (@smithy/core 3.41, StandardRetryStrategy): a client that is kept would take an outage
 * that is over into the next execution, whose calls then had one attempt. What bounds ours is MAX_ATTEMPTS.
 */
class RetriesByCall extends StandardRetryStrategy {
  override async refreshRetryTokenForRetry(...args: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>) {
    if (!hasTimeFor(LONGEST_PAUSE_MS + readTimeLimits(process.env).requestMs)) throw new NoMoreTime();
    const token = await bounded(() => super.refreshRetryTokenForRetry(...args));
    this.recordSuccess(token);
    return token;
  }
}

interface ClientSettings {
  region: string;
  maxAttempts: number;
  retryStrategy: StandardRetryStrategy;
  requestHandler: NodeHttpHandler;
  /** The function's own, from its environment, when absent. */
  credentials?: AwsCredentialIdentityProvider;
}

type ClientClass<Client, Input extends object, Output extends object> = new (
  settings: ClientSettings,
) => Client & { middlewareStack: { use(plugin: Pluggable<Input, Output>): void } };

/** The one place where a client is made: every error of it tells its operation, written with this service, and the account. */
function makeClient<Client, Input extends object, Output extends object>(
  service: string,
  Client: ClientClass<Client, Input, Output>,
  accountId: string,
  settings: Pick<ClientSettings, 'region' | 'credentials'>,
): Client {
  const client = new Client({
    ...settings,
    maxAttempts: MAX_ATTEMPTS,
    retryStrategy: new RetriesByCall(MAX_ATTEMPTS),
    requestHandler: requestHandler(),
  });
  client.middlewareStack.use(identifyCalls(service, accountId));
  client.middlewareStack.use(refusePages());
  return client;
}

/** What a client of a member account needs of a session. */
interface MemberSession {
  region: string;
  credentials(accountId: string): AwsCredentialIdentityProvider;
}

/** Clients in the member accounts, as their provisioners: one per session and account, kept as the session is. */
export function memberClient<Client, Input extends object, Output extends object>(
  service: string,
  Client: ClientClass<Client, Input, Output>,
) {
  const kept = keeper<Client>();
  return (session: MemberSession, accountId: string): Client =>
    kept(session, accountId, () =>
      makeClient(service, Client, accountId, { region: session.region, credentials: session.credentials(accountId) }),
    );
}

/** Clients as the function's own role: one per Region and account, kept while the function stays warm. */
export function ownClient<Client, Input extends object, Output extends object>(
  service: string,
  Client: ClientClass<Client, Input, Output>,
) {
  const kept = keeper<Client>();
  return (region: string, accountId: string): Client =>
    kept(requestHandler(), `${region} ${accountId}`, () => makeClient(service, Client, accountId, { region }));
}

/** Makes one value per owner and key, and lets it go with its owner. */
function keeper<Value>(): (owner: object, key: string, make: () => Value) => Value {
  const kept = new WeakMap<object, Map<string, Value>>();
  return (owner, key, make) => {
    const values = kept.get(owner) ?? new Map<string, Value>();
    kept.set(owner, values);
    const value = values.get(key) ?? make();
    values.set(key, value);
    return value;
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
