import { expect, test } from 'vitest';
import { valuesBetween } from '../../../local/monitoring/metrics.ts';
import { noMonitoring } from '../../../local/state/monitoring.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PLACE = { accountId: '333333333333', region: 'us-west-2' };
const METRIC = {
  ...PLACE,
  namespace: 'AWS/SQS',
  name: 'ApproximateNumberOfMessagesVisible',
  dimensions: { QueueName: 'dead' },
};

const ARN = `arn:aws:sqs:${PLACE.region}:${PLACE.accountId}:dead`;

/** A queue that was made at 0 and keeps a message, sent at that minute, for an hour. */
function visible(sentAt: number, from: number, to: number, id = METRIC): number[] {
  const queue = { arn: ARN, name: 'dead', url: 'u', ...PLACE, retentionSeconds: 3600, createdAt: 0 };
  const messages = [{ at: sentAt * MINUTE, body: '{}' }];
  return valuesBetween(
    { ...noMonitoring(0), queues: { [ARN]: { ...queue, messages } } },
    id,
    from * MINUTE,
    to * MINUTE,
  );
}

test.each([
  ['a value a minute: 0 before a message is sent', 5, 0, 3, [0, 0, 0]],
  ['then 1', 5, 4, 7, [0, 1, 1]],
  ['until its retention is over', 5, 63, 67, [1, 1, 0, 0]],
  ['six hours after it was sent none', 5, 364, 367, [0]],
  ['of a message of later on, again', 600, 599, 601, [1]],
  ['none in between', 600, 400, 402, []],
] as const)('the backlog has %s', (_what, sentAt, from, to, values) => {
  expect(visible(sentAt, from, to)).toEqual(values);
});

test('another queue, account or dimension has none', () => {
  for (const other of [{ dimensions: { QueueName: 'other' } }, { accountId: '1' }, { region: 'eu-west-1' }]) {
    expect(visible(0, 0, HOUR / MINUTE, { ...METRIC, ...other })).toEqual([]);
  }
});
