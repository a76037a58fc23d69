import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';
import { AccessDenied, AwsUnavailable, PreflightFailed, QuotaExceeded, WorkflowError } from '../errors.ts';
import { originOf } from './client.ts';
import { NO_MORE_TIME } from './deadline.ts';

const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']);
const QUOTA = new Set(['ServiceQuotaExceededException', 'LimitExceededException', 'LimitExceeded']);
/** Another writer was there at the same moment: the next attempt finds what it left. */
const CONFLICT = new Set(['ConflictException', 'ConcurrentModificationException', 'ConcurrentModification']);

/**
 * IAM answers 400 MalformedPolicyDocument for a principal that it has not spread to all its servers yet, and 404 for a
 * role that was created a moment ago (https://github.com/hashicorp/terraform-provider-aws/issues/8905): both pass.
 */
function isIamPropagation(error: Error, operation: string): boolean {
  if (error.name.startsWith('MalformedPolicyDocument')) return /invalid principal/i.test(error.message);
  return operation.startsWith('iam:') && error.name.startsWith('NoSuchEntity');
}

function isSdkError(error: Error): error is SdkError {
  return error.cause === undefined || error.cause instanceof Error;
}

/** Whether a call was cut, whatever has been wrapped around its error. */
function isCut(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || isCut(error.cause));
}

function isPassing(error: Error): boolean {
  return isSdkError(error) && (isThrottlingError(error) || isTransientError(error) || isServerError(error));
}

/** An error of an SDK client as one of the closed set; an error that came from no AWS call is handed back as it is. */
export function translateAwsError(error: unknown): unknown {
  const origin = originOf(error);
  if (!(error instanceof Error) || error instanceof WorkflowError || origin === undefined) return error;
  const { operation, accountId } = origin;
  const options = { cause: error };
  const what = `${operation} in account ${accountId}: ${error.message || error.name} (${error.name})`;
  if (DENIED.has(error.name)) return new AccessDenied(`${what}. ${deniedRemedy(operation, accountId)}`, options);
  if (QUOTA.has(error.name)) {
    return new QuotaExceeded(
      `${what}. Remove what is no longer used or ask AWS to raise the quota, then run again.`,
      options,
    );
  }
  if (isIamPropagation(error, operation)) {
    return new AwsUnavailable(
      `${what}. IAM has not spread a change to all its servers yet; run again in a minute.`,
      options,
    );
  }
  if (CONFLICT.has(error.name)) {
    return new AwsUnavailable(`${what}. Something else changed it at the same moment; run again.`, options);
  }
  if (isCut(error)) {
    return new AwsUnavailable(`${what}. ${NO_MORE_TIME}`, options);
  }
  if (isPassing(error)) {
    return new AwsUnavailable(
      `${what}. AWS could not answer after all attempts; run again, nothing has to be cleaned up.`,
      options,
    );
  }
  return new PreflightFailed(
    [
      {
        path: operation,
        problem: `AWS refused the call in account ${accountId}: ${error.message} (${error.name})`,
        remedy: 'Mend what the message names, then run again',
      },
    ],
    options,
  );
}

/** Whether a translated error is AWS's answer that a call was one too many. Each service has a name of its own for it. */
export function isThrottled(error: unknown): boolean {
  if (!(error instanceof AwsUnavailable) || !(error.cause instanceof Error)) return false;
  return isSdkError(error.cause) && isThrottlingError(error.cause);
}

function deniedRemedy(operation: string, accountId: string): string {
  return operation === 'sts:AssumeRole'
    ? `Deploy the account stack into account ${accountId}, with this workflow's account, functions and external id in its configuration.`
    : `Deploy the account stack of account ${accountId} again; if it is current, a service control policy or a permissions boundary refuses the call.`;
}
