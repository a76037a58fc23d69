import { readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { describe, expect } from 'vitest';
import { personAt, type Person } from './console/person.ts';
import { serveAws } from './harness/served.ts';
import { browserTest } from './harness/test.ts';

/** A scraper is ACTIVE after some two seconds. */
const SPEED = ['--speed', '600'];

/** Each test has an embedded AWS of its own, and somebody who looks at its page. */
const test = browserTest
  .extend('served', async ({}, { onCleanup }) => {
    const served = await serveAws(...SPEED);
    onCleanup(() => served.stop());
    return served;
  })
  .extend('person', async ({ page, served }, { onCleanup }): Promise<Person> => {
    // The page asks its server once a second, and goes before it.
    onCleanup(async () => void (await page.goto('about:blank')));
    return personAt(page, served.endpoint);
  });

const ONBOARD = readFileSync(new URL('../../events/console-onboard.json', import.meta.url), 'utf8');
const OF_NO_CLUSTER = ONBOARD.replace('cluster/shop', 'cluster/nowhere');

describe('by the door of', () => {
  test('the console a request is started, its states light up, and the connection is there', async ({ person }) => {
    await person.open();
    await person.press('Start onboard');
    await person.sees(/^amp-scraper-onboard: RUNNING$/);
    await person.reads('WaitForScraper');
    await person.sees(/^amp-scraper-onboard: SUCCEEDED$/);
    await person.follow('Connections');
    await person.reads('connected');
    expect(await person.view()).not.toContain('refused');
  });

  test('the tag a cluster that is tagged is connected, and disconnected when its tag is removed', async ({
    person,
  }) => {
    await person.open('#/accounts/111111111111');
    await person.press('Remove amp-scraper-workspace from shop');
    await person.reads('amp-scraper-workspace is removed.');
    await person.press('Tag shop');
    await person.reads('amp-scraper-workspace is central.');
    await person.follow('Executions');
    await person.reads(/onboard[^]*SUCCEEDED/);
    await person.open('#/accounts/111111111111');
    await person.press('Remove amp-scraper-workspace from shop');
    await person.follow('Executions');
    await person.reads(/offboard[^]*SUCCEEDED/);
  });

  test('the product what CloudFormation sends is handed to its function', async ({ person }) => {
    await person.open();
    await person.put('Sample', 'product-create');
    await person.press('Invoke the product’s function');
    await person.follow('Executions');
    await person.reads(/onboard[^]*SUCCEEDED/);
  });
});

test('what is wrong is told beside its field, and what is started all the same fails in words and by mail', async ({
  person,
}) => {
  await person.open();
  await person.put('Input', '{ "clusterArn": 5 }');
  await person.reads('Line 1: clusterArn');
  await person.put('Input', OF_NO_CLUSTER);
  await person.press('Start onboard');
  await person.sees(/^amp-scraper-onboard: FAILED$/);
  await person.reads('RequestRefused');
  expect(await person.view()).toContain('nowhere');
  await person.follow('Messages');
  await person.sees(/^Messages$/);
  await person.reads('cluster "nowhere"');
});

test('an execution is stopped by a second click, and what it has made is taken away', async ({ person }) => {
  await person.open();
  await person.press('Start onboard');
  await person.reads('WaitForScraper');
  await person.press('Stop');
  await person.press('Stop it now');
  await person.sees(/^amp-scraper-onboard: ABORTED$/);
  await person.open('#/accounts/111111111111');
  await person.reads('It has no scraper');
});

/** What has the focus, by what it is called. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement: one } = document;
    return one?.getAttribute('aria-label') ?? one?.textContent?.trim() ?? '';
  });
}

async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 200; presses += 1) {
    if (name.test(await focused(page))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`No Tab leads to ${name}.`);
}

test('without a mouse an execution is started, watched, and each of its states is reached', async ({
  page,
  person,
}) => {
  await person.open();
  await tabTo(page, /^Start onboard$/);
  await page.keyboard.press('Enter');
  await person.sees(/SUCCEEDED/);
  await tabTo(page, /^ResolveRequest Task ✓ succeeded/);
  await page.keyboard.press('Enter');
  expect(await focused(page)).toMatch(/^ResolveRequest/);
  expect(page.url()).toContain('#/executions/');
});

test('markup in what is sent stands as text', async ({ page, person }) => {
  const markup = '<img src=x onerror=alert(1)>';
  await person.open();
  await person.put('Input', JSON.stringify({ clusterArn: markup }));
  await person.reads('is not the ARN of an EKS cluster');
  await person.press('Start onboard');
  await person.sees(/FAILED/);
  await person.reads(markup);
  expect(await page.$('main img')).toBeNull();
});
