import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import * as z from 'zod';
import { HANDLER_NAMES } from '../../../functions/shared/names.ts';
import { BUNDLE_INPUTS, bundledCode, bundlesFolder } from '../../../local/workflow/lambda/bundles.ts';
import { handlerFile, workerFile } from '../../../local/workflow/lambda/code.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const made = inject('bundles');
const sourceMap = z.looseObject({ sources: z.array(z.string()) });

/** The project's files that a bundle has code of. */
function sourcesOf(map: string): string[] {
  const { sources } = sourceMap.parse(JSON.parse(readFileSync(map, 'utf8')));
  return sources
    .map((source) => relative(ROOT, resolve(dirname(map), source)))
    .filter((source) => !source.includes('node_modules/'));
}

test('what a bundle is made of is what its folder is named by', () => {
  const maps = readdirSync(made).filter((name) => name.endsWith('.map'));
  const beside = ['functionWorker', 'scrapeConfiguration'];
  expect(maps).toEqual([...HANDLER_NAMES, ...beside].map((name) => `${name}.cjs.map`).toSorted());
  const sources = maps.flatMap((map) => sourcesOf(join(made, map)));
  expect(sources).toContain('functions/shared/names.ts');
  expect(
    sources.filter((source) => !BUNDLE_INPUTS.some((input) => source === input || source.startsWith(`${input}/`))),
  ).toEqual([]);
});

describe('the kept bundles', () => {
  let cache: string;
  let folder: string;
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'amp-scraper-'));
    folder = join(cache, made.slice(made.lastIndexOf('/') + 1));
    cpSync(made, folder, { recursive: true });
  });
  afterEach(() => rmSync(cache, { recursive: true }));

  test('are used again while the sources are the same', async () => {
    rmSync(join(folder, 'notify.cjs'));
    expect(await bundlesFolder(cache)).toBe(folder);
    expect(existsSync(join(folder, 'notify.cjs'))).toBe(false);
    const { file, worker } = await bundledCode(cache);
    expect([file('createScraper'), worker].map((one) => existsSync(one))).toEqual([true, true]);
  });

  test('are made where there are none, whole, by whoever is first', async () => {
    rmSync(folder, { recursive: true });
    expect(await Promise.all([bundlesFolder(cache), bundlesFolder(cache)])).toEqual([folder, folder]);
    expect(readdirSync(folder).toSorted()).toEqual(
      readdirSync(made)
        .filter((name) => !name.endsWith('.compiled'))
        .toSorted(),
    );
    expect(readdirSync(cache)).toHaveLength(1);
  });

  test('of other sources go when they are old and many, and nothing else', async () => {
    const hoursAgo = (hours: number) => Date.now() / 1000 - hours * 3600;
    const others = [0, 2, 3, 4, 5, 6].map((hours) => {
      const other = join(cache, `bundles-of-${hours}-hours-ago`);
      cpSync(join(made, 'scrapeConfigurations'), other, { recursive: true });
      utimesSync(other, hoursAgo(hours), hoursAgo(hours));
      return other;
    });
    const compiled = join(cache, 'compiled');
    cpSync(join(made, 'scrapeConfigurations'), compiled, { recursive: true });
    utimesSync(compiled, 0, 0);
    await bundlesFolder(cache);
    expect([folder, compiled, ...others].filter((one) => existsSync(one))).toEqual([
      folder,
      compiled,
      ...others.slice(0, 3),
    ]);
  });
});

test('where nothing can be kept, the functions run from their sources', async () => {
  const { file, worker } = await bundledCode('/sys/kernel/none');
  expect([file('notify'), worker]).toEqual([handlerFile('notify'), workerFile]);
});
