import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { expect, inject, test as vitestTest } from 'vitest';
import { launch } from './chromium.ts';
import { watchProblems, type Problems } from './problems.ts';
import { serveAws, type Served } from './served.ts';

/** A browser for the file; a context and a page for the test. */
export const pageTest = vitestTest
  .extend('browser', { scope: 'file' }, async ({}, { onCleanup }): Promise<Browser> => {
    const browser = await launch(inject('chromium'));
    onCleanup(() => browser.close());
    return browser;
  })
  .extend('context', async ({ browser }, { onCleanup }): Promise<BrowserContext> => {
    const context = await browser.createBrowserContext();
    onCleanup(() => context.close());
    return context;
  })
  .extend('page', async ({ context }): Promise<Page> => {
    const page = await context.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    return page;
  });

/** The same, of a page in which nothing goes wrong but what the test expects by `problems.expect`. */
export const browserTest = pageTest.extend('problems', { auto: true }, ({ page }, { onCleanup }): Problems => {
  const problems = watchProblems(page);
  onCleanup(() => {
    expect(problems.list()).toEqual([]);
    expect(problems.missed()).toEqual([]);
  });
  return problems;
});

/** `browserTest` with `npm run aws` at work for the file. @param args its own, e.g. `--speed 300` */
export function servedTest(...args: string[]) {
  return browserTest.extend('served', { scope: 'file' }, async ({}, { onCleanup }): Promise<Served> => {
    const served = await serveAws(...args);
    onCleanup(() => served.stop());
    return served;
  });
}
