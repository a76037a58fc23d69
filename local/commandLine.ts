/** What the commands have in common: their options and files, and a caller's mistake told from a fault of theirs. */

import { readFileSync } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ConfigurationError } from '../infra/configuration/configurationError.ts';
import { WorldFileError } from './world/problems.ts';

/** The caller's mistake: an unknown option, a file that is not there. Ends a command with exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** As node:util's, with its refusals as UsageError. */
export function parseCommandLine<Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** @throws UsageError when the file cannot be read. */
export function readTextFile(file: string | URL, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `Cannot read the ${what} ${String(file)}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** @throws UsageError when it is no JSON. */
export function readJsonFile(file: string | URL, what: string): unknown {
  const text = readTextFile(file, what);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `The ${what} ${String(file)} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/**
 * Tells people of their mistake, and how a command is used where that is what was mistaken.
 * @returns the exit status: 1 for the deployment's configuration, 2 for what the command was given
 * @throws what is no mistake of theirs
 */
export function tellMistake(error: unknown, usage: string): number {
  if (error instanceof UsageError) return tell(`${error.message}\n\n${usage}`, 2);
  if (error instanceof WorldFileError) return tell(`${error.message}\n`, 2);
  if (error instanceof ConfigurationError) return tell(`${error.message}\n`, 1);
  throw error;
}

function tell(text: string, status: number): number {
  process.stderr.write(text);
  return status;
}
