import { h, type ComponentChild, type JSX } from 'preact';
import type { RunReport } from '../report.ts';
import { accountCard } from './accountCard.ts';
import { chainView } from './chainView.ts';
import { executionView } from './executionView.ts';
import { sampleView } from './sampleView.ts';
import { clock, idOf, lasting, times } from './words.ts';

/** A run, whole: what it came to, its executions, and what there is after it. */
export function reportView(report: RunReport): JSX.Element {
  const { title, verdict, hasSucceeded, from, until, executions, omitted, accounts, chains, samples } = report;
  const parts = [
    { name: 'Trust', views: chains.map(chainView) },
    { name: 'Samples', views: samples.map(sampleView) },
    { name: 'Accounts', views: accounts.map(accountCard) },
  ].filter(({ views }) => views.length > 0);
  const places = [
    ...executions.map(({ machine, name, status }) => ({
      id: idOf(machine, name),
      text: `${machine} ${name}`,
      told: status,
    })),
    ...parts.map(({ name }) => ({ id: idOf(name), text: name, told: '' })),
  ];
  return h(
    'main',
    null,
    h('h1', null, title),
    h(
      'p',
      { class: 'verdict' },
      h('b', { class: hasSucceeded ? 'succeeded' : 'failed' }, verdict),
      ` ${clock(from)}–${clock(until)} of the virtual clock, ${lasting(until - from)}`,
    ),
    contents(places),
    omitted === 0
      ? null
      : h('p', null, `${times(omitted, 'more execution')} ended well and ${omitted === 1 ? 'is' : 'are'} not drawn.`),
    executions.map((one) => executionView(one)),
    parts.map(({ name, views }) => part(name, views)),
  );
}

function contents(places: readonly { id: string; text: string; told: string }[]): JSX.Element {
  const items = places.map(({ id, text, told }) =>
    h('li', { key: id }, h('a', { href: `#${id}` }, text), told === '' ? null : ` ${told}`),
  );
  return h('nav', { 'aria-label': 'Contents' }, h('ul', { class: 'contents' }, items));
}

function part(name: string, views: readonly ComponentChild[]): JSX.Element {
  const id = idOf(name);
  return h(
    'section',
    { key: name, id, class: 'part', tabindex: -1, 'aria-label': name },
    h('h2', null, name),
    h('div', { class: name === 'Accounts' ? 'cards' : 'list' }, views),
  );
}
