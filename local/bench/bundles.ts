import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { HANDLER_NAMES, type HandlerName } from '../../functions/shared/names.ts';
import { BUNDLING } from '../../infra/bundling/bundling.ts';

const FUNCTIONS = new URL('../../functions/', import.meta.url);

/**
 * What NodejsFunction passes to esbuild for a nodejs24.x function that sets nothing but bundleAwsSDK: no minifying, no main fields, no
 * format, which is CommonJS for the platform node, no source map (aws-cdk-lib 2.276.0, aws-lambda-nodejs/lib/bundling.js).
 */
const NODEJS_FUNCTION_DEFAULT = { bundle: true, platform: 'node', target: 'node24' } as const;

/** The ways to bundle that are compared. */
export const WAYS = ['ours', 'byDefault'] as const;
/** `ours` as the stacks bundle, `byDefault` as NodejsFunction does. */
export type Way = (typeof WAYS)[number];

const SETTINGS: Readonly<Record<Way, BuildOptions>> = {
  ours: BUNDLING,
  byDefault: NODEJS_FUNCTION_DEFAULT,
};

/** The handlers by whether their file is there. */
export function handlersPresent(): { present: HandlerName[]; absent: HandlerName[] } {
  const names: HandlerName[] = [...HANDLER_NAMES];
  const isPresent = (name: string) => existsSync(new URL(`${name}.ts`, FUNCTIONS));
  return { present: names.filter(isPresent), absent: names.filter((name) => !isPresent(name)) };
}

/** Bundles the handlers in one of the two ways, each into a file of its own. */
export async function bundle(names: readonly string[], way: Way, folder: string): Promise<void> {
  await build({
    ...SETTINGS[way],
    absWorkingDir: fileURLToPath(new URL('..', FUNCTIONS)),
    entryPoints: names.map((name) => fileURLToPath(new URL(`${name}.ts`, FUNCTIONS))),
    outdir: join(folder, way),
    outExtension: { '.js': '.cjs' },
    logLevel: 'error',
  });
}

/** Where `bundle` has put a handler's. @param folder that it was given. */
export function bundleFile(folder: string, way: Way, name: string): string {
  return join(folder, way, `${name}.cjs`);
}

/** Without its source map, which is not loaded. */
export function bundleBytes(file: string): number {
  return statSync(file).size;
}
