import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '../configurationError.ts';
import { jsonProblem } from './json.ts';

/**
 * The JSON of a file that people write.
 * @param what What it is, e.g. `configuration`
 * @param named How another file is named in its place
 * @throws ConfigurationError when there is no such file, it is no text in UTF-8 or no JSON: with the file, and the line and column
 */
export function readWrittenJson(file: URL, what: string, named: string): unknown {
  const path = fileURLToPath(file);
  const text = readWrittenText(path, what, named);
  const problem = jsonProblem(text);
  if (problem !== undefined) {
    throw new ConfigurationError(`${path}:${problem.line}:${problem.column} is not JSON: ${problem.problem}.`);
  }
  return JSON.parse(text);
}

/**
 * The text of a file that people write, or have written by a redirection.
 * @param what As `readWrittenJson` has them
 * @throws ConfigurationError when there is no such file, or it is no text in UTF-8
 */
export function readWrittenText(path: string, what: string, named: string): string {
  return textOf(bytesOf(path, what, named), path);
}

function bytesOf(path: string, what: string, named: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    throw new ConfigurationError(
      `${whyUnreadable(path, what, code, cause)} Write the ${what} there, or name another file ${named}.`,
      { cause },
    );
  }
}

function whyUnreadable(path: string, what: string, code: unknown, cause: unknown): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `There is no file ${path} to read the ${what} from.`;
    case 'EISDIR':
      return `${path} is a folder, and not the file of the ${what}.`;
    case 'EACCES':
      return `${path}, the file of the ${what}, may not be read.`;
    default:
      return `${path}, the file of the ${what}, cannot be read: ${String(cause)}.`;
  }
}

const REMEDY = 'Save it as UTF-8 without a byte order mark.';

/** Editors and PowerShell's redirections write the others. */
function textOf(bytes: Buffer, path: string): string {
  if (isUtf16(bytes)) throw new ConfigurationError(`${path} is in UTF-16. ${REMEDY}`);
  if (bytes.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf))) {
    throw new ConfigurationError(`${path} begins with a byte order mark. ${REMEDY}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ConfigurationError(`${path} is not in UTF-8. ${REMEDY}`, { cause });
  }
}

/** By its mark, or by the zero that is half of each of the first two characters, which JSON has in ASCII (RFC 4627, section 3). */
function isUtf16(bytes: Buffer): boolean {
  const [first, second, third, fourth] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return (first === 0 && third === 0) || (second === 0 && fourth === 0);
}
