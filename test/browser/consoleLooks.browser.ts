import { mkdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { axeViolations } from './accessibility/axe.ts';
import { tabThrough } from './accessibility/keyboard.ts';
import { personAt } from './console/person.ts';
import { servedTest } from './harness/test.ts';
import { LOOKS, look, SCREENSHOTS } from './harness/looks.ts';

const ONBOARD = readFileSync(new URL('../../events/console-onboard.json', import.meta.url), 'utf8');
const OF_NO_CLUSTER = ONBOARD.replace('cluster/shop', 'cluster/nowhere');

const test = servedTest('--speed', '600');

const VIEWS: Readonly<Record<string, { hash: string; shows: string }>> = {
  start: { hash: '', shows: 'No findings' },
  executions: { hash: '#/executions', shows: 'SUCCEEDED' },
  connections: { hash: '#/connections', shows: 'allowed' },
  accounts: { hash: '#/accounts', shows: '111111111111' },
  account: { hash: '#/accounts/111111111111', shows: 'ACTIVE' },
  messages: { hash: '#/messages', shows: 'cluster "nowhere"' },
  nothing: { hash: '#/nothing', shows: 'names none' },
};

test('every view is without a fault that axe finds, no wider than the screen, and read by keyboard', async ({
  page,
  served,
}) => {
  const person = personAt(page, served.endpoint);
  await person.open();
  await person.press('Start onboard');
  await person.sees(/SUCCEEDED/);
  const views = { ...VIEWS, execution: { hash: new URL(page.url()).hash, shows: 'SUCCEEDED' } };
  await person.open();
  await person.put('Input', OF_NO_CLUSTER);
  await person.press('Start onboard');
  await person.sees(/FAILED/);
  mkdirSync(SCREENSHOTS, { recursive: true });
  const faults: Record<string, unknown> = {};
  for (const [name, { hash, shows }] of Object.entries(views)) {
    for (const how of LOOKS) {
      await look(page, how);
      await person.open(hash);
      await person.reads(shows).catch((error: unknown) => {
        throw new Error(`The view ${name} does not show ${shows}`, { cause: error });
      });
      const where = `${name}-${how.scheme}-${how.width}`;
      await page.screenshot({ path: `${SCREENSHOTS}console-${where}.png`, fullPage: true });
      const violations = await axeViolations(page);
      const scrollWidth = await page.$eval('html', (html) => html.scrollWidth);
      if (violations.length > 0 || scrollWidth !== how.width) faults[where] = { violations, scrollWidth };
    }
    const unseen = (await tabThrough(page)).filter(({ isSeen }) => !isSeen);
    if (unseen.length > 0) faults[`${name} by keyboard`] = unseen;
  }
  expect(faults).toEqual({});
  await page.goto('about:blank');
});
