import { h, type JSX } from 'preact';

/** What AWS refused, in its words, beside what was asked. */
export function refusalView(what: string, problem: string | undefined): JSX.Element | null {
  if (problem === undefined) return null;
  return h('p', { class: 'problem', role: 'alert' }, h('b', null, what), ' ', problem);
}
