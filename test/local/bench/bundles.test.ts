import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle, bundleFile, handlersPresent } from '../../../local/bench/bundles.ts';
import { loadOnce } from '../../../local/bench/load.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-scraper-bench-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What CDK itself makes of a handler. */
function bundledByCdk(name: string): string {
  const outdir = join(folder, 'cdk.out');
  const app = new App({ outdir, analyticsReporting: false });
  const props = {
    entry: join(ROOT, 'functions', `${name}.ts`),
    projectRoot: ROOT,
    depsLockFilePath: join(ROOT, 'package-lock.json'),
    runtime: Runtime.NODEJS_24_X,
    bundling: { bundleAwsSDK: true },
  };
  const made = new NodejsFunction(new Stack(app, 'Bench'), 'Function', props);
  expect(made.runtime.name).toBe('nodejs24.x');
  const asset = readdirSync(outdir).find((file) => file.startsWith('asset.')) ?? '';
  return readFileSync(join(outdir, asset, 'index.js'), 'utf8');
}

test('the default that ours is compared with is what NodejsFunction makes', async () => {
  await bundle(['checkStatus'], 'byDefault', folder);
  const compared = readFileSync(bundleFile(folder, 'byDefault', 'checkStatus'), 'utf8');
  expect(compared.length).toBeGreaterThan(100_000);
  expect(compared === bundledByCdk('checkStatus'), 'byte for byte').toBe(true);
});

test('every handler that has a name has a file or is said to have none', () => {
  const { present, absent } = handlersPresent();
  expect(present).toContain('checkStatus');
  expect(present.filter((name) => absent.includes(name))).toEqual([]);
});

test('a bundle that is no handler is not timed', () => {
  const file = join(folder, 'empty.cjs');
  writeFileSync(file, 'exports.other = 1;');
  expect(() => loadOnce(file, {})).toThrow('exports no handler');
  writeFileSync(file, 'exports.handler = async () => {};');
  expect(loadOnce(file, {})).toBeGreaterThan(0);
});
