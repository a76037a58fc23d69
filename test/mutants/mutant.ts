import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyPatch, parsePatch } from 'diff';
import { transformSync } from 'esbuild';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = join(ROOT, 'test/mutants');

/** A fault as a patch of the mended source, with the test that has to notice it. */
export interface Mutant {
  name: string;
  /** Relative to the project's folder. */
  testFile: string;
  /** A part of the test's full name. */
  testName: string;
  /** A unified diff as Git writes it. */
  diff: string;
}

/** A patch that is none, or that does not fit the source any more. */
export class PatchError extends Error {
  override readonly name = 'PatchError';
}

/** Every `*.patch` beside this file. @throws PatchError */
export function readMutants(): Mutant[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.patch'))
    .toSorted()
    .map((file) => parseMutant(basename(file, '.patch'), readFileSync(join(FOLDER, file), 'utf8')));
}

/** Prose, a line `Test: FILE`, a line `Name: PART OF A NAME`, and a diff. @throws PatchError */
export function parseMutant(name: string, text: string): Mutant {
  const start = text.search(/^diff --git /m);
  if (start < 0) throw new PatchError(`${name}.patch has no line that begins with "diff --git".`);
  const [head, diff] = [text.slice(0, start), text.slice(start)];
  const field = (key: string) => {
    const [, value] = new RegExp(`^${key}: (.+)$`, 'm').exec(head) ?? [];
    if (value === undefined) throw new PatchError(`${name}.patch has no line "${key}: ..." above its diff.`);
    return value.trim();
  };
  return { name, testFile: field('Test'), testName: plainName(field('Name')), diff };
}

/** Vitest puts " > " or a blank between the parts of a test's full name. */
export function plainName(fullName: string): string {
  return fullName.replaceAll(' > ', ' ');
}

/**
 * The files that the mutant changes, by path, with their text in it. What cannot be loaded is no mutant: every test fails for it.
 * @param read The text of a file of the project; undefined when there is none.
 * @throws PatchError
 */
export function applyMutant(
  { name, diff }: Mutant,
  read: (path: string) => string | undefined,
): Readonly<Record<string, string>> {
  const patches = parseDiff(name, diff);
  const changed = patches.map(({ oldFileName = '', newFileName = '', ...patch }) => {
    const [from, to] = [oldFileName, newFileName].map((one) => one.replace(/^[ab]\//, ''));
    if (from === undefined || from !== to) {
      throw new PatchError(`${name}.patch makes, deletes or renames ${oldFileName}: change what is there instead.`);
    }
    const text = applyPatch(read(from) ?? '', { oldFileName, newFileName, ...patch });
    if (text === false) throw new PatchError(`${name}.patch does not fit ${from} any more: make its diff anew.`);
    requireSyntax(name, from, text);
    return [from, text] as const;
  });
  return Object.fromEntries(changed);
}

function parseDiff(name: string, diff: string): ReturnType<typeof parsePatch> {
  try {
    const patches = parsePatch(diff);
    if (patches.every(({ hunks }) => hunks.length > 0)) return patches;
  } catch (error) {
    throw new PatchError(`${name}.patch is no unified diff: ${String(error)}`, { cause: error });
  }
  throw new PatchError(`${name}.patch names a file of which it changes nothing.`);
}

function requireSyntax(name: string, path: string, text: string): void {
  try {
    if (path.endsWith('.ts')) transformSync(text, { loader: 'ts', logLevel: 'silent' });
    if (path.endsWith('.json')) JSON.parse(text);
  } catch (error) {
    throw new PatchError(`${name}.patch leaves ${path} as nothing that can be loaded: ${String(error)}`, {
      cause: error,
    });
  }
}
