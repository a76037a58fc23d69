import type { z } from 'zod';
import type { AccessCheck } from '../policies/accessCheck.ts';
import type { Caller } from '../policies/caller.ts';
import type { World } from '../state/state.ts';
import type { Runners } from './running.ts';

/** What an operation has at hand. The world has been settled up to `now` before it is called. */
export interface CallContext {
  world: World;
  /** Milliseconds since the epoch, on the virtual clock. */
  now: number;
  caller: Caller;
  partition: string;
  region: string;
  /** Where this server is reached, e.g. `http://127.0.0.1:4566`. */
  endpoint: string;
  /** Those of the deployment around this server: ask with `runnerOf`. */
  runners?: Runners | undefined;
}

/** Where the parts of a REST request go. A label and a query parameter are the input member of the same name. */
export interface HttpBinding {
  /** More than one for the query API, which takes its form by GET and by POST. */
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | readonly ('GET' | 'POST')[];
  /** The API model's URI template, e.g. `/tags/{resourceArn}`; a label matches one segment, decoded. */
  uri: string;
  /** HTTP status of success; 200 when absent. */
  status?: number;
  /** Query parameters that are lists however often they occur, e.g. `tagKeys`. */
  queryLists?: readonly string[];
  /** The member that takes all query parameters but `others` as a map of lists, e.g. ListScrapers' `filters`. */
  queryMap?: { member: string; others: readonly string[] };
  /** The member that is the whole body, as text, in the request and in the answer, e.g. Invoke's `Payload`. */
  payload?: string;
  /** Headers, by lower-case name, that are members, in the request and in the answer. */
  headers?: Readonly<Record<string, string>>;
  /** The member of the output that is the HTTP status, instead of `status`. */
  statusMember?: string;
}

/**
 * One operation of one service. `Input` has the API model's member names, whatever the protocol.
 *
 * On the wire: a scalar of a Query request or of a query string arrives as text (see `wireInteger`), a
 * blob as base64 text. What `run` returns is rendered by what it is: an array is a list, a Date a timestamp, a Uint8Array a
 * blob, undefined is left out.
 */
export interface Operation<Input = unknown> {
  service: string;
  name: string;
  /** For the REST-JSON services (aps, eks, lambda, scheduler), and for them alone. */
  http?: HttpBinding;
  /**
   * For EC2 alone: members whose names on the wire differ from the API model's, at any depth. In requests
   * `SubnetIds: 'SubnetId'`; in answers the lower-camel name is the rule, and `Subnets: 'subnetSet'` an exception.
   */
  wireNames?: { input?: Readonly<Record<string, string>>; output?: Readonly<Record<string, string>> };
  /**
   * The limits and patterns of the published API model; anything else is the service's validation error. Make it a
   * `z.strictObject`: a member that it does not have is answered as not emulated, by name.
   */
  input: z.ZodType<Input>;
  /** What the caller must be allowed; all of it, or the call is AccessDenied. Empty for a call that needs no permission. */
  access(input: Input, call: CallContext): AccessCheck[];
  /** Does it. Returns the output members by the API model's names; throws ServiceError. */
  run(input: Input, call: CallContext): Record<string, unknown>;
  /** Does what cannot be done at once, after `run`, and returns the output instead of it. */
  finish?(input: Input, call: CallContext, output: Record<string, unknown>): Promise<Record<string, unknown>>;
  /**
   * Whether other calls are answered while `finish` is at work. For an invoked function, which calls this server itself: to
   * wait for it and let nobody in would be for ever.
   */
  finishesApart?: boolean;
}

/** Ties the parameters of `access` and `run` to the schema of `input`. */
export function defineOperation<Input>(operation: Operation<Input>): Operation<Input> {
  return operation;
}

/** An error as a service answers it: its code, its HTTP status, its message. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: string;
  readonly status: number;
  /** Further members of the error, e.g. `resourceId`, `reason`, `quotaCode`. */
  readonly members: Record<string, unknown>;
  /** Headers of the answer, e.g. `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    code: string,
    status: number,
    message: string,
    members: Record<string, unknown> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.members = members;
    this.headers = headers;
  }
}

/** @throws ServiceError NotEmulated, when nobody has deployed anything that this server could run. */
export function runnerOf<Name extends keyof Runners>({ runners }: CallContext, name: Name): NonNullable<Runners[Name]> {
  const runner = runners?.[name];
  if (runner !== undefined) return runner;
  const message = `The embedded AWS has no ${name} here: nothing is deployed beside it that could run them.`;
  throw new ServiceError('NotEmulated', 501, message);
}
