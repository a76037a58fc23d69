import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { TestProject } from 'vitest/node';
import { HANDLER_NAMES } from '../functions/shared/names.ts';
import { BUNDLING } from '../infra/constructs/bundling.ts';
import { handlerFile } from '../local/workflow/lambda/lambda.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the functions' bundles. */
    bundles: string;
  }
}

/**
 * Bundles the functions once for all tests, as they are deployed: what runs is the deployed file, and a test file that starts
 * all of them does so in a third of the time that their sources and the whole SDK take to load.
 */
export default async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-bundles-'));
  await build({
    ...BUNDLING,
    mainFields: [...BUNDLING.mainFields],
    entryPoints: HANDLER_NAMES.map((name) => fileURLToPath(handlerFile(name))),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    logLevel: 'error',
  });
  const configurations = new URL('../functions/scrapeConfigurations', import.meta.url);
  cpSync(configurations, join(folder, 'scrapeConfigurations'), { recursive: true });
  provide('bundles', folder);
  return () => rmSync(folder, { recursive: true });
}
