import { writeFileSync } from 'node:fs';
import { blocksOf, readPage, type Block } from './pages.ts';

/**
 * A command of a page and what it prints. In the output a line that is `…` alone stands for any lines, none included, and
 * `…` within a line for any text.
 */
export interface Entry {
  page: string;
  command: string;
  /** Where the output begins in the page, from 0. */
  at: number;
  output: string[];
}

const ANY = '…';
const HERE_DOCUMENT = /<<'(\w+)'/;

/** The entries of a page's blocks that are marked `console`, in their order. */
export function entriesOf(page: string): Entry[] {
  return blocksOf(page)
    .filter(({ info }) => info === 'console')
    .flatMap(entriesOfBlock);
}

function entriesOfBlock({ page, at, lines }: Block): Entry[] {
  const entries: Entry[] = [];
  for (let nth = 0; nth < lines.length; nth += 1) {
    const line = lines[nth] ?? '';
    const last = entries.at(-1);
    if (line.startsWith('$ ')) {
      const end = HERE_DOCUMENT.exec(line)?.[1];
      const until = end === undefined ? nth : lines.indexOf(end, nth);
      const command = [line.slice(2), ...lines.slice(nth + 1, until + 1)].join('\n');
      nth = until;
      entries.push({ page, command, at: at + nth + 1, output: [] });
    } else if (last === undefined) throw new Error(`${page}:${at + nth + 1} is output of no command: ${line}`);
    else last.output.push(line);
  }
  return entries.map((entry) => ({ ...entry, output: withoutBlankEnds(entry.output) }));
}

/** What differs between a page and what was printed, or undefined. */
export function differenceOf({ page, at, output }: Entry, printed: string): string | undefined {
  const lines = withoutBlankEnds(printed.split('\n'));
  let next = 0;
  let anywhere = false;
  for (const [nth, line] of output.entries()) {
    if (line === ANY) {
      anywhere = true;
      continue;
    }
    const rest = runOf(output, nth);
    const found = anywhere ? placeOf(rest, lines, next, nth + rest.length === output.length) : next;
    if (found === undefined || !matches(line, lines[found] ?? '')) {
      return `${page}:${at + nth + 1} has\n${line}\nand the command prints\n${lines.slice(next).join('\n')}`;
    }
    next = found + 1;
    anywhere = false;
  }
  if (anywhere || next === lines.length) return undefined;
  return `${page}:${at + output.length} ends, and the command goes on with\n${lines.slice(next).join('\n')}`;
}

/** The lines from the nth up to the next that stands for any. */
function runOf(output: string[], nth: number): string[] {
  const end = output.indexOf(ANY, nth);
  return output.slice(nth, end === -1 ? undefined : end);
}

/** The first place of a run of lines after what was matched; of the last run the only one that ends with the output. */
function placeOf(run: string[], lines: string[], from: number, isLast: boolean): number | undefined {
  const places = Array.from({ length: Math.max(0, lines.length - from) }, (_, n) => from + n);
  return (isLast ? places.filter((place) => place + run.length === lines.length) : places).find((place) =>
    run.every((line, n) => matches(line, lines[place + n])),
  );
}

function matches(expected: string, line: string | undefined): boolean {
  if (line === undefined) return false;
  const parts = expected.split(ANY).map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join('.*')}$`, 'u').test(line.trimEnd());
}

function withoutBlankEnds(lines: string[]): string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return first === -1 ? [] : lines.slice(first, last + 1);
}

/**
 * Writes into a page what was printed: all of it where the page leaves nothing out, else line by line what differs in its
 * numbers and ids alone.
 */
export function writeOutputs(page: string, outputs: readonly { entry: Entry; printed: string }[]): void {
  const lines = readPage(page);
  for (const { entry, printed } of outputs.toReversed()) {
    const now = withoutBlankEnds(printed.split('\n').map((line) => line.trimEnd()));
    const isWhole = !entry.output.some((line) => line.includes(ANY));
    lines.splice(entry.at, entry.output.length, ...(isWhole ? now : updated(entry.output, now)));
  }
  writeFileSync(new URL(`../../${page}`, import.meta.url), `${lines.join('\n')}\n`);
}

/** Each line by the first printed one after the line before it that is the same but for numbers and ids. */
export function updated(output: readonly string[], now: readonly string[]): string[] {
  let next = 0;
  return output.map((line) => {
    const found =
      line === ANY ? -1 : now.findIndex((one, nth) => nth >= next && withNumbersOf(line, one) !== undefined);
    if (found === -1) return line;
    next = found + 1;
    return withNumbersOf(line, now[found] ?? '') ?? line;
  });
}

/** A page's line with the numbers and ids of a printed one, or undefined when the two differ in more. */
function withNumbersOf(line: string, printed: string): string | undefined {
  const parts = line.split(/(…|[0-9a-f-]*\d[0-9a-f-]*)/);
  const pattern = parts.map((part, nth) => {
    if (part === ANY) return '(.*)';
    return nth % 2 === 1 ? String.raw`([0-9a-f-]*\d[0-9a-f-]*)` : `(${RegExp.escape(part)})`;
  });
  const found = new RegExp(`^${pattern.join('')}$`, 'u').exec(printed)?.slice(1);
  return found?.map((part, nth) => (parts[nth] === ANY ? ANY : part)).join('');
}
