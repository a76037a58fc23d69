import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { literalKeys } from './literalKeys.ts';

/**
 * How a handler becomes the one file that Lambda runs: with the SDK in it, since the runtime's own lags behind and may not
 * know roleConfiguration; minified; CommonJS, which loads faster than ESM here. `module` before `main` lets esbuild drop
 * what is not used of the SDK: that, not minifying, and leaving out the credential chain are what shorten the cold start.
 *
 * The source map lies beside the bundle in the asset, without the sources, and Node.js is not told to use it: with
 * --enable-source-maps every load takes a quarter to two fifths longer. A stack from the logs is mapped offline, with the
 * index.js.map of the deployed asset.
 */
export const BUNDLING = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  minify: true,
  mainFields: ['module', 'main'],
  alias: {
    '@aws-sdk/credential-provider-node': fileURLToPath(
      new URL('../../functions/shared/aws/environmentCredentials.ts', import.meta.url),
    ),
  },
  plugins: [literalKeys],
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'error',
} satisfies BuildOptions;
