import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** Where a client of the SDK has the shapes of all its operations. */
const SCHEMAS = /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/].*[\\/]schemas_\d+\.js$/;
const NAME = /^const (_\w+) = ("[^"\\]*");$/gm;
const COMPUTED_KEY = /\[(_\w+)\]:/g;

/**
 * Lets esbuild drop the shapes that no call uses: EC2's are half a megabyte. They write their keys as `[_eQN]`, with a constant of
 * the same file, and esbuild keeps every statement that has a computed key, since making a key of a value may run code. The key is written out here.
 * @throws Error of the bundling when a schema has a key that is no such constant.
 */
export const literalKeys: Plugin = {
  name: 'literalKeys',
  setup({ onLoad }) {
    onLoad({ filter: SCHEMAS }, ({ path }) => ({ contents: withLiteralKeys(readFileSync(path, 'utf8'), path) }));
  },
};

/** @param file named by the error. @throws Error as the plugin's. */
export function withLiteralKeys(source: string, file: string): string {
  const literals = new Map([...source.matchAll(NAME)].map(([, name, literal]) => [name, literal]));
  return source.replaceAll(COMPUTED_KEY, (_, name: string) => {
    const literal = literals.get(name);
    if (literal === undefined) throw new Error(`${file}: ${name} is a key and no constant of the file.`);
    return `${literal}:`;
  });
}
