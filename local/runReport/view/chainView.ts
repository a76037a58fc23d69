import { h, type JSX } from 'preact';
import type { ChainLink, TrustChain } from '../report.ts';
import { idOf, shortArn } from './words.ts';

const PLACES = ['scraper', 'source role', 'target role', 'workspace'];

/** Scraper, source role, target role, workspace: each link as it was and as it is. */
export function chainView({ scraperArn, before, after }: TrustChain): JSX.Element {
  const heading = `Trust of ${shortArn(scraperArn)}`;
  return h(
    'section',
    { key: scraperArn, class: 'chain', id: idOf('chain', scraperArn), 'aria-label': heading },
    h('h3', null, heading),
    side('Before', before),
    side('After', after),
  );
}

function side(label: string, links: readonly ChainLink[] | undefined): JSX.Element {
  return h(
    'div',
    { class: 'side' },
    h('h4', null, label),
    links === undefined ? h('p', null, 'There is no scraper.') : linksView(links),
  );
}

/** @param links of one scraper */
export function linksView(links: readonly ChainLink[]): JSX.Element {
  return h('div', null, h('ol', { class: 'links' }, place(0, links[0]?.from), links.map(linkView)), links.map(refusal));
}

function place(n: number, arn = ''): JSX.Element {
  const name = shortArn(arn).split('/').at(-1) ?? arn;
  return h('li', { key: `place ${n}`, class: 'place' }, h('b', null, PLACES[n]), h('span', { class: 'arn' }, name));
}

function linkView({ to, action, isAllowed }: ChainLink, n: number): JSX.Element[] {
  const how = isAllowed ? 'allowed' : 'refused';
  const told = [h('b', null, isAllowed ? '✓ allowed' : '✗ refused'), h('span', null, action)];
  return [h('li', { key: `link ${n}`, class: `link ${how}` }, told), place(n + 1, to)];
}

function refusal({ isAllowed, explanation, refusedBy = [] }: ChainLink, n: number): JSX.Element | null {
  if (isAllowed) return null;
  const statements = refusedBy.map(({ policy, statement, reasons }, i) =>
    h(
      'div',
      { key: i },
      h('p', null, `By the ${policy}:`),
      h(
        'ul',
        null,
        reasons.map((reason) => h('li', { key: reason }, reason)),
      ),
      statement === undefined ? null : h('pre', { tabindex: 0 }, statement),
    ),
  );
  const heading = `${PLACES[n]} → ${PLACES[n + 1]}`;
  return h(
    'div',
    { key: n, class: 'refusal' },
    h('p', null, h('b', { class: 'failed' }, heading)),
    h('p', null, explanation),
    statements,
  );
}
