import { describe, expect, test } from 'vitest';
import type { LastOffboarding, OffboardTally } from '../../../../functions/shared/contract.ts';
import { MAX_MESSAGE_WEIGHT } from '../../../../functions/shared/errors.ts';
import { weight } from '../../../../functions/shared/size.ts';
import { causeMessage } from '../../../../functions/shared/failure.ts';
import { offboardWarnings, offboardFailure, tallyAfter } from '../../../../functions/shared/offboard/offboardEnd.ts';

/** Step Functions' limits (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html, and of a Cause). */
const MAX_STATE = 262_144;
const MAX_CAUSE = 32_768;

const clusterArn = 'arn:aws:eks:us-west-2:111111111111:cluster/shop';
const workspace = (i: number) => `arn:aws:aps:us-west-2:222222222222:workspace/ws-${String(i).padStart(36, '0')}`;
const roleArn = (i: number, kind: string) => `arn:aws:iam::222222222222:role/amp-scraper/amp-scraper-${kind}-${i}`;
const lambdaCause = (errorMessage: string) => JSON.stringify({ errorType: 'NotOurs', errorMessage, trace: [] });
const EMPTY: OffboardTally = {
  done: [],
  deleted: [],
  failed: [],
  ignored: [],
  disconnected: [],
  unreleased: [],
  warnings: [],
};

function lastOf(i: number, tally: OffboardTally, rest: Partial<LastOffboarding>): LastOffboarding {
  const connection = { id: String(i), door: 'tag', clusterArn, workspaceArn: workspace(i), cleansUp: false } as const;
  return { tally: { ...tally, done: [...tally.done, String(i)] }, connection, ...rest };
}

function tallyOf(count: number, rest: (i: number) => Partial<LastOffboarding>): OffboardTally {
  return Array.from({ length: count }, (_, i) => i).reduce((tally, i) => tallyAfter(lastOf(i, tally, rest(i))), EMPTY);
}

const failing = (text: string) => ({ failure: { Error: 'NotOurs', Cause: lambdaCause(text) } });
const unreleased = {
  releaseFailure: { Error: 'AwsUnavailable', Cause: lambdaCause('dynamodb:DeleteItem: no answer.') },
};
const gone = (i: number): Partial<LastOffboarding> => ({
  deletion: { status: 'GONE', deleted: [roleArn(i, 'scraper')], warnings: [] },
  roles: { deleted: [roleArn(i, 'target'), roleArn(i, 'source')] },
});

