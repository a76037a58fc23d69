import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/bundles.setup.ts'],
    // Whole workflows run inside a test, next to others on two cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default'],
    // On two cores vitest itself would take one.
    maxWorkers: 2,
    // Files share a process: what they all load, and what was evaluated and compiled once, stays warm. A seventh less work.
    isolate: false,
  },
});
