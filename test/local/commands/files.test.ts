import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readJsonFile, readTextFile, UsageError } from '../../../local/commandLine.ts';
import { START } from './command.ts';

const root = new URL('../../../', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a file may be that is no text, and what is said of each. */
const FILES: readonly (readonly [name: string, bytes: Buffer | undefined, said: string])[] = [
  ['mark', Buffer.from('\ufeff{}'), 'mark begins with a byte order mark. Save it as UTF-8 without a byte order mark.'],
  ['utf16', Buffer.from('\ufeff{}', 'utf16le'), 'utf16 is in UTF-16. Save it as UTF-8'],
  ['latin', Buffer.from('{"é": 1}', 'latin1'), 'latin is not in UTF-8. Save it as UTF-8'],
  ['folder', undefined, 'folder is a folder, and not the file of the '],
  ['none', undefined, 'There is no file '],
];
for (const [name, bytes] of FILES) if (bytes !== undefined) writeFileSync(join(folder, name), bytes);
mkdirSync(join(folder, 'folder'));

function start(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...START, ...args], { cwd: root }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

describe('a file that is no text is refused with a sentence:', () => {
  test.each(FILES)('%s', (name, _bytes, said) => {
    const read = () => readTextFile(join(folder, name), 'request');
    expect(read).toThrow(UsageError);
    expect(read).toThrow(said);
    expect(read).toThrow(/ (Save it as UTF-8|Write the request there, or name another file in its place)/);
  });

  test.runIf(process.getuid?.() !== 0)('one that may not be read', () => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, '{}');
    chmodSync(secret, 0);
    expect(() => readTextFile(secret, 'request')).toThrow('secret, the file of the request, may not be read. Write');
  });

  test('one that is empty is no JSON, in words', () => {
    writeFileSync(join(folder, 'empty'), '');
    expect(() => readJsonFile(join(folder, 'empty'), 'state file')).toThrow('is not JSON: the file is empty');
  });

  test.each([
    ['a request', [], 2],
    ['--world', ['--world'], 2],
    ['--state', ['--list', '--state'], 2],
    ['--config', ['--config'], 1],
  ])('by npm start: %s', async (_what, options, status) => {
    const ended = await start(...options, join(folder, 'utf16'));
    expect(ended).toMatchObject({ status, stdout: '' });
    expect(ended.stderr).toMatch(/^\S*utf16 is in UTF-16\. Save it as UTF-8 without a byte order mark\.\n/);
  });
});

describe('npm start says at the end, or as soon as it knows, what had no effect:', () => {
  test.each([
    ['eks-cluster-tagged', 'an event of EventBridge: the deployed rules say'],
    ['product-create', "an event of CloudFormation's custom resource: its RequestType says"],
  ])('--workflow with %s', async (name, said) => {
    const ended = await start(`events/${name}.json`, '--workflow', 'offboard');
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toContain(`--workflow has no effect with events/${name}.json, which is ${said}`);
  });

  test('a fault that never struck, of those that there were', async () => {
    const idle = 'describeCluster:throttle:1:90';
    const { status, stderr } = await start('--dry-run', '--fault', 'describeCluster:throttle', '--fault', idle);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: `--fault ${idle} never struck: no call met it in this run.\n`,
    });
  });
});
