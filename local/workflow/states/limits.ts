import * as z from 'zod';
import { MAX_PAYLOAD_BYTES } from '../../aws/services/states/executionInput.ts';

/** Of a history's `error` and `cause`, in characters (https://docs.aws.amazon.com/step-functions/latest/apireference/API_LambdaFunctionFailedEventDetails.html). */
const MAX_ERROR_LENGTH = 256;
const MAX_CAUSE_LENGTH = 32_768;
/** "Maximum execution history size: 25,000 events in a single state machine execution history. If the execution history reaches this quota, the execution will fail", in the same quotas. */
const MAX_EVENTS = 25_000;
/** Of one attempt of a task that is a function: scheduled, started, and how it ended. */
const EVENTS_OF_ATTEMPT = 3;

/** What ends a state, and by whose name alone a Retrier or a Catcher takes it up: States.ALL does not stand for it. */
class LimitReached extends Error {
  override readonly name: string;
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;
  constructor(name: string, message: string, state?: object) {
    super(message);
    this.name = name;
    this.isRetryable = names(state, 'Retry').includes(name);
    this.isCatchable = names(state, 'Catch').includes(name);
  }
}

const rules = z.array(z.looseObject({ ErrorEquals: z.array(z.string()) }));

function names(state: object | undefined, field: 'Retry' | 'Catch'): string[] {
  const found: unknown = state && Reflect.get(state, field);
  return (rules.safeParse(found).data ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
}

/** Bytes of a value as it passes between states: that a payload counts as its JSON without blanks is assumed. */
function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

/**
 * Holds what a state is given or hands on against the size of a payload.
 * @throws LimitReached States.DataLimitExceeded, "a terminal error that can't be caught by the States.ALL error type"
 * (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html); a Catcher that names it takes it up, as runs in
 * AWS have shown (`test_service_task_lambada_data_limit_exceeded_on_large_utf8_response`,
 * https://github.com/localstack/localstack/blob/master/tests/aws/services/stepfunctions/v2/error_handling/test_states_errors.py).
 */
export function holdPayload(value: unknown, what: string, name: string, state: object): void {
  if (bytesOf(value) <= MAX_PAYLOAD_BYTES) return;
  const message = `The state/task '${name}' ${what} with a size exceeding the maximum number of bytes service limit.`;
  throw new LimitReached('States.DataLimitExceeded', message, state);
}

/**
 * Holds an error's name and its Cause against their limits. That a longer one ends the execution where nothing catches it is assumed,
 * since no page says what comes of it.
 * @throws LimitReached
 */
export function holdFailure(error: string, cause: string): void {
  if (error.length > MAX_ERROR_LENGTH) throw tooLong('an Error', error.length, MAX_ERROR_LENGTH);
  if (cause.length > MAX_CAUSE_LENGTH) throw tooLong('a Cause', cause.length, MAX_CAUSE_LENGTH);
}

function tooLong(what: string, length: number, limit: number): LimitReached {
  return new LimitReached(
    'States.Runtime',
    `${what} of ${length} characters is longer than the ${limit} that there may be.`,
  );
}

/** Counts what Step Functions would write into an execution's history. */
export interface History {
  events(): number;
  /** @throws LimitReached States.Runtime, which nothing catches, where the event that ends the execution would be the last but one. */
  add(count: number): void;
  attempt(): void;
}

/** Of one execution, whose start is the first event. */
export function openHistory(): History {
  let events = 1;
  const add = (count: number) => {
    events += count;
    if (events < MAX_EVENTS) return;
    throw new LimitReached(
      'States.Runtime',
      `The execution reached the maximum number of history events (${MAX_EVENTS}).`,
    );
  };
  return { events: () => events, add, attempt: () => add(EVENTS_OF_ATTEMPT) };
}
