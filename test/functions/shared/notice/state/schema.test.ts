import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import {
  stateChangeDetail,
  stateEvent,
  STATE_CHANGE,
} from '../../../../../functions/shared/notice/state/stateEvent.ts';
import { CLUSTER_ARN, EXECUTION_ARN, NAMES, STARTED, WORKSPACE_ARN } from '../../../support.ts';

const FILE = new URL('../../../../../docs/state-change.schema.json', import.meta.url);
const AGAIN = 'AMP_SCRAPER_WRITE_SCHEMA=1 npx vitest run test/functions/shared/notice/state/schema.test.ts';

const made = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: `Detail of the event ${STATE_CHANGE}`,
  ...z.toJSONSchema(stateChangeDetail, { io: 'input' }),
};
if (process.env['AMP_SCRAPER_WRITE_SCHEMA'] === '1') writeFileSync(FILE, `${JSON.stringify(made, null, 2)}\n`);

test('the schema that others build on is that of the event', () => {
  expect(JSON.parse(readFileSync(FILE, 'utf8')), `${AGAIN} writes it.`).toEqual(made);
});

test('the event names what it is about, and the connection where both ends are known', () => {
  const change = {
    state: 'failed',
    code: 'ScraperFailed',
    reason: 'why',
    since: STARTED,
    clusterArn: CLUSTER_ARN,
    door: 'console',
    executionArn: EXECUTION_ARN,
  } as const;
  const time = { time: STARTED, source: 'amp-scraper', detailType: STATE_CHANGE };
  expect(stateEvent(change, 'amp-scraper')).toEqual({
    ...time,
    resources: [CLUSTER_ARN],
    detail: { version: '1', ...change },
  });
  const whole = { ...change, workspaceArn: WORKSPACE_ARN, scraperArn: 'arn:of:it' };
  expect(stateEvent(whole, 'amp-scraper')).toEqual({
    ...time,
    resources: [CLUSTER_ARN, WORKSPACE_ARN, 'arn:of:it'],
    detail: { version: '1', ...whole, connectionId: NAMES.id },
  });
});
