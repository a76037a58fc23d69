import { ERROR_NAMES } from '../errors.ts';
import type { BadEnd } from './badEnds.ts';

/** Errors that no function of ours ends in, and that the runbook has a heading for. */
const OTHERS: Readonly<Record<string, string>> = {
  'States.Timeout': 'statestimeout',
  'Sandbox.Timedout': 'statestimeout',
  'Lambda.Unknown': 'statestimeout',
  'States.Runtime': 'statesruntime',
  'States.DataLimitExceeded': 'statesruntime',
  ProductGaveUp: 'productgaveup',
};

/** The anchor of the heading of docs/runbook.md that says what to do. */
export function runbookHeading(status: BadEnd, error: string | undefined): string {
  if (status === 'TIMED_OUT') return 'statestimeout';
  return ERROR_NAMES.find((name) => name === error)?.toLowerCase() ?? OTHERS[error ?? ''] ?? 'other-errors';
}
