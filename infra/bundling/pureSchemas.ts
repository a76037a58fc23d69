import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** A file of the functions. */
const FUNCTIONS = /[\\/]functions[\\/].*\.ts$/;
const SCHEMA_CALL = /(?<![\w.$])z\.(?=\w+\()/g;

/**
 * Lets esbuild drop the schemas of zod that a function does not read, and what they are made of: a call whose result nobody takes stays
 * in a bundle unless it is marked. `contract.ts` has the schemas of all states.
 * @throws Error of the bundling where zod is configured, a call that is made for its effect.
 */
export const pureSchemas: Plugin = {
  name: 'pureSchemas',
  setup({ onLoad }) {
    onLoad({ filter: FUNCTIONS }, ({ path }) => ({
      contents: withPureSchemas(readFileSync(path, 'utf8'), path),
      loader: 'ts',
    }));
  },
};

/** The source of a module of ours with the mark; one that has no calls of zod is as it was. */
export function withPureSchemas(source: string, file: string): string {
  if (/(?<![\w.$])z\.(config|globalRegistry)\b/.test(source)) throw new Error(`${file}: zod is configured.`);
  return source.replaceAll(SCHEMA_CALL, '/* @__PURE__ */ z.');
}
