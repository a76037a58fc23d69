/** What the commands have in common: their options and files, and a caller's mistake told from a fault of theirs. */

import { fileURLToPath } from 'node:url';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ConfigurationError } from '../infra/configuration/configurationError.ts';
import { readWrittenText } from '../infra/configuration/file/text.ts';
import { optionProblem } from './options.ts';
import { WorldFileError } from './world/problems.ts';

/** The caller's mistake: an unknown option, a file that is not there. Ends a command with exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * As node:util's, with its refusals as UsageError, and refused too what it would pass over: an option that npm took for itself, one
 * that is there twice, and one whose value is empty.
 * @throws UsageError
 */
export function parseCommandLine<Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  const problem = optionProblem(config.options ?? {}, config.args ?? process.argv.slice(2));
  if (problem !== undefined) throw new UsageError(problem);
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** @throws UsageError when there is no such file, or it is no text in UTF-8. */
export function readTextFile(file: string | URL, what: string): string {
  try {
    return readWrittenText(file instanceof URL ? fileURLToPath(file) : file, what, 'in its place');
  } catch (error) {
    if (error instanceof ConfigurationError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** @throws UsageError when it cannot be read, or is no JSON. */
export function readJsonFile(file: string | URL, what: string): unknown {
  const text = readTextFile(file, what);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`The ${what} ${String(file)} is not JSON: ${whyNotJson(text, error)}`, { cause: error });
  }
}

/** What JSON.parse says of a text, which of an empty one names neither. */
export function whyNotJson(text: string, error: unknown): string {
  if (text.trim() === '') return 'the file is empty';
  return error instanceof Error ? error.message : String(error);
}

/**
 * What somebody is told who used a command wrongly: what was wrong, the ways to call it, and where the rest is.
 * @param usage What its --help prints: the ways to call it, `usage: npm ...`, up to the first empty line
 */
export function wrongUsage({ message }: UsageError, usage: string): string {
  const [calls = ''] = usage.split('\n\n');
  const [, command = ''] = /^usage: (npm (?:run )?\S+)/.exec(calls) ?? [];
  return `${message}\n\n${calls}\n\n${command} -- --help tells more.\n`;
}

/**
 * Tells people of their mistake, and how a command is used where that is what was mistaken.
 * @returns the exit status: 1 for the deployment's configuration, 2 for what the command was given
 * @throws what is no mistake of theirs
 */
export function tellMistake(error: unknown, usage: string): number {
  if (error instanceof UsageError) return tell(wrongUsage(error, usage), 2);
  if (error instanceof WorldFileError) return tell(`${error.message}\n`, 2);
  if (error instanceof ConfigurationError) return tell(`${error.message}\n`, 1);
  throw error;
}

function tell(text: string, status: number): number {
  process.stderr.write(text);
  return status;
}
