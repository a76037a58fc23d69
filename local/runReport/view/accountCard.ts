import { h, type JSX } from 'preact';
import type { AccountCard } from '../report.ts';
import { pretty, times } from './words.ts';

/** What a run left in an account: clusters, scrapers, roles, workspaces. */
export function accountCard({ accountId, parts, clusters, roles, scrapers, workspaces }: AccountCard): JSX.Element {
  return h(
    'section',
    { key: accountId, class: 'card', 'aria-label': `Account ${accountId}` },
    h('h3', null, accountId, ' ', h('small', null, parts.join(', '))),
    list(
      'Clusters',
      clusters.map(({ name, region, tags }) => [
        `${name}, ${region}`,
        ...Object.entries(tags).map(([key, value]) => `${key} = ${value}`),
      ]),
    ),
    list(
      'Scrapers',
      scrapers.map(({ scraperId, alias, status, statusReason }) => [
        alias ?? scraperId,
        status,
        ...(statusReason === undefined ? [] : [statusReason]),
      ]),
    ),
    list(
      'Workspaces',
      workspaces.map(({ arn, alias, series }) => [
        alias ?? arn.split('/').at(-1) ?? arn,
        times(series, 'series', 'series'),
      ]),
    ),
    roles.length === 0 ? null : h('h4', null, 'Roles'),
    roles.map(({ name, arn, trustPolicy, policies }) =>
      h(
        'details',
        { key: arn, class: 'kept' },
        h('summary', null, name),
        h('p', null, 'Trust policy'),
        h('pre', { tabindex: 0 }, pretty(trustPolicy)),
        policies.map((policy) => [
          h('p', { key: policy.name }, policy.name),
          policy.document === undefined ? null : h('pre', { tabindex: 0 }, pretty(policy.document)),
        ]),
      ),
    ),
  );
}

function list(heading: string, items: readonly (readonly string[])[]): JSX.Element | null {
  if (items.length === 0) return null;
  const rows = items.map(([first = '', ...more]) =>
    h(
      'li',
      { key: first },
      h('b', null, first),
      more.map((text) => h('span', { key: text }, ` ${text}`)),
    ),
  );
  return h('div', null, h('h4', null, heading), h('ul', null, rows));
}
