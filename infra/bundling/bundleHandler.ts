import { copyFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { DEPLOYMENT_FILE } from '../../functions/shared/deploymentData.ts';
import { BUNDLING } from './bundling.ts';

/**
 * Makes what is deployed of one handler: `node bundleHandler.ts <folder> <handler> [<file of the deployment's data>]`. A process of
 * its own, since the CDK waits for no promise and esbuild runs a plugin in none but its asynchronous calls.
 */
const [folder = '', name = '', deployment] = process.argv.slice(2);
const functions = fileURLToPath(new URL('../../functions/', import.meta.url));
await build({ ...BUNDLING, entryPoints: [join(functions, `${name}.ts`)], outfile: join(folder, 'index.js') });
cpSync(join(functions, 'scrapeConfigurations'), join(folder, 'scrapeConfigurations'), { recursive: true });
if (deployment !== undefined) copyFileSync(deployment, join(folder, DEPLOYMENT_FILE));
