import { fitted, fitting, weight } from './size.ts';

/**
 * The closed set of errors in which an execution can end. The literal `name` is the contract with the state machine:
 * Lambda reports it as the errorType, Retry and Catch match it. A class name would not do, since minifying changes it.
 */
export const ERROR_NAMES = [
  'InvalidRequest',
  'PreflightFailed',
  'ClusterNotReady',
  'NotOurs',
  'OwnedElsewhere',
  'ReplacementNeeded',
  'ScraperFailed',
  'ScraperTimeout',
  'NoSamples',
  'AccessDenied',
  'QuotaExceeded',
  'AwsUnavailable',
  'Redriven',
] as const;
/** What `ErrorEquals` of a Retry or a Catch can name, of what a handler throws. */
export type ErrorName = (typeof ERROR_NAMES)[number];

/** One thing that is wrong with a request or with what it points to. */
export interface Finding {
  /** Where: a path into the request, e.g. `subnetIds[1]` or `scrapeConfiguration.yaml: global.scrape_interval`. */
  path: string;
  /** Where in the text that the path leads into, e.g. `line 3, column 5`. */
  place?: string;
  /** What is there, shortened; undefined when nothing is, or when it may be a secret. */
  value?: unknown;
  /** What is wrong with it. */
  problem: string;
  /** What to do about it. */
  remedy: string;
}

/** Stands in the remedy of a finding that who asked cannot mend: who runs the workflow is told of it as of his own failure. */
export const PLATFORM_TASK = 'which is the task of those who run this workflow';

/**
 * What a message may weigh. Step Functions takes a Cause of 32,768 characters, and the last of an execution may have two messages; a
 * state that has 262,144 bytes carries up to four beside the request.
 */
export const MAX_MESSAGE_WEIGHT = 12_000;
const MAX_VALUE_LENGTH = 160;
const MAX_PATH_LENGTH = 200;

/** With an ellipsis for its end when the text is longer than `length` characters. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** What would begin a line of its own. */
const LINE_ENDS = /[\p{Cc}\p{Zl}\p{Zp}]/gu;

function formatFinding(finding: Finding): string {
  return `- ${describeFinding(finding)}`;
}

/** A finding in one line, whatever name a request makes up for a field: where it is, what is there, what is wrong with it and what to do. */
export function describeFinding({ path, place, value, problem, remedy }: Finding): string {
  const quoted = value === undefined ? [] : [shorten(JSON.stringify(value) ?? '', MAX_VALUE_LENGTH)];
  const facts = [...(place === undefined ? [] : [place]), ...quoted];
  const told = facts.length === 0 ? '' : ` (${facts.join(': ')})`;
  return `${shorten(path, MAX_PATH_LENGTH)}${told}: ${problem}. ${remedy}`.replace(LINE_ENDS, '\ufffd');
}

const MORE_WEIGHT = 120;

/** A heading and a line per finding: of many, as many as a Cause has room for, and how many more there are. */
export function formatFindings(heading: string, findings: readonly Finding[]): string {
  const count = `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
  const first = `${heading} (${count}):`;
  const lines = findings.map((finding) => `\n${formatFinding(finding)}`);
  const room = MAX_MESSAGE_WEIGHT - weight(first);
  if (fitting(lines, room) === lines.length) return first + lines.join('');
  const told = Math.max(1, fitting(lines, room - MORE_WEIGHT));
  const more = `\nand ${lines.length - told} more: the log of the function has their places.`;
  return fitted(first + lines.slice(0, told).join(''), MAX_MESSAGE_WEIGHT - MORE_WEIGHT) + more;
}

/**
 * An error in which an execution can end: its message says what was wrong and what to do, since it becomes the Cause. Whatever else is
 * thrown is a defect.
 */
export abstract class WorkflowError extends Error {
  abstract override readonly name: ErrorName;
}

/** What the request alone shows, all findings at once. Nothing was created. */
export class InvalidRequest extends WorkflowError {
  override readonly name = 'InvalidRequest';
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[]) {
    super(formatFindings('The request is not valid', findings));
    this.findings = findings;
  }
}

/** What AWS shows before anything is created, all findings at once. */
export class PreflightFailed extends WorkflowError {
  override readonly name = 'PreflightFailed';
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[], options?: ErrorOptions) {
    super(formatFindings('AWS does not have what the connection needs', findings), options);
    this.findings = findings;
  }
}

/** The cluster is still being created or updated; retried by the state machine until it is ACTIVE. */
export class ClusterNotReady extends WorkflowError {
  override readonly name = 'ClusterNotReady';
}

/** A role of our name, or a scraper with our roles, that does not carry this connection's tag. It is left as it is. */
export class NotOurs extends WorkflowError {
  override readonly name = 'NotOurs';
}

/** Another door owns the connection, or another execution has become its one writer. */
export class OwnedElsewhere extends WorkflowError {
  override readonly name = 'OwnedElsewhere';
}

/** The request differs from the existing scraper in what cannot be changed in place. */
export class ReplacementNeeded extends WorkflowError {
  override readonly name = 'ReplacementNeeded';
}

/** The service reports the scraper as failed; the message carries its statusReason. */
export class ScraperFailed extends WorkflowError {
  override readonly name = 'ScraperFailed';
}

/** The scraper did not reach the state that was waited for within the limit. */
export class ScraperTimeout extends WorkflowError {
  override readonly name = 'ScraperTimeout';
}

/** The scraper is ACTIVE, samples were required, and none arrived. Nothing is undone. */
export class NoSamples extends WorkflowError {
  override readonly name = 'NoSamples';
}

/** AWS refused a call for want of permission. */
export class AccessDenied extends WorkflowError {
  override readonly name = 'AccessDenied';
}

/** AWS refused a call since a quota of the account is used up; the message names the account. */
export class QuotaExceeded extends WorkflowError {
  override readonly name = 'QuotaExceeded';
}

/** AWS could not answer, or not yet: throttling, 5xx, network, IAM propagation. Retried by the state machine. */
export class AwsUnavailable extends WorkflowError {
  override readonly name = 'AwsUnavailable';
}

/**
 * The execution was redriven. Such a one goes on at the state that failed, with what the states before it saw: the lease may be
 * another's by then. Every function refuses it, and no state retries that.
 */
export class Redriven extends WorkflowError {
  override readonly name = 'Redriven';
}
