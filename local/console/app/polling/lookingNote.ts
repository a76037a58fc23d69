import { h, type JSX } from 'preact';

/** Before the first look has seen anything, or has been refused. */
export function lookingNote({ value, problem }: { value?: unknown; problem?: string | undefined }): JSX.Element | null {
  return value === undefined && problem === undefined ? h('p', null, 'Looking…') : null;
}
