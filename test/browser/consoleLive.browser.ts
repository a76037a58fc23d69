import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { readFileSync } from 'node:fs';
import type { HTTPRequest, Page } from 'puppeteer-core';
import { expect, vi } from 'vitest';
import { personAt } from './console/person.ts';
import { servedTest } from './harness/test.ts';

const test = servedTest();

const COUNT = 100;
const MACHINE = 'arn:aws:states:us-west-2:333333333333:stateMachine:amp-scraper-onboard';
const INPUT = readFileSync(new URL('../../events/console-onboard.json', import.meta.url), 'utf8');

/** One is at work, the others wait for their turn: all are RUNNING. @returns the ARN of the first */
async function startMany(endpoint: string): Promise<string> {
  const credentials = { accessKeyId: '333333333333', secretAccessKey: 'test' };
  const states = new SFNClient({ endpoint, region: 'us-west-2', credentials });
  const started: string[] = [];
  for (let nth = 0; nth < COUNT; nth += 1) {
    const command = new StartExecutionCommand({ stateMachineArn: MACHINE, name: `live-${nth}`, input: INPUT });
    const { executionArn = '' } = await states.send(command);
    started.push(executionArn);
  }
  return started[0] ?? '';
}

/** How often the page asks for an operation, from now on. */
function watched(page: Page) {
  const asked = new Map<string, number>();
  page.on('request', (request: HTTPRequest) => {
    const operation = request.headers()['x-amz-target'] ?? request.url();
    asked.set(operation, (asked.get(operation) ?? 0) + 1);
  });
  return (operation: string) => asked.get(`AWSStepFunctions.${operation}`) ?? 0;
}

const running = (page: Page) =>
  page.$$eval('tbody tr', (rows) => rows.filter(({ innerText }) => innerText.includes('RUNNING')).length);

test(`with ${COUNT} executions running all are listed, and one that is open is live`, async ({ page, served }) => {
  const first = await startMany(served.endpoint);
  const person = personAt(page, served.endpoint);
  const asked = watched(page);
  await person.open('#/executions');
  for (let shown = 25; shown < COUNT; shown += 25) await person.press('Show older ones');
  await vi.waitFor(async () => expect(await running(page)).toBe(COUNT), { timeout: 30_000 });
  expect(asked('DescribeExecution')).toBe(0);

  await person.open(`#/executions/${encodeURIComponent(first)}`);
  await person.reads('CreateScraper');
  const [before, time] = [asked('DescribeExecution'), await page.$eval('.execution', ({ textContent }) => textContent)];
  await vi.waitFor(() => expect(asked('DescribeExecution')).toBeGreaterThan(before + 2), { timeout: 30_000 });
  expect(await page.$eval('.execution', ({ textContent }) => textContent)).not.toBe(time);
  await page.goto('about:blank');
});
