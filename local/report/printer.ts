import { styleText } from 'node:util';
import { hideProgress } from './progress.ts';

/** What a line goes on with that is longer than the terminal is wide: so many spaces; or it is not broken, e.g. a command to be copied. */
export type Hang = number | 'unbroken';

/** Writes a line of a report. */
export type Print = (text: string, hang?: Hang) => void;

/** Of what is no terminal, so that it is the same in every pipe and file. */
const WIDTH = 80;

/** Below it nothing could stand beside the columns of a timeline. */
const LEAST_WIDTH = 40;

/** Lines on standard output, as wide as the terminal; words of a status in colours where it has some and nobody refuses them (NO_COLOR). */
export const printLine: Print = (text, hang) => {
  hideProgress();
  for (const line of text.split('\n').flatMap((one) => wrapped(one, widthOf(process.stdout), hang))) {
    process.stdout.write(`${painted(line)}\n`);
  }
};

function widthOf({ isTTY, columns }: NodeJS.WriteStream): number {
  return isTTY && columns > 0 ? Math.max(columns, LEAST_WIDTH) : WIDTH;
}

/**
 * A line in lines of a width, broken between words alone: a word that is longer, as an ARN can be, has a line of its own.
 * @param hang deeper by two than the line itself begins unless given
 */
export function wrapped(line: string, width: number, hang?: Hang): string[] {
  const margin = /^ *(?:[-+] +)?/.exec(line)?.[0] ?? '';
  if (hang === 'unbroken' || line.length <= width) return [line.trimEnd()];
  const further = ' '.repeat(hang ?? margin.length + 2);
  const lines: string[] = [];
  let current = margin;
  let isEmpty = true;
  for (const [, space = '', word = ''] of line.slice(margin.length).matchAll(/(\s*)(\S+)/g)) {
    if (!isEmpty && current.length + space.length + word.length > width) {
      lines.push(current);
      current = further;
      isEmpty = true;
    }
    current += isEmpty ? word : `${space}${word}`;
    isEmpty = false;
  }
  return [...lines, current];
}

const COLOURS = [
  ['green', /^(?: {2})?(?:ONBOARDED|OFFBOARDED|SUCCEEDED)(?= {2})/],
  ['yellow', /^(?: {2})?(?:NO_SAMPLES|IGNORED|PLANNED)(?= {2})/],
  ['red', /^(?: {2})?(?:FAILED|TIMED_OUT|ABORTED)(?= {2})/],
] as const;

function painted(line: string): string {
  const colour = COLOURS.find(([, status]) => status.test(line));
  if (colour === undefined) return line;
  return line.replace(colour[1], (status) => styleText(colour[0], status, { stream: process.stdout }));
}
