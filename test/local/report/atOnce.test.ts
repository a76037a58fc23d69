import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { CACHE_FOLDER } from '../../../local/deployment/cacheFolder.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TOLD = `
  const { getCompileCacheDir } = require('node:module');
  process.stdout.write(JSON.stringify([getCompileCacheDir(), process.moduleLoadList.some((name) => name.includes('amaro'))]));
`;

/** Where a command that is preloaded keeps what is compiled, and whether Node.js has loaded its compiler of TypeScript. */
function preload(): [string, boolean] {
  const told = execFileSync(process.execPath, ['--import', './local/report/atOnce.mjs', '-e', TOLD], { cwd: ROOT });
  return z.tuple([z.string(), z.boolean()]).parse(JSON.parse(told.toString()));
}

test('what is compiled is kept beside the rest, and no TypeScript is compiled before it can be', () => {
  preload();
  const [folder, hasCompiler] = preload();
  expect([join(dirname(folder), '/'), hasCompiler]).toEqual([CACHE_FOLDER, false]);
});
