import { structuredPatch } from 'diff';
import type { PlannedChange } from '../contract.ts';
import { canonical, digestOf } from '../digest.ts';

/** A change as a rule finds it: what is there and what will be, undefined for nothing. */
export interface Change {
  action: PlannedChange['action'];
  part?: string;
  before: unknown;
  after: unknown;
}

/** A plan is an execution's output, which has 256 KiB in all. */
const MAX_DIFFERENCE_LENGTH = 24 * 1024;
const CONTEXT_LINES = 3;

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
  const { hunks } = structuredPatch('', '', textOf(before), textOf(after), '', '', { context: CONTEXT_LINES });
  const lines = hunks.flatMap(({ lines: of, oldStart, newStart }, i) => [
    ...(hunks.length > 1 || i > 0 ? [`@@ -${oldStart} +${newStart} @@`] : []),
    ...of.filter((line) => !line.startsWith('\\')),
  ]);
  return shortened(lines);
}

function shortened(lines: string[]): string {
  let length = 0;
  const fits = lines.findIndex((line) => (length += line.length + 1) > MAX_DIFFERENCE_LENGTH);
  if (fits === -1) return lines.join('\n');
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
