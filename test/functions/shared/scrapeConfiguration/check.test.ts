import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { formatFindings } from '../../../../functions/shared/errors.ts';
import { checkScrapeConfiguration, digest } from '../../../../functions/shared/scrapeConfiguration/index.ts';

const CLUSTER_ARN = 'arn:aws:eks:us-west-2:111111111111:cluster/shop';
const PATH = 'scrapeConfiguration.yaml';
const MAX_BYTES = 128 * 1024;

const caseSchema = z.strictObject({
  name: z.string(),
  yaml: z.string().optional(),
  job: z.string().optional(),
  findings: z.array(z.string()).default([]),
  warnings: z.array(z.string()).default([]),
  says: z.string().optional(),
});

const check = (text: string, maxBytes = MAX_BYTES) => checkScrapeConfiguration(text, CLUSTER_ARN, PATH, maxBytes);

function textOf({ name, yaml, job }: z.infer<typeof caseSchema>): string {
  if (yaml !== undefined) return yaml;
  if (job === undefined) throw new Error(`The case "${name}" has neither yaml nor job`);
  return `scrape_configs:\n  - job_name: a\n${job.replaceAll(/^(?=.)/gm, '    ')}\n`;
}

const cases = z
  .array(caseSchema)
  .parse(parse(readFileSync(new URL('cases/scrapeConfiguration.yaml', import.meta.url), 'utf8')));

describe('a scrape configuration', () => {
  test.each(cases)('with $name', (row) => {
    const text = textOf(row);
    const result = check(text);
    const report = [formatFindings('Findings', result.findings), ...result.warnings].join('\n');
    const places = row.findings.map((place) => (place === '' ? PATH : `${PATH}: ${place}`));
    expect(result.findings.map(({ path }) => path).sort(), report).toEqual(places.sort());
    const warned = result.warnings.map((line) => line.replace(/ \(line .*$/, ''));
    expect(warned.sort(), report).toEqual(row.warnings.map((place) => `${PATH}: ${place}`).sort());
    if (row.says !== undefined) expect(report).toContain(row.says);
    expect(report).not.toContain('s3cret');
    expect(result.digest).toBe(digest(result.text));
    if (places.length > 0) expect(result.text).toBe(text);
    for (const { problem, remedy } of result.findings) {
      expect(problem).toMatch(/[^.\s]$/);
      expect(remedy).toMatch(/^[A-Z].*[^.\s]$/);
    }
  });
});

const filled = (bytes: number) => `scrape_configs: [{job_name: a}]\n#${'é'.repeat((bytes - 33) / 2)}`;

describe('the size of a scrape configuration', () => {
  test('may be the limit, counted in bytes', () => {
    const text = filled(1001);
    expect(Buffer.byteLength(text)).toBe(1001);
    expect(check(text, 1001).findings).toEqual([]);
  });

  test('may not be more, and nothing else is said then', () => {
    expect(check(`${filled(1001)}\n*`, 1001).findings).toEqual([
      {
        path: PATH,
        problem: 'has 1003 bytes, more than the 1001 that are possible here',
        remedy: 'Drop jobs, rules or comments; what is given inline can become a named one',
      },
    ]);
  });

  test('counts the label that is added against the limit of the service', () => {
    const paths = check(filled(256 * 1024 - 1), 256 * 1024).findings.map(({ path }) => path);
    expect(paths).toEqual([PATH]);
  });
});

test('a YAML nested beyond the stack is a finding', () => {
  const { findings } = check(`scrape_configs: ${'['.repeat(60_000)}`);
  expect(findings[0]).toMatchObject({ problem: 'the YAML is nested too deeply' });
  expect(findings.length).toBeLessThanOrEqual(5);
});

test('half a surrogate pair, which UTF-8 cannot carry, is a finding', () => {
  expect(check('scrape_configs: [{job_name: "\ud800"}]\n').findings).toMatchObject([
    { path: `${PATH}: line 1, column 30`, problem: 'the character U+D800 may not stand in YAML' },
  ]);
});

describe('the configurations that ship with the workflow', () => {
  const folder = new URL('../../../../functions/scrapeConfigurations/', import.meta.url);
  const files = readdirSync(folder);

  test('are the documented ones', () => {
    expect(files).toEqual(['kubernetes.yaml', 'minimal.yaml']);
  });

  test.each(files)('%s is accepted', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const result = checkScrapeConfiguration(text, CLUSTER_ARN, 'scrapeConfiguration.name', 256 * 1024);
    expect(result.findings).toEqual([]);
    expect(result.text.replace(`\n    clusterArn: ${CLUSTER_ARN}`, '')).toBe(text);
  });
});
