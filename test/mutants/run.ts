import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCommandLine, UsageError } from '../../local/commandLine.ts';
import { PatchError, readMutants, type Mutant } from './mutant.ts';
import { copyProject, copyWithMutant, NoReport, runTests } from './trial.ts';
import { verdictOf, type Report } from './verdict.ts';

const USAGE = `usage: npm run test:mutants [-- NAME...]

Puts every fault of test/mutants/*.patch back, one at a time and in a copy, and demands that the test that the patch names fails.
First those tests have to pass without a fault. NAME takes the patches alone whose name has it in it.
Exit status: 0 every fault was noticed, 1 one was not or could not be tried, 2 wrong usage.
`;

/** At once: vitest takes most of a core. */
const WORKERS = 2;

interface Outcome {
  label: 'killed' | 'SURVIVED' | 'NOT TRIED';
  why?: string;
}

async function main(): Promise<number> {
  try {
    const { values, positionals } = parseCommandLine({
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    });
    if (!values.help) return await tryMutants(chosen(readMutants(), positionals));
    process.stdout.write(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof PatchError) && !(error instanceof NoReport)) throw error;
    process.stderr.write(`${error.message}\n${error instanceof UsageError ? `\n${USAGE}` : ''}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function chosen(mutants: readonly Mutant[], parts: readonly string[]): readonly Mutant[] {
  const unknown = parts.filter((part) => !mutants.some(({ name }) => name.includes(part)));
  if (unknown.length > 0) throw new UsageError(`No patch of test/mutants has in its name: ${unknown.join(', ')}`);
  return parts.length === 0 ? mutants : mutants.filter(({ name }) => parts.some((part) => name.includes(part)));
}

async function tryMutants(mutants: readonly Mutant[]): Promise<number> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'amp-scraper-mutants-')));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  process.once('SIGINT', () => process.exit(130));
  const copy = join(folder, 'copy');
  mkdirSync(copy);
  copyProject(copy);
  const unpatched = await runTests(copy, mutants);
  const queue = mutants.values();
  const outcomes: Outcome[] = [];
  const work = async () => {
    for (const mutant of queue) {
      const started = performance.now();
      const outcome = await outcomeOf(mutant, unpatched, copy, join(folder, mutant.name));
      outcomes.push(outcome);
      print(mutant, outcome, (performance.now() - started) / 1000);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  const killed = outcomes.filter(({ label }) => label === 'killed').length;
  process.stdout.write(`${killed} of ${mutants.length} killed\n`);
  return killed === mutants.length ? 0 : 1;
}

function print({ name }: Mutant, { label, why }: Outcome, seconds: number): void {
  process.stdout.write(
    `${label.padEnd(9)}  ${name}  ${seconds.toFixed(1)} s${why === undefined ? '' : `\n  ${why}`}\n`,
  );
}

async function outcomeOf(mutant: Mutant, unpatched: Report, copy: string, folder: string): Promise<Outcome> {
  const before = verdictOf(unpatched, mutant);
  if (before.kind === 'notRun') return { label: 'NOT TRIED', why: before.why };
  if (before.kind === 'failed') return { label: 'NOT TRIED', why: 'its test fails without it' };
  try {
    copyWithMutant(copy, folder, mutant);
    const after = verdictOf(await runTests(folder, [mutant]), mutant);
    if (after.kind === 'notRun') return { label: 'NOT TRIED', why: after.why };
    return { label: after.kind === 'failed' ? 'killed' : 'SURVIVED' };
  } catch (error) {
    if (!(error instanceof PatchError) && !(error instanceof NoReport)) throw error;
    return { label: 'NOT TRIED', why: error.message.trim() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
