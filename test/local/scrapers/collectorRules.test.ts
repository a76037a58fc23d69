import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { collectorProblems } from '../../../local/scrapers/collectorProblems.ts';
import { COLLECTOR_RULES } from '../../../local/scrapers/collectorRules.ts';
import { parseScrapeConfiguration } from '../../../local/scrapers/scrapeConfiguration.ts';

const job = (field: string) => `scrape_configs: [{job_name: a, ${field}}]`;
const rule = (fields: string) => [job(`relabel_configs: [{${fields}}]`), job(`metric_relabel_configs: [{${fields}}]`)];
const globally = (field: string) => [`global: {${field}}\nscrape_configs: [{job_name: a}]`, job(field)];

/** Texts with a single thing wrong, in the order of the rules. */
const BROKEN = [
  'scrape_configs: []',
  'scrape_configs: [{job_name: a}, {job_name: a}]',
  'scrape_configs: [{job_name: ""}]',
  ...['scrape_interval: soon', 'scrape_timeout: soon'].flatMap(globally),
  ...globally('scrape_interval: 29s'),
  job('scrape_timeout: 2m'),
  ...globally('scrape_protocols: []'),
  ...globally('body_size_limit: 10Mi'),
  ...['sample_limit', 'label_limit', 'target_limit'].flatMap((key) => globally(`${key}: "1"`)),
  ...['honor_labels', 'honor_timestamps', 'enable_http2', 'follow_redirects'].map((key) => job(`${key}: "true"`)),
  job('tls_config: {min_version: 1.2}'),
  job('tls_config: {max_version: 1.2}'),
  job('authorization: {credentials: secret}'),
  job('bearer_token_file: /etc/passwd'),
  ...['basic_auth', 'bearer_token', 'oauth2', 'sigv4', 'azuread'].map((key) => job(`${key}: {a: b}`)),
  job('static_configs: [{targets: [shop.example]}]'),
  job('kubernetes_sd_configs: [{role: Pod}]'),
  job('kubernetes_sd_configs: [{role: pod, follow_redirects: false}]'),
  ...rule('target_label: b, regex: "(shop|checkout"'),
  ...rule('target_label: b, action: remove'),
  ...rule('target_label: b, action: hashmod'),
  ...rule('action: lowercase'),
  job('ec2_sd_configs: [{region: a}]'),
  'remote_write: [{url: a}]\nscrape_configs: [{job_name: a}]',
];

describe('a rule of the collector', () => {
  test('has a text that breaks it', () => {
    expect(BROKEN).toHaveLength(COLLECTOR_RULES.length);
  });

  test.each(COLLECTOR_RULES.map((one, index) => ({ ...one, index, text: BROKEN[index] ?? '' })))(
    'refuses alone, with a source: $path $problem',
    ({ index, text, source }) => {
      const data: unknown = parse(text);
      const others = COLLECTOR_RULES.filter((_, place) => place !== index);
      expect(collectorProblems(data)).toHaveLength(1);
      expect(collectorProblems(data, others)).toEqual([]);
      expect(source).toMatch(/^https:\/\//);
    },
  );
});

describe('a collector takes', () => {
  test.each([
    ['what Prometheus prints of nothing', 'alerting: {alertmanagers: []}\nrule_files: []\nruntime: {gogc: 75}\n'],
    ['a byte order mark', '\uFEFF'],
    ['an end of the document', '', '---\n'],
  ])('%s', (_, before, after = '') => {
    expect(() => parseScrapeConfiguration(`${before}scrape_configs: [{job_name: a}]\n${after}`)).not.toThrow();
  });

  test('an anchor as often as one likes', () => {
    const jobs = Array.from({ length: 150 }, (_, index) => `  - {job_name: j${index}, relabel_configs: *r}\n`);
    const first = 'scrape_configs:\n  - {job_name: a, relabel_configs: &r [{action: labeldrop, regex: b}]}\n';
    expect(() => parseScrapeConfiguration(first + jobs.join(''))).not.toThrow();
  });
});
