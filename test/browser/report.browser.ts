import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer-core';
import { afterAll, describe, expect } from 'vitest';
import { axeViolations } from './accessibility/axe.ts';
import { tabThrough } from './accessibility/keyboard.ts';
import { browserTest as test } from './harness/test.ts';
import { look, LOOKS, SCREENSHOTS } from './harness/looks.ts';
import { pictureOf } from './harness/pictures.ts';
import { drawn, RUNS } from './report/runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The sections of the states that were entered. */
const storiesOf = (page: Page) => page.$$eval('.story', (stories) => stories.map(({ id }) => id));

describe.for(Object.entries(RUNS))('the report of %s', ([name, run]) => {
  let url: string | undefined;
  const open = async (page: Page) => {
    url ??= pathToFileURL(await drawn(name, run, folder)).href;
    await page.goto(url);
  };

  test('loads nothing but itself, and says how the run ended', async ({ page }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await open(page);
    await page.waitForNetworkIdle();
    expect(asked).toEqual([url]);
    expect(await page.$eval('.verdict', ({ textContent }) => textContent)).toMatch(new RegExp(`^${run.verdict}\\b`));
    expect((await storiesOf(page)).length).toBeGreaterThan(0);
  });

  test('runs no script and asks nobody, whatever gets into it', async ({ page, problems }) => {
    problems.expect(/^console: .*script-src/);
    problems.expect(/^console: .*img-src/);
    problems.expect(/^console: .*frame-src/);
    problems.expect(/^request: GET http:..evil.example.image /);
    await open(page);
    const answered: string[] = [];
    page.on('response', (response) => answered.push(response.url()));
    const hasRun = await page.evaluate(async () => {
      const make = (tag: string, attributes: Record<string, string>, text = '') => {
        const element = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        element.append(text);
        document.body.append(element);
        return new Promise((resolve) => ['load', 'error'].forEach((event) => element.addEventListener(event, resolve)));
      };
      const runs = 'globalThis.hasRun = true';
      void make('script', {}, runs);
      await make('img', { src: 'http://evil.example/image', onerror: runs });
      await make('iframe', { src: 'http://evil.example/frame' });
      return 'hasRun' in globalThis;
    });
    expect(hasRun).toBe(false);
    expect(answered).toEqual([]);
  });

  test.for(LOOKS)('is without a fault that axe finds, $scheme, $width wide', async (how, { page }) => {
    await look(page, how);
    await open(page);
    expect(await axeViolations(page)).toEqual([]);
  });

  test.for(LOOKS)('is not wider than the screen, $scheme, $width wide', async (how, { page }) => {
    await look(page, how);
    await open(page);
    mkdirSync(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: `${SCREENSHOTS}${name}-${how.scheme}-${how.width}.png`, fullPage: true });
    const widths = await page.$eval('html', ({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
    expect(widths).toEqual([how.width, how.width]);
  });

  test('is read by keyboard: each state that was entered leads to its section', async ({ page }) => {
    await open(page);
    const stops = await tabThrough(page);
    expect(stops.filter(({ isSeen }) => !isSeen)).toEqual([]);
    const stories = await storiesOf(page);
    const hrefs = stops.map(({ href }) => href);
    expect(stories.filter((id) => !hrefs.includes(`#${id}`))).toEqual([]);
    for (const id of stories) {
      await page.$eval(`a[href="#${id}"]`, (link) => {
        if (link instanceof SVGElement || link instanceof HTMLElement) link.focus();
      });
      await page.keyboard.press('Enter');
      const { hash, top, bottom } = await page.$eval(`[id="${id}"]`, (story) => {
        const { top, bottom } = story.getBoundingClientRect();
        return { hash: location.hash, top, bottom };
      });
      expect(hash).toBe(`#${id}`);
      expect(top).toBeLessThan(900);
      expect(bottom).toBeGreaterThan(0);
    }
  });

  test('is printed whole but for inputs and outputs, on white', async ({ page }) => {
    await look(page, { scheme: 'dark', width: 1280 });
    await page.emulateMediaType('print');
    await open(page);
    const hidden = await page.$$eval('h1, h2, h3, h4, p, svg, table, figure, .story, pre', (elements) =>
      elements
        .filter((one) => one.closest('details:not([open]), .payloads') === null && one.getClientRects().length === 0)
        .map(({ outerHTML }) => outerHTML.slice(0, 120)),
    );
    expect(hidden).toEqual([]);
    const cut = await page.$$eval('pre, .graph, .timeline, .scroll', (elements) =>
      elements
        .filter((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
        .map(({ outerHTML }) => outerHTML.slice(0, 120)),
    );
    expect(cut).toEqual([]);
    const lost = await page.$$eval('a[href^="#"]', (links) =>
      links
        .filter((one) => one.getClientRects().length > 0)
        .map((one) => one.getAttribute('href')?.slice(1) ?? '')
        .filter((id) => (document.getElementById(id)?.getClientRects().length ?? 0) === 0),
    );
    expect(lost).toEqual([]);
    expect(await page.$eval('body', (body) => getComputedStyle(body).backgroundColor)).toBe('rgb(255, 255, 255)');
    expect(
      Buffer.from(await page.pdf({ format: 'A4' }))
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });
});

test('the picture of the README is of the graph as it is drawn now', async ({ page }) => {
  const { onboard } = RUNS;
  if (onboard === undefined) throw new Error('There is no run of onboard.');
  await look(page, { scheme: 'light', width: 1080 });
  await page.goto(pathToFileURL(await drawn('picture', onboard, folder)).href);
  await pictureOf(page, 'run', '.graph svg');
});
