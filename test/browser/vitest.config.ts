import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { findChromium, type Chromium } from './harness/chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    chromium: Chromium;
  }
}

/** @throws on CI where there has to be a Chromium and is none: tests that are skipped there would prove nothing for ever. */
export default defineConfig(async () => {
  const chromium = await findChromium();
  const isMissing = 'missing' in chromium;
  if (isMissing) {
    if (process.env['CI'] === 'true' && process.platform === 'linux' && process.arch === 'x64')
      throw new Error(chromium.missing);
    process.stderr.write(`The browser's tests are skipped. ${chromium.missing}\n`);
  }
  return {
    root: fileURLToPath(new URL('../../', import.meta.url)),
    test: {
      include: isMissing ? [] : ['test/browser/**/*.browser.ts'],
      passWithNoTests: isMissing,
      ...(isMissing ? {} : { provide: { chromium } }),
      env: { AMP_SCRAPER_CONFIGURATION: fileURLToPath(new URL('../configuration.json', import.meta.url)) },
      testTimeout: 60_000,
      hookTimeout: 60_000,
      reporters: ['default'],
      // A file has a browser and a server beside it, which are as much as two cores have.
      maxWorkers: 1,
    },
  };
});
