import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as completed from '../../../../functions/shared/scrapeConfiguration/labels/completed.ts';
import { shortestIntervalSeconds } from '../../../../functions/shared/scrapeConfiguration/labels/interval.ts';
import { CLUSTER_ARN } from '../../support.ts';

const MARK = '\uFEFF';
const OWN = { amp_scraper_connection: '0123' };

/** Found by `printf %s abc | sha256sum`. */
test('a digest is the SHA-256 of the bytes, in hex', () => {
  expect(completed.digest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test.each([
  [`${MARK}a`, MARK],
  ['a', ''],
  [`a${MARK}`, ''],
  ['', ''],
])('the byte order mark of %j is %j', (text, mark) => {
  expect(completed.byteOrderMark(text)).toBe(mark);
});

test.each(['', MARK])('a text is completed behind its byte order mark %j', (mark) => {
  const text = completed.completed(`${mark}scrape_configs: []\n`, CLUSTER_ARN, OWN);
  expect(text.startsWith(mark)).toBe(true);
  expect(text.lastIndexOf(MARK)).toBe(mark === '' ? -1 : 0);
  expect(parse(text.slice(mark.length))).toEqual({
    scrape_configs: [],
    global: { external_labels: { clusterArn: CLUSTER_ARN, ...OWN } },
  });
});

describe('the shortest interval between two scrapes is', () => {
  const jobs = (...intervals: string[]) =>
    `scrape_configs: [${intervals.map((interval) => `{scrape_interval: ${interval}}`).join(', ')}]\n`;

  test.each([
    ['the default without anything', '{}', 60],
    ['the default of what is no YAML', ': [', 60],
    ['the global one without jobs', 'global: {scrape_interval: 10m}', 600],
    ['the global one where the jobs are no list', 'global: {scrape_interval: 5s}\nscrape_configs: {}', 5],
    [
      "the shortest of the jobs', longer than the global one",
      `global: {scrape_interval: 30s}\n${jobs('5m', '2m')}`,
      120,
    ],
    ['the global one of a job without one', `global: {scrape_interval: 30s}\n${jobs('5m', '')}`, 30],
    ['the global one of a job whose own is 0', `global: {scrape_interval: 30s}\n${jobs("'0'")}`, 30],
    ['the default where the global one is 0', 'global: {scrape_interval: 0s}', 60],
    ['the default of a number', 'global: {scrape_interval: 10}', 60],
    ['the default of a list with a text', 'global: {scrape_interval: [10s]}', 60],
    ['whole seconds, the broken one counted', jobs('1500ms'), 2],
    ['of jobs that are maps', 'scrape_configs: [a, {scrape_interval: 2m}]', 60],
  ])('%s', (_name, text, seconds) => {
    expect(shortestIntervalSeconds(text)).toBe(seconds);
  });
});
