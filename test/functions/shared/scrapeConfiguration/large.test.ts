import { describe, expect, test } from 'vitest';
import { checkScrapeConfiguration } from '../../../../functions/shared/scrapeConfiguration/index.ts';

const CLUSTER_ARN = 'arn:aws:eks:us-west-2:111111111111:cluster/shop';
const check = (text: string) => checkScrapeConfiguration(text, CLUSTER_ARN, 'scrapeConfiguration.yaml', 1024 * 1024);

const numbered = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

/** A job of 180 bytes; the rules are those that every job of a copied configuration has. */
const job = (index: number) => `  - job_name: job-${index}
    static_configs: [{targets: ["10.0.0.7:9100"]}]
    relabel_configs:
      - {source_labels: [a], action: keep, regex: shop-${index}|(.+)-${index}}
      - {source_labels: [b], target_label: c}
`;
const jobs = (count: number) => `scrape_configs:\n${numbered(count, job)}`;
const labels = (count: number) =>
  `global:\n  external_labels:\n${numbered(count, (index) => `    label_${index}: value\n`)}scrape_configs: [{job_name: a}]\n`;
const broken = (count: number) => `scrape_configs:\n${numbered(count, () => '  - {job_name: a, unknown: b}\n')}`;

/** Of the processor alone, in milliseconds, the least of a few runs: what else the machine does is not counted. */
function milliseconds(text: string): number {
  const runs = Array.from({ length: 2 }, () => {
    const start = process.threadCpuUsage();
    check(text);
    return process.threadCpuUsage(start).user / 1000;
  });
  return Math.min(...runs);
}

describe('four times as much takes some four times as long, and not sixteen times', () => {
  test.each([
    ['jobs, up to 1,200', jobs, 1200],
    ['keys of a map, up to 10,000', labels, 10_000],
    ['findings, up to 2,400', broken, 1200],
  ])('%s', (_, textOf, most) => {
    check(textOf(most / 8));
    expect(milliseconds(textOf(most)) / milliseconds(textOf(most / 4))).toBeLessThan(9);
  });

  test('1,200 jobs are 216 kB, and taken', () => {
    const text = jobs(1200);
    expect(Buffer.byteLength(text)).toBeGreaterThan(216_000);
    expect(check(text).findings).toEqual([]);
  });
});

/** The same numbers in every run (https://en.wikipedia.org/wiki/Linear_congruential_generator, the parameters of glibc). */
function generator(seed: number) {
  let state = seed;
  const below = (count: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % count;
  };
  return <T>(choices: readonly [T, ...T[]]): T => choices[below(choices.length)] ?? choices[0];
}

const SCALARS = [
  'a',
  '1',
  '"1"',
  'true',
  "'30s'",
  '30s',
  '~',
  '',
  '0x1F',
  '1e400',
  '.nan',
  '-1',
  '*a',
  '!!str 1',
  '2024-01-01',
] as const;
const ODD = [
  '"(a"',
  '[a',
  '{a: ',
  '\u00A0',
  '\t',
  '"\\ud800"',
  '&a b',
  '<<',
  '? x',
  '| \n  text',
  '> \n',
  '%YAML',
  '---',
  '\u2028',
  '@',
] as const;
const KEYS = [
  'job_name',
  'scrape_interval',
  'scrape_timeout',
  'honor_labels',
  'sample_limit',
  'body_size_limit',
  'scrape_protocols',
  'params',
  'authorization',
  'tls_config',
  'http_headers',
  'proxy_url',
  'no_proxy',
  'kubernetes_sd_configs',
  'static_configs',
  'relabel_configs',
  'metric_relabel_configs',
  'action',
  'regex',
  'source_labels',
  'target_label',
  'replacement',
  'modulus',
  'role',
  'selectors',
  'labels',
  'targets',
  'namespaces',
  'external_labels',
  'clusterArn',
  '<<',
  'dns_sd_configs',
  '__proto__',
  'constructor',
  'toString',
  '1',
  '~',
] as const;

type Pick = ReturnType<typeof generator>;

function value(pick: Pick, depth: number): string {
  const kind = pick(depth > 3 ? (['scalar'] as const) : (['scalar', 'scalar', 'map', 'map', 'list', 'odd'] as const));
  if (kind === 'scalar') return pick(SCALARS);
  if (kind === 'odd') return pick(ODD);
  const parts = Array.from({ length: pick([0, 1, 2, 3]) }, () =>
    kind === 'map' ? `${pick(KEYS)}: ${value(pick, depth + 1)}` : value(pick, depth + 1),
  );
  return kind === 'map' ? `{${parts.join(', ')}}` : `[${parts.join(', ')}]`;
}

/** Whole fields, so that some of the texts are right. */
const RIGHT = [
  'honor_labels: true',
  'scrape_interval: 1m',
  'sample_limit: 10',
  'params: {a: [b]}',
  'scheme: https',
  'relabel_configs: []',
  'relabel_configs: [{action: labeldrop, regex: "a|b"}]',
  'kubernetes_sd_configs: [{role: pod}]',
] as const;

function field(pick: Pick, wrong: boolean): string {
  return wrong ? `${pick(KEYS)}: ${value(pick, 0)}` : pick(RIGHT);
}

function textOf(seed: number): string {
  const pick = generator(seed);
  const isWrong = pick([true, true, false]);
  const fields = new Set(Array.from({ length: pick([1, 2, 4]) }, () => `    ${field(pick, isWrong)}\n`));
  const before = pick([
    '',
    '',
    'global: {}\n',
    'global: {scrape_interval: 1m}\n',
    'runtime:\n',
    `global: ${value(pick, 1)}\n`,
    '\uFEFF',
  ]);
  const after = pick(['', '', '---\n', '...\n', '\u0000', '\r', '  - job_name: z', '  - &a {job_name: b}\n  - *a\n']);
  return `${before}scrape_configs:\n  - job_name: a\n${[...fields].join('')}${after}`;
}

test('500 texts that are made of its words, right and wrong, come to a verdict', () => {
  const verdicts = Array.from({ length: 500 }, (_, seed) => check(textOf(seed)));
  const taken = verdicts.filter(({ findings }) => findings.length === 0);
  expect(taken.length).toBeGreaterThan(50);
  expect(verdicts.length - taken.length).toBeGreaterThan(100);
  for (const { text } of taken) expect(check(text)).toMatchObject({ text, findings: [] });
});
