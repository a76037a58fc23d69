import { readFileSync } from 'node:fs';
import {
  array,
  assert,
  constantFrom,
  double,
  integer,
  option,
  property,
  record,
  string,
  uniqueArray,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { addIdentityLabels } from '../../../../functions/shared/scrapeConfiguration/labels/externalLabels.ts';
import { checkScrapeConfiguration } from '../../../../functions/shared/scrapeConfiguration/index.ts';

const CLUSTER_ARN = 'arn:aws:eks:us-west-2:111111111111:cluster/shop';
const check = (text: string) => checkScrapeConfiguration(text, CLUSTER_ARN, 'scrapeConfiguration.yaml', 256 * 1024);

const caseSchema = z.strictObject({ name: z.string(), before: z.string(), after: z.string().optional() });
const cases = z
  .array(caseSchema)
  .parse(parse(readFileSync(new URL('cases/clusterLabel.yaml', import.meta.url), 'utf8')))
  .map(({ name, before, after }) => ({
    name,
    before: before.replaceAll('ARN', CLUSTER_ARN),
    after: after?.replaceAll('ARN', CLUSTER_ARN),
  }));

describe("the cluster's label is written", () => {
  test.each(cases.filter(({ after }) => after !== undefined))('$name', ({ before, after }) => {
    const { text, findings } = check(before);
    expect(findings).toEqual([]);
    expect(text).toBe(after);
    expect(check(text)).toMatchObject({ text, findings: [] });
    if (!before.startsWith('\uFEFF')) expect(addIdentityLabels(before, CLUSTER_ARN, {})).toBe(after);
  });

  test.each(cases.filter(({ after }) => after === undefined))('not $name', ({ before }) => {
    const { text, findings } = check(before);
    expect(findings).toMatchObject([
      {
        path: 'scrapeConfiguration.yaml: global.external_labels.clusterArn',
        remedy: `Write it yourself: clusterArn: ${CLUSTER_ARN}`,
      },
    ]);
    expect(text).toBe(before);
    const anew = z.looseObject({ global: z.looseObject({}) }).parse(parse(addIdentityLabels(before, CLUSTER_ARN, {})));
    expect(anew.global['external_labels']).toMatchObject({ clusterArn: CLUSTER_ARN });
  });
});

describe("the service's default with the label", () => {
  test('is not held against the rules', () => {
    const before = 'global:\n  scrape_interval: 15s\nnew_section: {}\n';
    const after = `global:\n  external_labels:\n    clusterArn: ${CLUSTER_ARN}\n  scrape_interval: 15s\nnew_section: {}\n`;
    expect(addIdentityLabels(before, CLUSTER_ARN, {})).toBe(after);
  });

  test.each(['', 'a: ['])('is left as it is when it is %j', (text) => {
    expect(addIdentityLabels(text, CLUSTER_ARN, {})).toBe(text);
  });

  test('keeps the labels that it has', () => {
    const text = 'global: {external_labels: {clusterArn: theirs, team: a}}\n';
    expect(parse(addIdentityLabels(text, CLUSTER_ARN, { own_connection: '0123' }))).toEqual({
      global: { external_labels: { clusterArn: 'theirs', team: 'a', own_connection: '0123' } },
    });
  });
});

/** Configurations that are accepted, with names and values that YAML must quote. */
const labelName = constantFrom('team', 'region', '_x1', 'yes', 'null', 'NaN');
const labelValue = string({ unit: 'grapheme-ascii', maxLength: 12 });
const labels = array(record({ name: labelName, value: labelValue }), { maxLength: 3 }).map((pairs) =>
  Object.fromEntries(pairs.map(({ name, value }) => [name, value])),
);
const interval = integer({ min: 30, max: 3600 }).map((seconds) => `${seconds}s`);
const job = record(
  {
    scrape_interval: interval,
    metrics_path: labelValue,
    honor_labels: constantFrom(true, false),
    native_histogram_min_bucket_factor: double({ min: 0, max: 10, noNaN: true }),
    static_configs: array(record({ targets: array(constantFrom('10.0.0.1:9100', '[fd00::1]:80')), labels })),
    relabel_configs: array(record({ target_label: labelName, replacement: labelValue })),
  },
  { requiredKeys: [] },
);
const jobs = uniqueArray(string({ minLength: 1, unit: 'grapheme-ascii' }), { minLength: 1, maxLength: 3 }).chain(
  (names) =>
    array(job, { minLength: names.length, maxLength: names.length }).map((rest) =>
      rest.map((fields, index) => ({ job_name: names[index], ...fields })),
    ),
);
const configuration = record(
  {
    global: option(record({ scrape_interval: interval, external_labels: option(labels) }, { requiredKeys: [] })),
    scrape_configs: jobs,
  },
  { requiredKeys: ['scrape_configs'] },
);
const style = record({
  indent: constantFrom(1, 2, 3, 8),
  indentSeq: constantFrom(true, false),
  collectionStyle: constantFrom('any' as const, 'block' as const, 'flow' as const),
  defaultStringType: constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const),
  nullStr: constantFrom('null', '~', ''),
  lineWidth: constantFrom(0, 40),
});
const ending = constantFrom('', '\n', '\n# the end', '\n\n');
const comment = constantFrom('', '# first\n', '---\n', '# a\n---\n# b\n');

describe('whatever is accepted', () => {
  const text = record({ comment, configuration, style, ending }).map(({ comment, configuration, style, ending }) => {
    const yaml = stringify(configuration, style).trimEnd();
    return { yaml: `${comment}${yaml}${ending}`, data: configuration };
  });

  test('holds the same data and the label afterwards, between the same bytes, and is accepted again unchanged', () => {
    let accepted = 0;
    assert(
      property(text, ({ yaml }) => {
        const first = check(yaml);
        if (first.findings.length > 0) return;
        accepted += 1;
        const before = z.record(z.string(), z.unknown()).parse(parse(yaml));
        const global = z.record(z.string(), z.unknown()).nullish().parse(before['global']);
        const labels = z.record(z.string(), z.unknown()).nullish().parse(global?.['external_labels']);
        const expected = { ...before, global: { ...global, external_labels: { ...labels, clusterArn: CLUSTER_ARN } } };
        expect(parse(first.text)).toEqual(expected);
        expect(check(first.text)).toEqual(first);
        expect(first.text.length).toBeGreaterThan(yaml.length);
        expect(isInsertion(yaml, first.text)).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(200);
  });
});

/** Whether `after` is `before` with one piece put in, or put in the place of a null. */
function isInsertion(before: string, after: string): boolean {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < before.length - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return ['', 'null', '~'].includes(before.slice(start, before.length - end));
}
