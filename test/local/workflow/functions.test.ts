import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { workerFile } from '../../../local/workflow/lambda/code.ts';
import { startFunction, type WarmFunction } from '../../../local/workflow/lambda/functions.ts';

let folder: string;
let started: WarmFunction | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-scraper-'));
});
afterEach(async () => {
  await started?.stop();
  rmSync(folder, { recursive: true });
});

function start(source: string): WarmFunction {
  const file = join(folder, 'handler.cjs');
  writeFileSync(file, source);
  started = startFunction({
    name: 'handler',
    file: pathToFileURL(file),
    worker: workerFile,
    environment: {},
    timeoutSeconds: 5,
    logLevel: 'INFO',
    hurry: 1,
    onLine: () => {},
  });
  return started;
}

const DIED = { name: 'Runtime.ExitError', message: expect.stringContaining('Runtime exited') };

test('a function whose thread has died is started anew by its next invocation, as Lambda does', async () => {
  const one = start(`
    let calls = 0;
    exports.handler = async (event) => {
      if (event.exits) process.exit(1);
      return (calls += 1);
    };
  `);
  expect(await one.invoke({})).toBe(1);
  expect(await one.invoke({})).toBe(2);
  await expect(one.invoke({ exits: true })).rejects.toMatchObject(DIED);
  expect(await one.invoke({})).toBe(1);
});

test('a function that cannot be loaded fails each invocation at once, with the reason', async () => {
  const one = start("throw new Error('There is no such module.');");
  for (let invocation = 1; invocation <= 2; invocation += 1)
    await expect(one.invoke({})).rejects.toMatchObject({
      ...DIED,
      message: expect.stringContaining('There is no such module.'),
    });
});
