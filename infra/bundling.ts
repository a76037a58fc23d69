/**
 * How a handler becomes the one file that Lambda runs: with the SDK in it, since the runtime's own lags behind and may not
 * know roleConfiguration; minified; CommonJS, which loads faster than ESM here. `module` before `main` lets esbuild drop
 * what is not used of the SDK: that, and not minifying, is what shortens the cold start.
 */
export const BUNDLING = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  minify: true,
  mainFields: ['module', 'main'],
  sourcemap: true,
} as const;
