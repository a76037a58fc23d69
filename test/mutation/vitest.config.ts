import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** As the project's own, for tests of rules alone: no bundles, one process, and the first failure is enough. What is told is Stryker's. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    env: base.test?.env ?? {},
    bail: 1,
    setupFiles: ['test/mutation/activeMutant.setup.ts'],
    fileParallelism: false,
    isolate: false,
    pool: 'threads',
    reporters: [],
  },
});
