import { h, type JSX } from 'preact';
import type { Finding } from '../../../../functions/shared/errors.ts';
import { times } from '../../../runReport/view/words.ts';
import type { Asked } from './asked.ts';
import { lineAt, placesOf } from './places.ts';

/** Announced when it changes, which the findings themselves are not: they change with every letter. */
export function findingsCount(read: Asked): JSX.Element {
  const count = read.isJson ? read.findings.length : 1;
  return h('p', { role: 'status' }, count === 0 ? 'No findings' : times(count, 'finding'));
}

/** What is wrong with an input, each beside the line that it is about; it can be started all the same, to see it refused. */
export function findingsView(text: string, read: Asked, goTo: (offset: number) => void): JSX.Element {
  if (!read.isJson) {
    const { line, column, problem } = read.problem;
    return h('p', { class: 'finding' }, h('b', null, `Line ${line}, column ${column}: no JSON. `), problem);
  }
  if (read.door === 'customResource')
    return h('p', null, 'CloudFormation’s event of a custom resource: the product’s function gets it.');
  if (read.findings.length === 0) {
    const note = read.door === 'event' ? ' It is an event: the cluster as it is now decides.' : '';
    return h('p', null, `The execution checks a scrape configuration, and what AWS has.${note}`);
  }
  const places = placesOf(text);
  return h(
    'ul',
    { class: 'findings' },
    read.findings.map((finding, i) =>
      h('li', { key: i, class: 'finding' }, findingView(finding, text, places.get(finding.path), goTo)),
    ),
  );
}

function findingView(
  { path, problem, remedy }: Finding,
  text: string,
  offset: number | undefined,
  goTo: (offset: number) => void,
): JSX.Element[] {
  const place =
    offset === undefined
      ? h('b', { key: 'place' }, path)
      : h(
          'button',
          { key: 'place', type: 'button', class: 'place', onClick: () => goTo(offset) },
          `Line ${lineAt(text, offset)}: ${path}`,
        );
  return [place, h('span', { key: 'problem' }, ` ${problem}. ${remedy}.`)];
}
