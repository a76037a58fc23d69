import { throttledCall } from '../aws/errors/translate.ts';
import { InvalidRequest, PreflightFailed, shorten, WorkflowError, type Finding } from '../errors.ts';
import { OperationFailed } from '../failure.ts';
import { fitting, jsonBytes } from '../size.ts';
import type { Log, LogFields } from './logLines.ts';

/** How a function failed. An error outside the closed set is a defect, and the log has its trace. */
export function logFailure(log: Log, thrown: unknown): void {
  const error = asError(thrown);
  const throttled = throttledCall(error);
  if (throttled !== undefined) log('throttled', throttled);
  if (error instanceof WorkflowError) log('failed', failureFields(error));
  else if (error instanceof OperationFailed) log('operationFailed', { errorName: error.errorName });
  else log('failedUnexpectedly', { errorName: error.name, error });
}

/**
 * What the log may have of an error. Findings may quote the request, so there are their paths alone; of an error outside the
 * closed set, whose message may be anything, there is its name.
 */
export function failureFields(thrown: unknown): LogFields<'failed'> {
  const error = asError(thrown);
  const { name: errorName } = error;
  if (error instanceof InvalidRequest || error instanceof PreflightFailed) {
    return { errorName, findings: places(error.findings) };
  }
  return error instanceof WorkflowError ? { errorName, reason: error.message } : { errorName };
}

const MAX_PLACE_LENGTH = 200;
/** Of a line's: CloudWatch Logs takes none above 256 KB, and a metric counts none that is cut. */
const MAX_PLACES_BYTES = 64 * 1024;

function places(findings: readonly Finding[]): string[] {
  const paths = findings.map(({ path }) => shorten(path, MAX_PLACE_LENGTH));
  const told = fitting(paths, MAX_PLACES_BYTES, jsonBytes);
  return told === paths.length ? paths : [...paths.slice(0, told), `and ${paths.length - told} more`];
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
