/** The functions as they are deployed, each one file with all that it imports: a thread loads it in a third of its sources' time. */

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { HANDLER_NAMES, type HandlerName } from '../../../functions/shared/names.ts';
import { BUNDLING } from '../../../infra/bundling/bundling.ts';
import { isUnwritable } from '../../deployment/cache.ts';
import { CACHE_FOLDER } from '../../deployment/cacheFolder.ts';
import { contentsDigest } from '../../deployment/inputs.ts';
import { handlerFile, workerFile, type CodeFiles } from './code.ts';

/** All that a bundle is made of: a test holds what esbuild reads to this. */
export const BUNDLE_INPUTS = [
  'functions',
  'infra/bundling',
  'local/deployment/deployed.ts',
  'local/workflow/lambda/compiledBundle.ts',
  'local/workflow/lambda/functionWorker.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
] as const;

/** So many states of the sources are kept, and whatever was used within the hour, from which a run may still load. */
const KEPT_FOLDERS = 4;
const HOUR_MS = 3_600_000;

/** The bundles of the sources as they are now; the sources themselves where no bundle can be kept. */
export async function bundledCode(cache: string = CACHE_FOLDER): Promise<CodeFiles> {
  try {
    const folder = await bundlesFolder(cache);
    const file = (name: HandlerName | 'functionWorker') => pathToFileURL(join(folder, `${name}.cjs`));
    return { file, worker: file('functionWorker') };
  } catch (error) {
    if (isUnwritable(error)) return { file: handlerFile, worker: workerFile };
    throw error;
  }
}

/** The folder with a bundle, `<handler>.cjs`, of each, made where it is not, and beside them what lies beside a handler in AWS. */
export async function bundlesFolder(cache: string = CACHE_FOLDER): Promise<string> {
  const folder = join(cache, `bundles-${contentsDigest(BUNDLE_INPUTS)}`);
  if (!existsSync(folder)) await make(folder);
  const now = new Date();
  utimesSync(folder, now, now);
  forgetOld(cache);
  return folder;
}

/** Made beside and renamed: several processes may do so at once, and the first has done it for all. */
async function make(folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const temporary = mkdtempSync(`${folder}.`);
  const { build } = await import('esbuild');
  await build({
    ...BUNDLING,
    entryPoints: [...HANDLER_NAMES.map(handlerFile), workerFile].map((file) => fileURLToPath(file)),
    entryNames: '[name]',
    outdir: temporary,
    outExtension: { '.js': '.cjs' },
  });
  const configurations = new URL('../../../functions/scrapeConfigurations', import.meta.url);
  cpSync(configurations, join(temporary, 'scrapeConfigurations'), { recursive: true });
  try {
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

function forgetOld(cache: string): void {
  const timeOf = (folder: string) => statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const folders = readdirSync(cache)
    .filter((name) => name.startsWith('bundles-'))
    .map((name) => join(cache, name))
    .toSorted((one, other) => timeOf(other) - timeOf(one));
  const old = folders.slice(KEPT_FOLDERS).filter((folder) => timeOf(folder) < Date.now() - HOUR_MS);
  for (const folder of old) rmSync(folder, { recursive: true, force: true });
}
