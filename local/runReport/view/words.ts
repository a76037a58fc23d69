/** How times, payloads and names are written in a report. */

import type { PassageEnd } from '../report.ts';

/** Of the virtual clock, UTC. */
export function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}

/** E.g. `18m00s`. */
export function lasting(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${String(seconds % 60).padStart(2, '0')}s`;
  return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`;
}

/** JSON with its lines and indentation; any other text as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** E.g. `1 call`, `3 calls`. @param many where an s does not make the plural. */
export function times(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** For an element's id: whatever the parts have in them, two lists of parts that differ have ids that differ. */
export function idOf(...parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll(/[^A-Za-z0-9-]/g, (sign) => `_${sign.codePointAt(0)}_`)).join('.');
}

/** The end of an ARN, which tells it from others: `role/amp-scraper/…`. */
export function shortArn(arn: string): string {
  return arn.split(':').slice(5).join(':') || arn;
}

/** Ways to end: beside its colour each has a sign, for whoever sees no colours. */
export const ENDS: readonly { end: PassageEnd; sign: string; meaning?: string }[] = [
  { end: 'succeeded', sign: '✓' },
  { end: 'caught', sign: '!', meaning: 'its error was caught, another state went on' },
  { end: 'failed', sign: '✗', meaning: 'the execution ended here by an error' },
  { end: 'aborted', sign: '■', meaning: 'the execution was stopped here' },
  { end: 'running', sign: '…' },
];

/** E.g. `✓ succeeded`. */
export function signed(end: PassageEnd): string {
  return `${signOf(end)} ${end}`;
}

/** The sign of an end, without its word; empty for an end that has none. */
export function signOf(end: PassageEnd): string {
  return ENDS.find((one) => one.end === end)?.sign ?? '';
}
