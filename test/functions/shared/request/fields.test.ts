import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MAX_INLINE_BYTES } from '../../../../functions/shared/request/configuration/givenConfiguration.ts';
import { GIVEN, keptFields, REQUEST_FIELDS } from '../../../../functions/shared/request/fields.ts';
import { checkOffboardRequest } from '../../../../functions/shared/request/offboardRequest.ts';
import { CLUSTER_ARN, TEST_ENVIRONMENT, WORKSPACE_ARN } from '../../support.ts';

const names = REQUEST_FIELDS.map(({ name }) => name);
const PAIR = { clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN };

describe("the documents' table of a request's fields", () => {
  const root = new URL('../../../../', import.meta.url).pathname;
  const texts = ['README.md', 'docs/request-and-output.md']
    .map((file) => `${root}${file}`)
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'));
  const tables = texts.flatMap((text) => text.match(/(?<=^\|[-| ]+\n)\| *`clusterArn`(?:.*\n\|)*.*/gm) ?? []);
  const rows = new Map(
    (tables[0] ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [field = '', fallback = '', limits = ''] = line.split(/(?<!\\)\|/).slice(1);
        return [field.trim().replaceAll('`', ''), { fallback: fallback.trim(), limits: limits.trim() }] as const;
      }),
  );

  test('is in one of them', () => {
    expect(tables).toHaveLength(1);
  });

  test('has a row for each, in their order', () => {
    expect([...rows.keys()]).toEqual(names);
  });

  test.each(REQUEST_FIELDS)('says whether $name is required, and what stands for it', (field) => {
    const row = rows.get(field.name);
    expect(row?.fallback === 'required').toBe(field.isRequired === true);
    if (typeof field.default === 'boolean') expect(row?.fallback).toBe(`\`${field.default}\``);
  });

  test.each(REQUEST_FIELDS.filter(({ size }) => size))('says how few and how many $name may be', ({ name, size }) => {
    const [min = 0, max = 0] = size ?? [];
    expect(rows.get(name)?.limits).toContain(min === 0 ? `up to ${max}` : `${min} to ${max}`);
  });

  test("says how long a configuration's inline text may be", () => {
    expect(rows.get('scrapeConfiguration')?.limits).toContain(`${MAX_INLINE_BYTES / 1024} KiB`);
  });
});

test.each(names)('a request with %s is one that offboard takes, too', (name) => {
  const { findings } = checkOffboardRequest({ ...PAIR, [name]: 'any' }, TEST_ENVIRONMENT, 'console');
  expect(findings.map(({ problem }) => problem)).not.toContain('is not a field of an offboard request');
});

test('a field of no request is none of offboard either', () => {
  const { findings } = checkOffboardRequest({ ...PAIR, color: 'any' }, TEST_ENVIRONMENT, 'console');
  expect(findings).toMatchObject([{ path: 'color', problem: 'is not a field of an offboard request' }]);
});

test('the settings of a scraper are those that an existing one keeps where the request is silent', () => {
  expect(GIVEN).toEqual(['subnetIds', 'securityGroupIds', 'scrapeConfiguration', 'alias', 'logs']);
});

test('a field is a setting, or kept as it was given, or neither, but not both', () => {
  expect(names.filter((name) => GIVEN.some((given) => given === name) && name in keptFields(PAIR))).toEqual([]);
});

test('a connection keeps what was given, and has a default for what was not', () => {
  expect(keptFields({ ...PAIR, alias: 'shop', replace: true })).toMatchObject({
    tags: {},
    requireSamples: false,
    replace: true,
  });
  expect(keptFields({ ...PAIR, alias: 'shop' })).not.toHaveProperty('alias');
});