describe('the end of an offboard', () => {
  test('before the first connection is as it began', () => {
    expect(tallyAfter({ tally: EMPTY })).toEqual(EMPTY);
  });

  test('of a single connection that failed has its Error and its Cause as they were', () => {
    const last = failing('x'.repeat(5_000));
    expect(offboardFailure(tallyAfter(lastOf(1, EMPTY, last)), last.failure)).toBe(last.failure);
  });

  test('of several has a Cause that names each, though the last has failed; of one whose last has not, too', () => {
    const last = failing('it is not ours');
    const of = (count: number, lastFailure?: typeof last.failure) =>
      offboardFailure(
        tallyOf(count, () => last),
        lastFailure,
      );
    expect(causeMessage(of(2, last.failure)?.Cause ?? '')).toContain('2 of 2 connections could not be taken away.');
    expect(of(1)?.Error).toBe('NotOurs');
    expect(causeMessage(of(1)?.Cause ?? '')).toContain('1 of 1 connections could not be taken away.');
  });

  test('has what each said, and says where nothing was deleted', () => {
    const message = causeMessage(
      offboardFailure(
        tallyOf(2, (i) => failing(`number ${i}`)),
        undefined,
      )?.Cause ?? '',
    );
    expect(message).toBe(
      '2 of 2 connections could not be taken away. Mend what each says, then run again with the same input: what is gone already is fine.' +
        `\n- ${clusterArn} to ${workspace(0)}: NotOurs: number 0` +
        `\n- ${clusterArn} to ${workspace(1)}: NotOurs: number 1` +
        '\nNothing was deleted.',
    );
  });

  test.each([0, 20, 40, 60, 80, 100, 120, 140, 160, 4_000])(
    'of more than a Cause can name ends with all that is said of the others, a warning of %i letters too',
    (length) => {
      const warnings = ['x'.repeat(length)];
      const tally = { ...tallyOf(300, () => failing('it is not ours')), warnings };
      const message = causeMessage(offboardFailure(tally, undefined)?.Cause ?? '');
      expect(message.endsWith(`\n${warnings[0]}\nNothing was deleted.`)).toBe(true);
      expect(weight(message)).toBeLessThanOrEqual(MAX_MESSAGE_WEIGHT);
    },
  );

  test('has its warnings and what was deleted on lines of their own', () => {
    const tally = { ...tallyOf(2, () => failing('no')), warnings: ['one', 'another'], deleted: ['a role'] };
    const message = causeMessage(offboardFailure(tally, undefined)?.Cause ?? '');
    expect(message.endsWith('\none\nanother\nDeleted all the same:\na role')).toBe(true);
  });

  test.each([
    [29, 29, ''],
    [30, 30, ''],
    [31, 30, '\nand 1 more'],
  ])('of %i deleted things lists %i%s', (count, listed, more) => {
    const deleted = Array.from({ length: count }, (_, i) => `thing ${i}`);
    const tally = { ...tallyOf(2, () => failing('no')), deleted };
    const message = causeMessage(offboardFailure(tally, undefined)?.Cause ?? '');
    expect(message.slice(message.indexOf('Deleted all the same:'))).toBe(
      `Deleted all the same:\n${deleted.slice(0, listed).join('\n')}${more}`,
    );
  });

  test('keeps the warnings of each that is gone, in order', () => {
    const warned = (i: number): Partial<LastOffboarding> => ({
      deletion: { status: 'GONE', deleted: [], warnings: [`number ${i}`] },
    });
    expect(tallyOf(2, warned).warnings).toEqual(['number 0', 'number 1']);
    expect(offboardWarnings(tallyOf(2, warned))).toEqual(['number 0', 'number 1']);
  });

  test('is no failure when none failed', () => {
    expect(offboardFailure(tallyOf(3, gone), undefined)).toBeUndefined();
  });

  test("of several has the first failure's name, and names each and what was deleted", () => {
    const tally = tallyOf(3, (i) => (i === 1 ? failing('it is not ours') : gone(i)));
    const { Error: name, Cause } = offboardFailure(tally, undefined) ?? {};
    expect(name).toBe('NotOurs');
    expect(JSON.parse(Cause ?? '')).toEqual({ errorType: 'NotOurs', errorMessage: causeMessage(Cause ?? '') });
    expect(causeMessage(Cause ?? '').split('\n')).toEqual([
      expect.stringContaining('1 of 3 connections could not be taken away.'),
      `- ${clusterArn} to ${workspace(1)}: NotOurs: it is not ours`,
      'Deleted all the same:',
      ...[0, 2].flatMap((i) => ['scraper', 'target', 'source'].map((kind) => roleArn(i, kind))),
    ]);
  });

  test('of many stays within the limits of a state and of a Cause, and names each all the same', () => {
    const tally = tallyOf(80, (i) => (i % 2 === 0 ? failing(`"${'x'.repeat(11_000)}"`) : gone(i)));
    expect(JSON.stringify(tally).length).toBeLessThan(MAX_STATE / 2);
    const { Cause = '' } = offboardFailure(tally, undefined) ?? {};
    expect(Cause.length).toBeLessThan(MAX_CAUSE);
    for (const { workspaceArn } of tally.failed) expect(Cause).toContain(`to ${workspaceArn}: NotOurs: `);
    expect(Cause).toContain('and 90 more');
  });

  test('of more than a Cause can name says how many it does not name, and where they are', () => {
    const tally = tallyOf(300, () => failing('it is not ours'));
    const message = causeMessage(offboardFailure(tally, undefined)?.Cause ?? '');
    const named = tally.failed.filter(({ workspaceArn }) => message.includes(`to ${workspaceArn}: NotOurs: `)).length;
    expect(message).toContain('300 of 300 connections');
    expect(message).toContain(`- and ${300 - named} more: the history of the execution has each`);
    expect(named).toBeGreaterThan(40);
    expect(message.endsWith('\nNothing was deleted.')).toBe(true);
    const rows = message.split('\n').filter((line) => line.includes(': NotOurs: '));
    expect(rows.at(-1)).toBe(`- ${clusterArn} to ${workspace(named - 1)}: NotOurs: ${rows[0]?.split('NotOurs: ')[1]}`);
    const room = MAX_MESSAGE_WEIGHT - weight(message);
    expect(room).toBeGreaterThanOrEqual(0);
    expect(room).toBeLessThan(weight(`${rows[0]}\n`) + 120);
  });

  test('warns of each that a clean-up found whole, with its scraper and how to offboard it', () => {
    const kept = { scraperArn: 'scraper-1', owner: { door: 'tag' } } as const;
    const tally = tallyOf(2, (i) => (i === 1 ? { deletion: { status: 'KEPT', kept, deleted: [] } } : gone(i)));
    expect(offboardWarnings(tally)).toEqual([
      expect.stringMatching(/was left as it is\. Scraper scraper-1 is ACTIVE .* remove the cluster's tag\.$/),
    ]);
  });

  test('warns of each that was left to another door', () => {
    const claim = { status: 'IGNORE', reason: 'It belongs to the console door.' } as const;
    const tally = tallyOf(2, (i) => (i === 1 ? { claim } : gone(i)));
    expect(offboardWarnings(tally)).toEqual([
      `The connection of ${clusterArn} to ${workspace(1)} was left as it is. It belongs to the console door.`,
    ]);
  });

  test('warns of each whose item could not be removed, which is no failure of what was to go', () => {
    const tally = tallyOf(2, (i) => (i === 1 ? { ...gone(i), ...unreleased } : gone(i)));
    expect(offboardFailure(tally, undefined)).toBeUndefined();
    expect(offboardWarnings(tally)).toEqual([
      expect.stringMatching(
        `${workspace(1)} could not be written, AwsUnavailable: dynamodb:DeleteItem: no answer. .* run offboard again`,
      ),
    ]);
  });

  test('names it beside the failure of one whose lease could not be given back', () => {
    const last = { ...failing('it is not ours'), ...unreleased };
    const { Cause = '' } =
      offboardFailure(
        tallyOf(2, (i) => (i === 1 ? last : gone(i))),
        undefined,
      ) ?? {};
    expect(causeMessage(Cause)).toMatch(/NotOurs: it is not ours[^]*could not be written, AwsUnavailable/);
  });
});
