import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Why nothing can be written to a file, as far as it can be told before; undefined where nothing is known to be in the way. */
export function writeProblem(file: string): string | undefined {
  const folder = dirname(file);
  if (!existsSync(folder)) return `there is no folder ${folder}`;
  if (existsSync(file) && !statSync(file).isFile()) return 'it is no file';
  try {
    accessSync(existsSync(file) ? file : folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
