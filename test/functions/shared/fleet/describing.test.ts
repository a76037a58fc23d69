import { expect, test } from 'vitest';
import { clustersToDescribe } from '../../../../functions/shared/fleet/rules/describing.ts';
import type { SeenCluster, SeenScraper } from '../../../../functions/shared/fleet/seen.ts';
import { CENTRAL, clusterArn, configuration, KEY, scraper, SECOND } from './facts.ts';

const shop = clusterArn('shop');
const known = { clusterArn: shop, workspaceArn: CENTRAL };
const hinted = (value?: string): SeenCluster => ({ arn: shop, hinted: value === undefined ? {} : { [KEY]: value } });
const foreign = {
  sourceRoleArn: 'arn:aws:iam::111111111111:role/x',
  targetRoleArn: 'arn:aws:iam::111111111111:role/y',
};

interface Case {
  name: string;
  clusters?: SeenCluster[];
  scrapers?: SeenScraper[];
  known?: { clusterArn: string; workspaceArn: string; isLeft?: true }[];
  is: boolean;
}

test.each<Case>([
  {
    name: 'one whose scraper writes to nobody knows where',
    clusters: [hinted()],
    scrapers: [{ arn: 'arn:s', status: 'ACTIVE', createdAt: '', clusterArn: shop, tags: {} }],
    is: false,
  },
  {
    name: 'one whose scraper scrapes nobody knows what',
    clusters: [hinted()],
    scrapers: [{ arn: 'arn:s', status: 'ACTIVE', createdAt: '', workspaceArn: CENTRAL, tags: {} }],
    is: false,
  },
  { name: 'a cluster without hint and connection', clusters: [{ arn: shop }], is: false },
  { name: 'one with a hint of no tag', clusters: [hinted()], is: false },
  { name: 'one that another key hints at', clusters: [{ arn: shop, hinted: { other: 'central' } }], is: false },
  { name: 'one that may want a workspace', clusters: [hinted('central')], is: true },
  { name: 'one that may want what nobody accepts', clusters: [hinted('nowhere')], is: true },
  {
    name: 'one whose hint, scraper and item say the same',
    clusters: [hinted('central')],
    scrapers: [scraper(shop)],
    known: [known],
    is: false,
  },
  {
    name: 'one whose hint, scraper and item say the same, and whose onboard was cut short',
    clusters: [hinted('central')],
    scrapers: [scraper(shop)],
    known: [{ ...known, isLeft: true }],
    is: true,
  },
  {
    name: 'one whose hint and scraper say the same',
    clusters: [hinted('central')],
    scrapers: [scraper(shop)],
    is: false,
  },
  {
    name: 'one whose hint and item say the same, without scraper',
    clusters: [hinted('central')],
    known: [known],
    is: true,
  },
  {
    name: 'one whose scraper goes',
    clusters: [hinted('central')],
    scrapers: [scraper(shop, { status: 'DELETING' })],
    known: [known],
    is: true,
  },
  {
    name: "one whose scraper is somebody else's",
    clusters: [hinted('central')],
    scrapers: [scraper(shop, foreign)],
    known: [known],
    is: true,
  },
  {
    name: 'one whose hint is of another workspace',
    clusters: [hinted('second')],
    scrapers: [scraper(shop)],
    known: [known],
    is: true,
  },
  {
    name: 'one that has two connections',
    clusters: [hinted('central')],
    scrapers: [scraper(shop), scraper(shop, {}, SECOND)],
    is: true,
  },
  {
    name: 'one without hint that is connected',
    clusters: [{ arn: shop }],
    scrapers: [scraper(shop)],
    known: [known],
    is: true,
  },
  { name: 'one that nothing but a scraper of ours names', scrapers: [scraper(shop)], is: true },
  { name: 'one that nothing but the table names', known: [known], is: true },
  { name: "one that nothing but somebody else's scraper names", scrapers: [scraper(shop, foreign)], is: false },
  { name: 'a scraper of no cluster', scrapers: [(({ clusterArn: _none, ...rest }) => rest)(scraper(shop))], is: false },
])('$name is asked about: $is', ({ clusters = [], scrapers = [], known: items = [], is }) => {
  expect(clustersToDescribe(clusters, scrapers, items, configuration(), 'amp-scraper')).toEqual(is ? [shop] : []);
});
