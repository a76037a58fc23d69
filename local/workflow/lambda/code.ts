import type { HandlerName } from '../../../functions/shared/names.ts';

/** The files that functions are run from. */
export interface CodeFiles {
  file: (name: HandlerName) => URL;
  /** What runs them in a thread. */
  worker: URL;
}

/** Where a handler is when it runs from source. */
export function handlerFile(name: HandlerName): URL {
  return new URL(`../../../functions/${name}.ts`, import.meta.url);
}

/** Where what runs a handler is when it runs from source. */
export const workerFile: URL = new URL('functionWorker.ts', import.meta.url);
