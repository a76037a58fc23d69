import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { START } from './command.ts';

const root = new URL('../../../', import.meta.url).pathname;
const LOCK = new URL('../../../local/stateLock.ts', import.meta.url).pathname;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-lock-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process that holds the file, and lives until its standard input ends. */
const HOLD = `
import { holdState } from ${JSON.stringify(LOCK)};
try {
  holdState(process.argv[1]);
  console.log('held');
  process.stdin.resume();
} catch (error) {
  console.log(error.message);
}`;
const holding = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', HOLD];

function attempt(file: string): string {
  return spawnSync(process.execPath, [...holding, file], { input: '', encoding: 'utf8' }).stdout;
}

async function hold(file: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...holding, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [first] = await once(child.stdout, 'data');
  expect(String(first)).toBe('held\n');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function interrupted(signal: 'SIGINT' | 'SIGTERM', ...args: string[]) {
  const child = spawn(process.execPath, [...START, ...args], { cwd: root });
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += String(text)));
  await once(child.stdout, 'data');
  child.kill(signal);
  const [status] = await once(child, 'close');
  return { status: Number(status), stderr };
}

describe('a state file', () => {
  test('that a process works on is refused to another, which names it, by whatever name', async () => {
    const file = join(folder, 'held.state.json');
    const child = await hold(file);
    expect(attempt(file)).toContain(`process ${child.pid} (`);
    symlinkSync(folder, join(folder, 'other'));
    expect(attempt(join(folder, 'other', 'held.state.json'))).toContain(`process ${child.pid} (`);
    await kill(child);
  });

  test('is free when the process that held it has died, and when it has ended', async () => {
    const file = join(folder, 'stale.state.json');
    await kill(await hold(file));
    expect(existsSync(`${file}.lock`)).toBe(true);
    expect(attempt(file)).toBe('held\n');
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  test.runIf(existsSync('/proc/self/stat'))(
    'is free when the number of the dead process is another one now',
    async () => {
      const file = join(folder, 'again.state.json');
      const lock = {
        command: 'start.ts',
        pid: process.pid,
        host: hostname(),
        since: '2026-01-05T08:00:00Z',
        mark: '1',
      };
      writeFileSync(`${file}.lock`, JSON.stringify(lock));
      expect(attempt(file)).toBe('held\n');
    },
  );

  test.each([
    ["another host's lock", JSON.stringify({ command: 'start.ts', pid: 1, host: 'elsewhere', since: 'x', mark: '' })],
    ['a lock that nobody can read', '{'],
  ])('is not taken from %s', (_, lock) => {
    const file = join(folder, 'kept.state.json');
    writeFileSync(`${file}.lock`, lock);
    expect(attempt(file)).toContain(`delete ${file}.lock`);
    expect(readFileSync(`${file}.lock`, 'utf8')).toBe(lock);
    rmSync(`${file}.lock`);
  });

  test.each(['', 'nowhere/x.state.json'])('that cannot be written is refused before the run: %j', (name) => {
    const args = [...START, '--state', join(folder, name)];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('The state file cannot be written');
  });

  test.each([
    ['SIGINT', 130, true],
    ['SIGTERM', 143, false],
  ] as const)('of a run that gets %s is as it was, and the run says so', async (signal, expected, isKept) => {
    const file = join(folder, `${signal}.state.json`);
    const { status, stderr } = await interrupted(signal, ...(isKept ? ['--state', file] : []));
    expect(status).toBe(expected);
    expect(stderr).toContain(isKept ? `Nothing of this run is kept: ${file} was not made.` : 'it had no --state FILE');
    expect(existsSync(file) || existsSync(`${file}.lock`)).toBe(false);
  });
});
