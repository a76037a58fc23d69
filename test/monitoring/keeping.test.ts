import { expect, test } from 'vitest';
import { sendMessage, messagesAt } from '../../local/monitoring/queues.ts';
import { CONFIGURATION, monitoringOf, WATCHED, watchedWorld } from './support.ts';

const DAY = 24 * 3600 * 1000;

test.each(WATCHED.queues.map(({ arn }) => [arn] as const))('%s keeps a dead letter for 14 days', async (arn) => {
  const world = watchedWorld();
  const rule = WATCHED.rules.find(({ targets }) => targets.some(({ deadLetterArn }) => deadLetterArn === arn));
  const principal = { kind: 'service', service: 'events.amazonaws.com', sourceArn: rule?.arn ?? '' } as const;
  const at = world.now;
  expect(await sendMessage(world, { queueArn: arn, principal, body: '{}', at })).toBeUndefined();
  const queue = monitoringOf(world).queues[arn];
  const left = [at, at + 14 * DAY - 1, at + 14 * DAY].map((time) => queue && messagesAt(queue, time).length);
  expect(left).toEqual([1, 1, 0]);
});

test('every log group keeps its lines as long as is configured', () => {
  const days = new Set(WATCHED.logGroups.map(({ retentionDays }) => retentionDays));
  expect([...days]).toEqual([CONFIGURATION.logRetentionDays]);
  expect(CONFIGURATION.logRetentionDays).toBeGreaterThanOrEqual(30);
});

test("every function writes into one of the stacks' own log groups, whose retention is known", () => {
  const groups = WATCHED.logGroups.map(({ accountId, region, name }) => `${accountId} ${region} ${name}`);
  const used = WATCHED.functions.map(({ accountId, region, logGroup }) => `${accountId} ${region} ${logGroup}`);
  expect([...new Set(used)].filter((one) => !groups.includes(one))).toEqual([]);
});

test('the table outlives its stack, is not deleted by mistake, and can be had as it was', () => {
  expect(WATCHED.tables.map(({ kept }) => kept)).toEqual([
    { retained: true, deletionProtection: true, pointInTimeRecovery: true },
  ]);
});
