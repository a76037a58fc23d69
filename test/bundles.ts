import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inject } from 'vitest';
import type { CodeFiles } from '../local/workflow/lambda/code.ts';

const bundle = (name: string) => pathToFileURL(join(inject('bundles'), `${name}.cjs`));

/** For `startRuntime`: the functions run from the bundles that are deployed. */
export const BUNDLED: CodeFiles = { file: bundle, worker: bundle('functionWorker') };
