import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';

const PICTURES = new URL('../../../docs/pictures/', import.meta.url);

/** A page with pictures is to be fetched in a moment. */
const MOST_BYTES = 150_000;

/** @param name of a picture of the documentation. @throws where there is none */
function readPicture(name: string): Uint8Array {
  return readFileSync(new URL(`${name}.png`, PICTURES));
}

function writePicture(name: string, png: Uint8Array): void {
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(new URL(`${name}.png`, PICTURES), png);
}

/** Width and height in pixels, as the header of a PNG says. @throws for what is none */
function sizeOf(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  if (view.getUint32(0) !== 0x89_50_4e_47) throw new Error('This is no PNG.');
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/**
 * With AMP_SCRAPER_WRITE_PICTURES=1 makes a picture of the documentation; without it holds the one that is there to the size of what is
 * seen now, since a machine's fonts are its own.
 * @param selector of what it is of; the whole screen when absent
 */
export async function pictureOf(page: Page, name: string, selector?: string): Promise<void> {
  const element = selector === undefined ? null : await page.waitForSelector(selector);
  const png = await (element ?? page).screenshot();
  if (process.env['AMP_SCRAPER_WRITE_PICTURES'] === '1') writePicture(name, png);
  const kept = readPicture(name);
  const [is, was] = [sizeOf(png), sizeOf(kept)];
  expect(is.width, `the width of ${name}.png`).toBe(was.width);
  expect(Math.abs(is.height - was.height), `what ${name}.png is higher or lower`).toBeLessThan(was.height / 5);
  expect(kept.byteLength).toBeLessThan(MOST_BYTES);
}
