import { structuredPatch } from 'diff';
import type { PlannedChange } from '../contract.ts';
import { canonical, digestOf } from '../digest.ts';
import { byteLength, fitting } from '../size.ts';

/** A change as a rule finds it: what is there and what will be, undefined for nothing. */
export interface Change {
  action: PlannedChange['action'];
  part?: string;
  before: unknown;
  after: unknown;
}

/** Bytes: a plan is an execution's output, which has 256 KiB in all. */
const MAX_DIFFERENCE_BYTES = 24 * 1024;
const CONTEXT_LINES = 3;
/**
 * How many lines that go and come are looked for, a replaced one as two. The work grows with the square of it: two texts of 8,000 lines
 * without one in common would take most of a minute.
 */
const MAX_EDITS = 2_000;

/** Objects and lists are policy documents and settings; texts are scrape configurations. */
function textOf(value: unknown): string {
  if (value === undefined) return '';
  return `${typeof value === 'string' ? value : canonical(value, 2)}\n`.replace(/\n+$/, '\n');
}

/**
 * The two as a person compares them: the lines of a unified diff, `-` for what goes and `+` for what comes, three lines of
 * context around each.
 */
export function differenceOf(before: unknown, after: unknown): string {
  const [from, to] = [textOf(before), textOf(after)];
  const patch = structuredPatch('', '', from, to, '', '', { context: CONTEXT_LINES, maxEditLength: MAX_EDITS });
  if (patch === undefined) return wholeDifference(from, to);
  const { hunks } = patch;
  const lines = hunks.flatMap(({ lines: of, oldStart, newStart }) => [
    ...(hunks.length > 1 ? [`@@ -${oldStart} +${newStart} @@`] : []),
    ...of,
  ]);
  return shortened(lines, MAX_DIFFERENCE_BYTES);
}

/** All of the two between the lines with which both begin and end, uncompared where both have any. */
function wholeDifference(before: string, after: string): string {
  const [from, to] = [linesOf(before), linesOf(after)];
  const most = Math.min(from.length, to.length);
  const start = countWhile(most, (i) => from[i] === to[i]);
  const end = countWhile(most - start, (i) => from.at(-1 - i) === to.at(-1 - i));
  const gone = from.slice(start, from.length - end).map((line) => `-${line}`);
  const come = to.slice(start, to.length - end).map((line) => `+${line}`);
  if (gone.length === 0 || come.length === 0) return shortened([...gone, ...come], MAX_DIFFERENCE_BYTES);
  return [
    `… more than ${MAX_EDITS} lines go and come from line ${start + 1} on, too many to be compared: first what is there, then what will be`,
    shortened(gone, MAX_DIFFERENCE_BYTES / 2),
    shortened(come, MAX_DIFFERENCE_BYTES / 2),
  ].join('\n');
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function countWhile(most: number, isSo: (i: number) => boolean): number {
  let count = 0;
  while (count < most && isSo(count)) count += 1;
  return count;
}

function shortened(lines: string[], most: number): string {
  const fits = fitting(lines, most, (line) => byteLength(line) + 1);
  if (fits === lines.length) return lines.join('\n');
  return [...lines.slice(0, fits), `… ${lines.length - fits} more lines`].join('\n');
}

/** A change of a resource, as the plan shows it. A document that will be is there in full, a text as its difference alone. */
export function plannedChange(resource: string, { action, part, before, after }: Change): PlannedChange {
  const isDocument = typeof after === 'object' && after !== null;
  return {
    action,
    resource,
    ...(part === undefined ? {} : { part }),
    before: digestOf(before),
    after: digestOf(after),
    ...(isDocument ? { document: after } : {}),
    difference: differenceOf(before, after),
  };
}
