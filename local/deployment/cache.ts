import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { SynthesizedStack } from '../../infra/app.ts';
import { CACHE_FOLDER } from './cacheFolder.ts';

/** As many configurations and states of the source tree as tests and people go back and forth between. */
const KEPT_FILES = 24;

const stacks: z.ZodType<SynthesizedStack[]> = z.array(
  z.strictObject({
    stackName: z.string(),
    kind: z.enum(['state', 'workflow', 'account', 'region', 'organization', 'product', 'operator']),
    accountId: z.string(),
    region: z.string(),
    template: z.record(z.string(), z.unknown()),
  }),
);

/** What was made under this key before, or else what `make` makes. A file that is damaged is made again. */
export async function cached(
  key: string,
  make: () => Promise<SynthesizedStack[]>,
  folder: string = CACHE_FOLDER,
): Promise<SynthesizedStack[]> {
  const file = join(folder, `${key}.json`);
  const kept = read(file);
  if (kept !== undefined) return kept;
  const made = await make();
  write(folder, file, made);
  return made;
}

function read(file: string): SynthesizedStack[] | undefined {
  try {
    return stacks.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written beside and renamed: several processes may do so at once. Where nothing can be written, nothing is kept. */
function write(folder: string, file: string, made: readonly SynthesizedStack[]): void {
  try {
    mkdirSync(folder, { recursive: true });
    const temporary = `${file}.${process.pid}.tmp`;
    writeFileSync(temporary, JSON.stringify(made));
    renameSync(temporary, file);
    forgetOld(folder);
  } catch (error) {
    if (!isUnwritable(error)) throw error;
  }
}

/** Files of our own alone: others may keep theirs beside. */
function forgetOld(folder: string): void {
  const names = readdirSync(folder).filter((name) => /\.json(\.\d+\.tmp)?$/.test(name));
  const files = names.map((name) => join(folder, name));
  const byAge = files
    .map((file) => ({ file, time: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .toSorted((a, b) => b.time - a.time);
  for (const { file } of byAge.slice(KEPT_FILES)) rmSync(file, { force: true });
}

/** Of a place where nothing can be kept. */
export function isUnwritable(error: unknown): boolean {
  return ['EACCES', 'EROFS', 'EPERM'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
