import { functionOf } from '../../deployment/read/versions.ts';
import { TaskFailure } from './functions.ts';

/** Cause and virtual seconds of an invocation that does not answer. */
interface Failing {
  errorType?: string;
  text: string;
  seconds?: number;
}

const EXIT: Failing = { errorType: 'Runtime.ExitError', text: 'Runtime exited with error: signal: killed' };
const TIME_OUT: Failing = { errorType: 'Sandbox.Timedout', text: 'Task timed out after 60.00 seconds', seconds: 60 };

/**
 * How an invocation ends without the function's own answer. Its process exits, or Lambda's time-out cuts it off: `-before` it has
 * done anything, or `-after` it has done all. Or Lambda does not run it, or does not say so in time: what Step Functions reports then
 * is, down to SdkClientException, on a page of its own (https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html);
 * the next three are Invoke's (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html), named after the page's manner, with
 * a text that was seen of the CodeArtifact one (https://github.com/keithrozario/Klayers/issues/210). `States.Timeout`: the Task's own.
 */
const FAILINGS = {
  'exit-before': EXIT,
  'exit-after': EXIT,
  'time-out-before': TIME_OUT,
  'time-out-after': TIME_OUT,
  'Lambda.TooManyRequestsException': { text: 'Rate Exceeded.' },
  'Lambda.Unknown': { text: 'The cause could not be determined because Lambda did not return an error type.' },
  'Lambda.ServiceException': { text: 'The AWS Lambda service encountered an internal error.' },
  'Lambda.AWSLambdaException': { text: 'Internal Failure' },
  'Lambda.ClientExecutionTimeoutException': { text: 'Client execution did not complete before the specified timeout' },
  'Lambda.SdkClientException': { text: 'Unable to execute HTTP request' },
  'Lambda.ResourceNotReadyException': {
    text: 'The function is inactive and its VPC connection is no longer available.',
  },
  'Lambda.CodeArtifactUserPendingException': {
    text: 'Lambda is initializing your function. It will be ready to invoke shortly.',
  },
  'Lambda.ResourceConflictException': {
    text: 'The operation cannot be performed at this time. The function is currently in the following state: Pending',
  },
  'States.Timeout': { text: '', seconds: 90 },
} as const satisfies Record<string, Failing>;
/** As tests and the ledger of faults name them. */
export type FunctionDeath = keyof typeof FAILINGS;

/** Lambda's failures that are no answer of the function's own, as a mix of them goes through them. */
export const LAMBDA_FAILURES: readonly FunctionDeath[] = [
  'Lambda.TooManyRequestsException',
  'time-out-before',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'States.Timeout',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'exit-before',
  'Lambda.ResourceNotReadyException',
  'Lambda.CodeArtifactUserPendingException',
  'Lambda.ResourceConflictException',
  'Lambda.Unknown',
];

type Invoke = (functionArn: string, event: unknown) => Promise<unknown>;

/** Which invocations die, and how; `nth` counts those of one function from 1, `at` is the clock in milliseconds since the epoch. Asked before each, by whichever version it is called. */
export type Deaths = (functionArn: string, nth: number, at: number, event: unknown) => FunctionDeath | undefined;

/**
 * As `invoke`, but for the invocations that die.
 * @throws TaskFailure of such an invocation, in the call.
 */
export function withDeaths(invoke: Invoke, death: Deaths | undefined, now: () => number): Invoke {
  if (death === undefined) return invoke;
  const counts = new Map<string, number>();
  return async (calledArn, event) => {
    const functionArn = functionOf(calledArn);
    const nth = (counts.get(functionArn) ?? 0) + 1;
    counts.set(functionArn, nth);
    const how = death(functionArn, nth, now(), event);
    if (how === undefined) return invoke(calledArn, event);
    if (how.endsWith('-after')) await invoke(calledArn, event);
    throw failureOf(how);
  };
}

/** A function that was run has Lambda's JSON for its Cause. */
function failureOf(how: FunctionDeath): TaskFailure {
  const { errorType, text, seconds = 0 }: Failing = FAILINGS[how];
  if (errorType === undefined) return new TaskFailure(how, text, seconds);
  return new TaskFailure(errorType, JSON.stringify({ errorType, errorMessage: text }), seconds);
}
