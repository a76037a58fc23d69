import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod';
import { synthesize } from '../../infra/app.ts';
import { readConfiguration, type Configuration } from '../../infra/configuration/configuration.ts';
import { recordVersions } from '../../infra/stacks/productVersions.ts';
import { template } from './support.ts';

const root = mkdtempSync(join(tmpdir(), 'amp-scraper-versions-'));
afterAll(() => rmSync(root, { recursive: true }));
const sample = readConfiguration();
const STACK = 'amp-scraper-product-us-west-2';
const arn = 'arn:aws:aps:us-west-2:222222222222:workspace/ws-99999999-2222-3333-4444-555555555555';
const withAnother = { ...sample, workspaces: { ...sample.workspaces, other: { arn } } };

const artifacts = z
  .array(z.object({ Name: z.string(), Info: z.object({ LoadTemplateFromURL: z.object({ 'Fn::Sub': z.string() }) }) }))
  .min(1);

let syntheses = 0;
/** The versions that the product of every account has, as name and URL; the folder of this synthesis. */
function versions(configuration: Configuration, productVersions?: string) {
  const outdir = join(root, `out${(syntheses += 1)}`);
  const stacks = synthesize(configuration, {
    bundling: false,
    outdir,
    ...(productVersions ? { productVersions } : {}),
  });
  const product = stacks.find(({ stackName }) => stackName === STACK);
  const resources = Object.values(template.parse(product?.template).Resources);
  const [one] = resources.filter(({ Type }) => Type === 'AWS::ServiceCatalog::CloudFormationProduct');
  const listed = artifacts.parse(one?.Properties['ProvisioningArtifactParameters']);
  return { outdir, listed: listed.map(({ Name, Info }) => [Name, Info.LoadTemplateFromURL['Fn::Sub']]) };
}

test('a version of a product is named by the digest of its template, which its URL ends in', () => {
  const { listed } = versions(sample);
  expect(listed).toHaveLength(1);
  const [name = '', url] = listed[0] ?? [];
  expect(name).toMatch(/^[0-9a-f]{12}$/);
  expect(url).toContain(`/${name}`);
  expect(versions(sample).listed).toEqual(listed);
});

test('a template of another content is another version, and the one that was deployed stays, by the same name and URL', () => {
  const folder = join(root, 'kept');
  const first = versions(sample, folder);
  recordVersions(first.outdir, STACK, folder);
  const second = versions(withAnother, folder);
  expect(second.listed).toEqual([expect.not.arrayContaining(first.listed[0] ?? []), first.listed[0]]);
  recordVersions(second.outdir, STACK, folder);
  expect(versions(withAnother, folder).listed).toEqual(second.listed);
  expect(versions(sample, folder).listed).toEqual(second.listed.toReversed());
});

test('the template of a version that was deployed before is uploaded too', () => {
  const folder = join(root, 'uploaded');
  recordVersions(versions(sample).outdir, STACK, folder);
  const { outdir, listed } = versions(withAnother, folder);
  expect(readdirSync(folder)).toHaveLength(1);
  expect(listed).toHaveLength(2);
  expect(readFileSync(join(outdir, `${STACK}.assets.json`), 'utf8')).toContain(readdirSync(folder)[0]);
});

test('a product has a hundred versions at most: more are refused when it is synthesized, with what to delete', () => {
  const folder = join(root, 'many');
  const outdir = versions(sample).outdir;
  const [file = ''] = readdirSync(outdir).filter((name) => name.endsWith('.product.template.json'));
  mkdirSync(folder);
  for (let index = 0; index < 100; index += 1) {
    const digest = String(index).padStart(64, '0');
    writeFileSync(join(folder, `${file.replace('.product.template.json', '')}.${digest}.json`), '{}');
  }
  expect(() => versions(sample, folder)).toThrow(/has 100 versions of the product .+ delete the files of versions/);
});
