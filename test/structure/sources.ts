import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What is not the project's own. */
const LEFT_OUT = ['node_modules', 'cdk.out', 'coverage'];

/** The project's TypeScript but for declarations, by path from its root: found without git, which a copy may not have. */
export function sourceFiles(folder = ''): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && !LEFT_OUT.includes(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sourceFiles(path);
      return path.endsWith('.ts') && !path.endsWith('.d.ts') ? [path] : [];
    })
    .toSorted();
}

export function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

export interface Import {
  from: string;
  /** A file of the project by its path from the root; a package as it is written. */
  to: string;
  isPackage: boolean;
  /** Whether nothing of it is there when the program runs. */
  isType: boolean;
}

/** `import ... from`, `export ... from` and `import '...'`. */
const STATEMENT = /^(?:import|export)\s+(?:([\w\s{},*$]*?)\s+from\s+)?['"]([^'"]+)['"]/gm;
/** `import('...')`, of values and in types. */
const CALL = /\bimport\(\s*['"]([^'"]+)['"]/g;

/** What a file's text imports. */
export function importsOf(from: string, text: string): Import[] {
  const statements = [...text.matchAll(STATEMENT)].map(([, names = '', to = '']) => ({ names, to }));
  const calls = [...text.matchAll(CALL)].map(([, to = '']) => ({ names: '', to }));
  return [...statements, ...calls].map(({ names, to }) => {
    const isPackage = !to.startsWith('.');
    return { from, to: isPackage ? to : normalize(join(dirname(from), to)), isPackage, isType: isTypeOnly(names) };
  });
}

/** `type { A }`, and `{ type A, type B }`. */
function isTypeOnly(names: string): boolean {
  if (names.startsWith('type ')) return true;
  const listed = /^\{(.*)\}$/s.exec(names)?.[1]?.split(',') ?? [];
  const own = listed.map((name) => name.trim()).filter((name) => name !== '');
  return own.length > 0 && own.every((name) => name.startsWith('type '));
}
