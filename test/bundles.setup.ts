import type { TestProject } from 'vitest/node';
import { bundlesFolder } from '../local/workflow/lambda/bundles.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the functions' bundles. */
    bundles: string;
  }
}

/**
 * Bundles the functions once for all tests, as they are deployed: what runs is the deployed file, and a test file that starts
 * all of them does so in a third of the time that their sources and the whole SDK take to load.
 */
export default async function setup({ provide }: TestProject): Promise<void> {
  provide('bundles', await bundlesFolder());
}
