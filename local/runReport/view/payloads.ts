import { h, type JSX } from 'preact';
import { pretty } from './words.ts';

/** A text that is shown when somebody opens it; JSON gets its lines. */
export interface Payload {
  /** E.g. `first input`. */
  label: string;
  text: string | undefined;
}

/** Where each text of an execution stands: a state's output is the next one's input, and is shown once. */
export type Payloads = Map<string, { id: string; title: string }>;

/**
 * @param owner a state's name, or the execution's machine
 * @param prefix of the elements' ids
 * @param shown what was shown before, to which these are added
 */
export function payloadList(
  payloads: readonly Payload[],
  owner: string,
  prefix: string,
  shown: Payloads,
): JSX.Element | null {
  const items = payloads.flatMap(({ label, text }) => {
    if (text === undefined) return [];
    const before = shown.get(text);
    if (before !== undefined) return [h('p', { key: label }, `${label}: as the `, reference(before))];
    const id = `${prefix}.${label.replaceAll(' ', '-')}`;
    shown.set(text, { id, title: `${label} of ${owner}` });
    // The id is of what the browser has to open for a link to it.
    return [h('details', { key: label }, h('summary', null, label), h('pre', { id, tabindex: 0 }, pretty(text)))];
  });
  return items.length === 0 ? null : h('div', { class: 'payloads' }, items);
}

function reference({ id, title }: { id: string; title: string }): JSX.Element {
  return h('a', { href: `#${id}` }, title);
}
