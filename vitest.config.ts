import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Of the sample's accounts, whatever infra/configuration.json and the environment are about.
    env: { AMP_SCRAPER_CONFIGURATION: fileURLToPath(new URL('test/configuration.json', import.meta.url)) },
    globalSetup: ['test/bundles.setup.ts'],
    // Whole workflows run inside a test, next to others on two cores; in the soak also some whose every attempt waits for real.
    testTimeout: process.env['AMP_SCRAPER_SOAK'] === '1' ? 300_000 : 60_000,
    hookTimeout: 60_000,
    reporters: ['default'],
    // On two cores vitest itself would take one.
    maxWorkers: 2,
    // Files share a process: what they all load, and what was evaluated and compiled once, stays warm. A seventh less work.
    isolate: false,
    // Room for new objects before they are collected, in the functions' threads too: that was a sixth of the work.
    execArgv: ['--min-semi-space-size=16'],
  },
});
