import { readFileSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';
import { parseCommandLine, UsageError } from '../../local/commandLine.ts';
import { RULES, type Rule } from './rules.ts';
import { TESTS_VARIABLE } from './runner.ts';
import { readSurvivors, type Survivor } from './survivors.ts';

const USAGE = `usage: npm run mutate [-- FILE...]

Changes the rules of functions/shared in many small ways, one at a time and in a copy, and demands that their tests see at least
95 of 100 changes, and that each of the others has its reason in test/mutation/survivors.json. FILE is a part of a rule's path;
without one it is every rule.
Exit status: 0 every rule is held, 1 one is not, 2 wrong usage.
`;

/** Of 100 changes, those that the tests have to see. */
const FLOOR = 95;

const known = readSurvivors();

type Found = Omit<Survivor, 'kind' | 'reason'>;

const SEEN: readonly string[] = ['Killed', 'Timeout', 'CompileError', 'RuntimeError'];

/**
 * With the tests of the rule alone. Stryker may find no tsconfig, since it would read that with an API that TypeScript 7 does not have
 * in JavaScript.
 */
async function mutate({ file, tests }: Rule): Promise<{ count: number; survivors: Found[] }> {
  const path = `functions/shared/${file}`;
  const paths = tests.map((test) => `test/functions/shared/${test}`);
  process.env[TESTS_VARIABLE] = paths.join(' ');
  const stryker = new Stryker({
    configFile: 'test/mutation/stryker.json',
    mutate: [path],
  });
  const lines = readFileSync(path, 'utf8').split('\n');
  const results = await stryker.runMutationTest();
  const survivors = results
    .filter(({ status }) => !SEEN.includes(status))
    .map(({ location, replacement }) => ({ file, original: textAt(lines, location), replacement }));
  return { count: results.length, survivors };
}

interface Place {
  line: number;
  column: number;
}

/** Lines and columns count from 1. */
function textAt(lines: readonly string[], { start, end }: { start: Place; end: Place }): string {
  const whole = lines.slice(start.line - 1, end.line).join('\n');
  const after = (lines[end.line - 1] ?? '').length - (end.column - 1);
  return whole.slice(start.column - 1, whole.length - after);
}

const knownAs = (one: Found) =>
  known.find(({ file, original, replacement }) =>
    [file === one.file, original === one.original, replacement === one.replacement].every(Boolean),
  );

function chosen(parts: readonly string[]): readonly Rule[] {
  if (parts.length === 0) return RULES;
  const unknown = parts.filter((part) => !RULES.some(({ file }) => file.includes(part)));
  if (unknown.length > 0) throw new UsageError(`No rule has in its path: ${unknown.join(', ')}`);
  return RULES.filter(({ file }) => parts.some((part) => file.includes(part)));
}

/** Whether enough is seen of what can be seen, and the rest has its reason. */
async function holds(rule: Rule): Promise<boolean> {
  const { count, survivors } = await mutate(rule);
  const unseen = survivors.filter((one) => knownAs(one)?.kind !== 'equivalent').length;
  const visible = count - survivors.length + unseen;
  const score = visible === 0 ? 100 : (100 * (visible - unseen)) / visible;
  const unexplained = survivors.filter((one) => knownAs(one) === undefined);
  const told = unexplained.map((one) => `  not seen, without a reason: ${JSON.stringify(one)}\n`);
  process.stdout.write(`${rule.file}: ${score.toFixed(1)} % of ${visible} changes were seen\n${told.join('')}`);
  return score >= FLOOR && unexplained.length === 0;
}

async function main(): Promise<number> {
  const { values, positionals } = parseCommandLine({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  let isHeld = true;
  for (const rule of chosen(positionals)) isHeld = (await holds(rule)) && isHeld;
  return isHeld ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
