import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FUNCTION_NAMES } from '../../functions/shared/names.ts';
import { BUNDLING } from '../../infra/bundling.ts';
import { startRuntime } from '../../local/runtime.ts';
import { handlerFile } from '../../local/workflow/lambda.ts';
import { DEPLOYMENT, freshWorld, REQUEST } from '../workflow/support.ts';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'amp-scraper-bundles-'));
  const entryPoints = FUNCTION_NAMES.map((name) => fileURLToPath(handlerFile(name)));
  await build({
    ...BUNDLING,
    mainFields: [...BUNDLING.mainFields],
    entryPoints,
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    logLevel: 'error',
  });
  cpSync(new URL('../../functions/scrapeConfigurations', import.meta.url), join(folder, 'scrapeConfigurations'), {
    recursive: true,
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the bundled handlers run the workflow as the sources do', async () => {
  const runtime = await startRuntime(DEPLOYMENT, {
    file: (name) => pathToFileURL(join(folder, `${name}.cjs`)),
  });
  try {
    const input = { ...REQUEST, scrapeConfiguration: { name: 'minimal' } };
    const { status, output } = await runtime.execute({ world: freshWorld(), input });
    expect({ status, output }).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'ONBOARDED' } });
    const refused = await runtime.execute({ world: freshWorld(), input: {} });
    expect(refused.error, 'names survive minifying').toBe('InvalidRequest');
  } finally {
    await runtime.close();
  }
});

test.each(FUNCTION_NAMES)('%s is small, and nothing under a development-only licence is in it', (name) => {
  const file = join(folder, `${name}.cjs`);
  expect(statSync(file).size).toBeLessThanOrEqual(name === 'resolveRequest' ? 2_000_000 : 550_000);
  expect(readFileSync(`${file}.map`, 'utf8')).not.toMatch(/node_modules\/@cloud-copilot/);
});
