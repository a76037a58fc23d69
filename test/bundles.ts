import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inject } from 'vitest';
import type { HandlerName } from '../functions/shared/names.ts';

/** For `startRuntime`: the functions run from the bundles that are deployed. */
export const BUNDLED = { file: (name: HandlerName): URL => pathToFileURL(join(inject('bundles'), `${name}.cjs`)) };
