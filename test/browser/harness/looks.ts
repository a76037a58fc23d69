import type { Page } from 'puppeteer-core';

/** How people look at a page: by day and by night, on a desk and on a telephone. */
export const LOOKS = ['light', 'dark'].flatMap((scheme) => [1280, 390].map((width) => ({ scheme, width })));

/** Where screenshots stay, for who wants to look at them. */
export const SCREENSHOTS = new URL('../../../node_modules/.cache/amp-scraper-screenshots/', import.meta.url).pathname;

export async function look(page: Page, { scheme, width }: (typeof LOOKS)[number]): Promise<void> {
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
}
