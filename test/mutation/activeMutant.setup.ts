import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The id of the change that is switched on; none has the empty one. */
    activeMutant: string;
  }
}

/** Where the code that Stryker has changed looks for the change that is switched on. */
Object.assign(globalThis, { __stryker__: { activeMutant: inject('activeMutant') } });
