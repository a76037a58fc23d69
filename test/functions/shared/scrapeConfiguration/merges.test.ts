import { expect, test } from 'vitest';
import { mergeProblems } from '../../../../functions/shared/scrapeConfiguration/yaml/merges.ts';
import { parseYaml } from '../../../../functions/shared/scrapeConfiguration/yaml/parse.ts';

function placesIn(text: string): unknown[] {
  const parsed = parseYaml(text);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return mergeProblems(parsed).map(({ at }) => at);
}

const TWICE = '{<<: {a: x, b: y}, a: z}';
const job = (rest: string) => `scrape_configs: [{job_name: first}, {job_name: second, ${rest}}]`;

test.each<[string, unknown[]]>([
  [`global: {external_labels: ${TWICE}}`, [['global', 'external_labels', 'a']]],
  [
    'global: {external_labels: {<<: {a: x, b: y}, a: z, b: z}}',
    [
      ['global', 'external_labels', 'a'],
      ['global', 'external_labels', 'b'],
    ],
  ],
  [job(`params: ${TWICE}`), [['scrape_configs', 1, 'params', 'a']]],
  [job(`http_headers: ${TWICE}`), [['scrape_configs', 1, 'http_headers', 'a']]],
  [
    job(`static_configs: [{labels: {a: b}}, {labels: ${TWICE}}]`),
    [['scrape_configs', 1, 'static_configs', 1, 'labels', 'a']],
  ],
])('a key that %s has twice is told where it stands', (text, places) => {
  expect(placesIn(text)).toEqual(places);
});

test.each([
  'global: {}',
  'a: b',
  'global: {external_labels: {<<: {a: x}, b: y}}',
  `global: ${TWICE}`,
  job(`tls_config: ${TWICE}`),
  'scrape_configs: [{<<: {job_name: a}, job_name: b}]',
])('%s has none, or the later one counts', (text) => {
  expect(placesIn(text)).toEqual([]);
});

test('what to do is told', () => {
  const parsed = parseYaml(`global: {external_labels: ${TWICE}}`);
  expect('problems' in parsed ? [] : mergeProblems(parsed)).toEqual([
    {
      at: ['global', 'external_labels', 'a'],
      problem: 'is there already by a merge (<<), and Prometheus takes no key twice here',
      remedy: 'Remove it, or write out what is merged',
    },
  ]);
});
