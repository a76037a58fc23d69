import { readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';
import { personAt, type Person } from './console/person.ts';
import { pictureOf } from './harness/pictures.ts';
import { servedTest } from './harness/test.ts';

const TOUR = readFileSync(new URL('../../docs/tour.md', import.meta.url), 'utf8');

const NO_CLUSTER = JSON.stringify(
  {
    clusterArn: 'arn:aws:eks:us-west-2:111111111111:shop',
    workspaceArn: 'arn:aws:aps:us-west-2:222222222222:workspace/ws-11111111-2222-3333-4444-555555555555',
  },
  null,
  2,
);

interface Walk extends Person {
  /** Makes the picture of that name, or holds it to what is seen now. @param selector the whole screen when absent */
  picture(name: string, selector?: string): Promise<void>;
}

/** The steps of the page of the documentation, by its headings. */
const STEPS: Readonly<Record<string, (walk: Walk) => Promise<void>>> = {
  'Ask for a connection': async ({ open, reads, picture, press }) => {
    await open();
    await reads('No findings');
    await picture('tour-1');
    await press('Start onboard');
  },
  'Watch it': async ({ reads, picture }) => {
    await reads(/WaitForScraper\s+Wait … running/);
    await picture('tour-2', '.graph');
  },
  'Look at what is there': async ({ sees, follow, reads, picture }) => {
    await sees(/SUCCEEDED/);
    await follow('Connections');
    await reads('allowed');
    await picture('tour-3', '.chain');
    await follow('Accounts');
    await follow('111111111111');
    await reads('ACTIVE');
  },
  'Take it away': async ({ follow, put, press, sees, reads }) => {
    await follow('Start');
    await put('Workflow', 'offboard');
    await reads('Start offboard');
    await press('Start offboard');
    await sees(/offboard: SUCCEEDED/);
  },
  "Use the tag's door": async ({ press, reads, picture, follow }) => {
    await follow('Accounts');
    await follow('111111111111');
    await reads('amp-scraper-workspace = central');
    await picture('tour-4', '[aria-label="Cluster shop"]');
    await press('Remove amp-scraper-workspace from shop');
    await reads('amp-scraper-workspace is removed.');
    await press('Tag shop');
    await reads('amp-scraper-workspace is central.');
    await follow('Executions');
    await reads(/onboard[^]*SUCCEEDED[^]*offboard[^]*SUCCEEDED/);
  },
  'See it refuse': async ({ follow, put, reads, picture, press, sees }) => {
    await follow('Start');
    await put('Input', NO_CLUSTER);
    await reads('is not the ARN of an EKS cluster');
    await picture('tour-5');
    await press('Start onboard');
    await sees(/FAILED/);
    await reads('RequestRefused');
    await follow('Messages');
    await reads('InvalidRequest');
  },
};

/** Sections by their headings, without their numbers. */
function sections(): Map<string, string> {
  const parts = TOUR.split(/^## \d+\. /m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part]));
}

function boldOf(section: string): string[] {
  return [...section.matchAll(/\*\*([^*]+)\*\*/g)].map(([, word = '']) => word);
}

/** All that the page shows, in its links, its fields and its lists too. */
const shown = (page: Page) =>
  page.$eval('body', (body) => {
    const fields = [...body.querySelectorAll('input')].map(({ value }) => value);
    return [body.innerText, ...fields].join('\n');
  });

const test = servedTest('--speed', '200');

test('the walk is as the page of the documentation tells it', async ({ page, served }) => {
  const texts: string[] = [];
  const person = personAt(page, served.endpoint);
  const seen =
    <Args extends unknown[]>(act: (...args: Args) => Promise<unknown>) =>
    async (...args: Args) => {
      await act(...args);
      texts.push(await shown(page));
    };
  const walk: Walk = {
    ...person,
    open: seen(person.open),
    reads: seen(person.reads),
    sees: seen(person.sees),
    picture: seen((name: string, selector?: string) => pictureOf(page, name, selector)),
  };
  await page.setViewport({ width: 1100, height: 560 });
  const told = sections();
  const walked = [...told.keys()].filter((heading) => heading !== 'Keep the picture');
  expect(walked).toEqual(Object.keys(STEPS));
  for (const [heading, take] of Object.entries(STEPS)) {
    texts.length = 0;
    await take(walk);
    const section = told.get(heading) ?? '';
    expect(boldOf(section).filter((word) => !texts.some((text) => text.includes(word)))).toEqual([]);
  }
  await page.goto('about:blank');
});
