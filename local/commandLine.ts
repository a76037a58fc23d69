/** What the commands have in common: their options and files, and a caller's mistake told from a fault of theirs. */

import { readFileSync } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';

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
