import { h, type JSX } from 'preact';
import type { Plan } from '../../../functions/shared/contract.ts';

/** What a run would do, resource by resource. */
export function planView({ changes, notes }: Plan): JSX.Element {
  const byResource = [...Map.groupBy(changes, ({ resource }) => resource)];
  return h(
    'section',
    { class: 'plan' },
    h('h3', null, 'Plan'),
    changes.length === 0 ? h('p', null, 'Nothing would be changed.') : null,
    byResource.map(([resource, of]) =>
      h(
        'div',
        { key: resource },
        h('h4', { class: 'arn' }, resource),
        of.map(({ action, part, before, after, difference }, i) =>
          h(
            'details',
            // What is new is read at length; what changes is what a reader looks for.
            { key: i, class: 'kept', open: action !== 'create' },
            h('summary', null, h('b', null, action), ` ${part ?? 'the whole'}: ${before} → ${after}`),
            h(
              'pre',
              { class: 'difference', tabindex: 0 },
              difference.split('\n').map((text, n) => h('span', { key: n, class: signOf(text) }, `${text}\n`)),
            ),
          ),
        ),
      ),
    ),
    h(
      'ul',
      null,
      notes.map((note) => h('li', { key: note }, note)),
    ),
  );
}

function signOf(line: string): string {
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : '';
}
