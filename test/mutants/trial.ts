import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { applyMutant, ROOT, type Mutant } from './mutant.ts';
import { report, type Report } from './verdict.ts';

/** What is no source. */
const LEFT = new Set(['node_modules', '.git', 'cdk.out', 'coverage', '.cache']);

/** A run that has not ended by then hangs. */
const MINUTES = 10;

/** A run in which no test was reported: vitest itself did not start, the setup before all tests failed, or it hung. */
export class NoReport extends Error {
  override readonly name = 'NoReport';
}

/**
 * Copies the project's sources into the folder, with its packages linked: one by one, so that caches, which are in
 * node_modules, are the copy's own.
 */
export function copyProject(folder: string): void {
  for (const name of readdirSync(ROOT).filter((one) => !LEFT.has(one))) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  const packages = realpathSync(join(ROOT, 'node_modules'));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(packages).filter((one) => !one.startsWith('.'))) {
    symlinkSync(join(packages, name), join(folder, 'node_modules', name));
  }
}

/** Copies such a copy, its caches included, and puts the fault into it. @throws PatchError */
export function copyWithMutant(copy: string, folder: string, mutant: Mutant): void {
  cpSync(copy, folder, { recursive: true, verbatimSymlinks: true });
  const read = (path: string) =>
    existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined;
  for (const [path, text] of Object.entries(applyMutant(mutant, read))) writeFileSync(join(folder, path), text);
}

/** Runs the mutants' tests, all other tests of their files skipped. @throws NoReport */
export async function runTests(folder: string, mutants: readonly Mutant[]): Promise<Report> {
  const file = join(folder, 'report.json');
  const names = mutants.map(({ testName }) => testName.split(' ').map(RegExp.escape).join('( > | )')).join('|');
  const files = [...new Set(mutants.map(({ testFile }) => testFile))];
  const options = ['--reporter=json', `--outputFile=${file}`, `--testNamePattern=${names}`];
  const said = await ended(folder, ['node_modules/vitest/vitest.mjs', 'run', ...files, ...options]);
  const found = existsSync(file) ? report.parse(JSON.parse(readFileSync(file, 'utf8'))) : { testResults: [] };
  if (found.testResults.length === 0) throw new NoReport(`No test was run:\n${said.trim()}`);
  return found;
}

/** What Node.js said on standard error, or why it was ended. Tests that fail end it with an exit status, which says nothing more. */
function ended(folder: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const options = { cwd: folder, timeout: MINUTES * 60_000, maxBuffer: 100_000_000 };
    execFile(process.execPath, args, options, (error, _stdout, stderr) => {
      resolve(error?.killed ? `The run was ended after ${MINUTES} minutes.` : stderr);
    });
  });
}
