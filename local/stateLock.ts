/** One command at a time works on a state file: what it read is what it writes again at its end. */

import { existsSync, linkSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { writeProblem } from './writeProblem.ts';
import { WorldFileError } from './world/problems.ts';

const holder = z.object({ command: z.string(), pid: z.int(), host: z.string(), since: z.string(), mark: z.string() });
type Holder = z.infer<typeof holder>;

/**
 * Holds the file for this process until it is released, or the process ends, by a file beside it. What a dead process has left there
 * is taken over.
 * @returns what releases it
 * @throws WorldFileError when another process works on the file, or nothing can be written at its place.
 */
export function holdState(stateFile: string): () => void {
  checkWritable(stateFile);
  const lock = `${realFile(stateFile)}.lock`;
  while (!take(lock, stateFile)) {
    const found = readLock(lock);
    if (found === undefined) continue;
    const other = holder.safeParse(parsed(found));
    if (!other.success || isAlive(other.data)) throw inUse(stateFile, lock, other.data);
    putAside(lock, found);
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

/** The file that is meant, whatever link names it; it need not be there. */
export function realFile(file: string): string {
  return existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file));
}

function checkWritable(stateFile: string): void {
  const problem = writeProblem(stateFile);
  if (problem !== undefined) throw unwritable(stateFile, problem);
}

function take(lock: string, stateFile: string): boolean {
  try {
    writeFileSync(lock, JSON.stringify(self()), { flag: 'wx' });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw unwritable(stateFile, reason(error));
  }
}

function self(): Holder {
  const { pid } = process;
  const command = basename(process.argv[1] ?? 'node');
  return { command, pid, host: hostname(), since: new Date().toISOString(), mark: markOf(pid) };
}

/** When the process began, in the kernel's clock ticks since boot (proc_pid_stat(5)): a number is given again. Empty where nothing says so. */
function markOf(pid: number): string {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/.*\) /s);
    return fields.split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Of another host's process nothing is known. */
function isAlive({ pid, host, mark }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (isCode(error, 'ESRCH')) return false;
  }
  const now = markOf(pid);
  return mark === '' || now === '' || now === mark;
}

/** Of several processes that do so one finds it; a newer lock than the one that was read is given back. */
function putAside(lock: string, dead: string): void {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (readFileSync(aside, 'utf8') !== dead) linkSync(aside, lock);
    rmSync(aside);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

function readLock(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function inUse(stateFile: string, lock: string, other: Holder | undefined): WorldFileError {
  const who =
    other === undefined
      ? 'a process that the lock does not name'
      : `process ${other.pid} (${other.command}, on ${other.host}, since ${other.since})`;
  const remedy = `Wait for its end, stop it, or name another file; delete ${lock} if there is no such process`;
  return new WorldFileError('The state file is in use', [
    { path: stateFile, problem: `${who} works on it. ${remedy}.` },
  ]);
}

function unwritable(stateFile: string, why: string): WorldFileError {
  return new WorldFileError('The state file cannot be written', [
    { path: stateFile, problem: `${why}. Name a file that can be written.` },
  ]);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
