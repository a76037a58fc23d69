import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { editorSchema } from '../../infra/configuration/editorSchema.ts';
import { schema } from '../../infra/configuration/schema.ts';

const FILE = new URL('../../infra/configuration.schema.json', import.meta.url);
const read = (file: URL): unknown => JSON.parse(readFileSync(file, 'utf8'));

test('the JSON schema for editors is that of the configuration', () => {
  const made = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'The configuration of a deployment, as docs/deploying.md describes it',
    ...editorSchema(schema),
  };
  if (process.env['AMP_SCRAPER_WRITE_SCHEMA'] === '1') writeFileSync(FILE, `${JSON.stringify(made, null, 2)}\n`);
  expect(read(FILE)).toEqual(made);
});

test('it takes the sample and every form of a field, and no field that there is not', () => {
  const forEditors = z.fromJSONSchema(z.record(z.string(), z.any()).parse(read(FILE)));
  const sample = z.looseObject({}).parse(read(new URL('../configuration.json', import.meta.url)));
  for (const name of ['govConfiguration', 'organizationConfiguration']) {
    expect(forEditors.safeParse(read(new URL(`${name}.json`, import.meta.url))).error).toBeUndefined();
  }
  expect(forEditors.safeParse(sample).error).toBeUndefined();
  for (const change of [
    { acounts: [] },
    { regions: ['us-north-9'] },
    { workspaces: { a: 1 } },
    { logRetentionDays: 31 },
  ]) {
    expect(forEditors.safeParse({ ...sample, ...change }).success).toBe(false);
  }
});
