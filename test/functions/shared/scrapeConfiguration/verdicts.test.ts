import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { formatFindings } from '../../../../functions/shared/errors.ts';
import { checkScrapeConfiguration } from '../../../../functions/shared/scrapeConfiguration/index.ts';

const CLUSTER_ARN = 'arn:aws:eks:us-west-2:111111111111:cluster/shop';
const check = (text: string) => checkScrapeConfiguration(text, CLUSTER_ARN, 'scrapeConfiguration.yaml', 256 * 1024);
const read = (file: string): unknown => parse(readFileSync(new URL(`cases/${file}`, import.meta.url), 'utf8'));

/** What was made of a configuration, in one word, and in full for whoever reads of a failure. */
function verdict(text: string) {
  const { findings, warnings } = check(text);
  const word =
    findings.length > 0 ? 'refuse' : warnings.some((line) => line.includes('Prometheus 2.54')) ? 'warn' : 'accept';
  return { word, report: [formatFindings('Findings', findings), ...warnings].join('\n') };
}

const jobOf = (lines: string) => `scrape_configs:\n  - job_name: a\n${lines.replaceAll(/^(?=.)/gm, '    ')}\n`;
const aliasesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `  - job_name: j${index}\n    relabel_configs: *r\n`).join('');

const verdictSchema = z.strictObject({
  name: z.string(),
  taken: z.enum(['both', 'neither', '2.54', '3.5']),
  expect: z.enum(['accept', 'warn', 'refuse']),
  yaml: z.string().optional(),
  job: z.string().optional(),
  aliases: z.number().default(0),
});

describe('of what Prometheus itself said of a configuration', () => {
  const cases = z.array(verdictSchema).parse(read('verdicts.yaml'));

  test.each(cases)('$name: $expect', ({ yaml, job = '', aliases, expect: wanted, taken }) => {
    const { word, report } = verdict((yaml ?? jobOf(job.trimEnd())) + aliasesOf(aliases));
    expect(word, report).toBe(wanted);
    if (wanted === 'accept') expect(taken, 'nothing is accepted that Prometheus refuses').toBe('both');
    if (wanted === 'warn') expect(['2.54', '3.5']).toContain(taken);
  });
});

const kindSchema = z.strictObject({
  kind: z.string(),
  text: z.string(),
  accept: z.array(z.string()),
  refuse: z.array(z.string()),
  warn: z.array(z.string()).default([]),
});

describe('of the values that Prometheus took and refused in a place', () => {
  const kinds = z.array(kindSchema).parse(read('kinds.yaml'));
  const rows = kinds.flatMap(({ kind, text, ...values }) =>
    (['accept', 'refuse', 'warn'] as const).flatMap((wanted) =>
      values[wanted].map((value) => ({ kind, value, wanted, text: text.replace('VALUE', () => value) })),
    ),
  );

  test.each(rows)('$kind $value: $wanted', ({ text, wanted }) => {
    const { word, report } = verdict(text);
    expect(word, report).toBe(wanted);
  });
});

const printedSchema = z.strictObject({
  versions: z.array(z.strictObject({ version: z.string(), before: z.string(), after: z.string() })),
  jobs: z.array(z.strictObject({ name: z.string(), printed: z.record(z.string(), z.string()) })),
});

describe('what Prometheus prints on its page of the configuration', () => {
  const { versions, jobs } = printedSchema.parse(read('printed.yaml'));
  const rows = versions.flatMap(({ version, before, after }) =>
    jobs.map(({ name, printed }) => ({ version, name, text: `${before}${printed[version] ?? ''}${after}` })),
  );

  test('is twelve configurations of either version', () => {
    expect(rows).toHaveLength(24);
  });

  test.each(rows)('is taken: $name, of $version', ({ text }) => {
    const { findings } = check(text);
    expect(findings).toEqual([]);
  });
});
