import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { besideBundle } from './besideBundle.ts';
import { literalKeys } from './literalKeys.ts';
import { pureSchemas } from './pureSchemas.ts';
import { standInsWithin } from './standInsWithin.ts';
import { versionsOnly } from './versionsOnly.ts';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * How a handler becomes the one file that Lambda runs: with the SDK in it, since the runtime's own lags behind and may not
 * know roleConfiguration; minified; CommonJS, which loads faster than ESM here. `module` before `main` lets esbuild drop
 * what is not used of the SDK: that, not minifying, and leaving out what no call reaches are what shorten the cold start. Should the SDK
 * come to import another name of what has a stand-in, it no longer bundles. What the SDK imports when it first calls is required
 * then: for `import('node:http')` Node.js loads undici too, which nothing here uses.
 *
 * The source map lies beside the bundle in the asset, without the sources, and nothing tells Node.js to use it: with
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
  supported: { 'dynamic-import': false },
  alias: {
    '@aws-sdk/credential-provider-node': file('../../functions/shared/aws/environmentCredentials.ts'),
    '@aws-sdk/middleware-endpoint-discovery': file('standIns/endpointDiscovery.ts'),
    '@aws-sdk/signature-v4-multi-region': file('standIns/signatureV4MultiRegion.ts'),
    '@smithy/core/event-streams': file('standIns/eventStreams.ts'),
    // Its ES modules, which it offers to browsers alone; Node.js has all that they ask of one.
    yaml: file('../../node_modules/yaml/browser/dist/index.js'),
  },
  plugins: [literalKeys, versionsOnly, standInsWithin, pureSchemas, besideBundle],
  sourcemap: 'external',
  sourcesContent: false,
  logLevel: 'error',
} satisfies BuildOptions;
