import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';
import { AccessDenied, AwsUnavailable, PreflightFailed, QuotaExceeded, WorkflowError } from '../../errors.ts';
import { AWS_ERRORS, type ErrorClass, type ErrorKind } from './awsErrors.ts';
import { originOf, type CallOrigin } from '../client.ts';
import { NO_MORE_TIME } from '../deadline.ts';
import { unreadable } from './unreadable.ts';

/** An error of an SDK client as one of the closed set; an error that came from no AWS call is handed back as it is. */
export function translateAwsError(error: unknown): unknown {
  const origin = originOf(error);
  if (!(error instanceof Error) || error instanceof WorkflowError || origin === undefined) return error;
  const { becomes, remedy, says } = wordOf(error, origin);
  return made(becomes, origin, says ?? `${error.message || error.name} (${error.name})`, remedy, { cause: error });
}

/** The call of which a translated error is AWS's answer that it was one too many. Each service has a name of its own for it. */
export function throttledCall(error: unknown): CallOrigin | undefined {
  if (!(error instanceof AwsUnavailable) || !(error.cause instanceof Error)) return undefined;
  return isSdkError(error.cause) && isThrottlingError(error.cause) ? originOf(error.cause) : undefined;
}

/** Whether a translated error is one that a new session mends. */
export function endsSession(error: unknown): boolean {
  const cause = error instanceof AwsUnavailable ? error.cause : undefined;
  const origin = originOf(cause);
  return cause instanceof Error && origin !== undefined && kindOf(cause, origin)?.endsSession === true;
}

/** Whether STS refuses to let the provisioner be assumed. It has one answer for no role, another external id and a policy's refusal. */
export function refusesProvisioner(error: unknown): boolean {
  return originOf(error)?.operation === 'sts:AssumeRole' && translateAwsError(error) instanceof AccessDenied;
}

interface Word {
  becomes: ErrorClass;
  remedy: string;
  /** Instead of AWS's own words, where there are none. */
  says?: string;
}

function wordOf(error: Error, origin: CallOrigin): Word {
  const kind = kindOf(error, origin);
  if (kind !== undefined) return { becomes: kind.becomes, remedy: kind.remedy(origin.accountId) };
  if (isCut(error)) return { becomes: 'AwsUnavailable', remedy: NO_MORE_TIME };
  const unread = unreadable(error);
  if (unread !== undefined) return unreadWord(unread, statusOf(error));
  if (isPassing(error)) {
    return {
      becomes: 'AwsUnavailable',
      remedy: 'AWS could not answer after all attempts; run again, nothing has to be cleaned up',
    };
  }
  return { becomes: 'PreflightFailed', remedy: 'Mend what the message names, then run again' };
}

const UNREAD = {
  page: 'with a page of HTML, which AWS never does',
  foreign: 'with what is no answer of AWS',
  'byte-order-mark': 'with a byte order mark before the JSON, which AWS never does',
  cut: 'and the answer was cut short',
} as const;

/** What refuses a call in the place of AWS refuses it again; everything else may have been an accident of the way. */
function unreadWord(unread: keyof typeof UNREAD, status: number | undefined): Word {
  const says = `the call was answered ${status ?? 'without a status'}${unread === 'cut' ? ', ' : ' '}${UNREAD[unread]}`;
  if (unread === 'cut') return { becomes: 'AwsUnavailable', says, remedy: 'Run again; nothing has to be cleaned up' };
  const remedy =
    'Something between the function and AWS answered or changed the answer: let its calls through the proxy, firewall or VPC endpoint';
  const refuses = status === 401 || status === 403 || status === 407;
  return { becomes: refuses ? 'AccessDenied' : 'AwsUnavailable', says, remedy };
}

function kindOf(error: Error, { operation }: CallOrigin): ErrorKind | undefined {
  const code = codeOf(error);
  return AWS_ERRORS.find(
    ({ codes, text, operations }) =>
      codes.includes(code) && (text?.test(error.message) ?? true) && (operations?.test(operation) ?? true),
  );
}

/** Services and SDK put `Exception` behind a code or do not, for one and the same error. Node's own errors have a code beside the name. */
function codeOf(error: Error): string {
  const ofNode: unknown = Reflect.get(error, 'code');
  if (typeof ofNode === 'string' && statusOf(error) === undefined) return ofNode;
  return error.name.replace(/Exception$/, '');
}

function statusOf(error: Error): number | undefined {
  return isSdkError(error) ? error.$metadata?.httpStatusCode : undefined;
}

function isSdkError(error: Error): error is SdkError {
  return error.cause === undefined || error.cause instanceof Error;
}

/** Whether a call was cut, whatever has been wrapped around its error. */
function isCut(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || isCut(error.cause));
}

/** A code such as `ENETDOWN` is the network's. */
function isPassing(error: Error): boolean {
  if (statusOf(error) === undefined && /^E[A-Z]+(_AGAIN)?$/.test(codeOf(error))) return true;
  return isSdkError(error) && (isThrottlingError(error) || isTransientError(error) || isServerError(error));
}

function made(
  becomes: ErrorClass,
  { operation, accountId }: CallOrigin,
  says: string,
  remedy: string,
  options: ErrorOptions,
): WorkflowError {
  const message = `${operation} in account ${accountId}: ${says}. ${remedy}.`;
  switch (becomes) {
    case 'AccessDenied':
      return new AccessDenied(message, options);
    case 'AwsUnavailable':
      return new AwsUnavailable(message, options);
    case 'QuotaExceeded':
      return new QuotaExceeded(message, options);
    case 'PreflightFailed': {
      const problem = `AWS refused the call in account ${accountId}: ${says}`;
      return new PreflightFailed([{ path: operation, problem, remedy }], options);
    }
  }
}
