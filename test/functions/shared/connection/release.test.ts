import { describe, expect, test } from 'vitest';
import type { ConnectionItem } from '../../../../functions/shared/connection/table/lease.ts';
import {
  decideRelease,
  ENDS,
  leftNote,
  releaseOfAny,
  SHELL,
  type EndingExecution,
} from '../../../../functions/shared/connection/release.ts';
import type { SettingsBefore } from '../../../../functions/shared/settings/settings.ts';
import { CONNECTION, NAMES } from '../../support.ts';

const ME = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:me';
const ANOTHER = `${ME}-not`;
const SCRAPER = 'arn:aws:aps:us-west-2:111111111111:scraper/s-1';
const FAILURE = { Error: 'ScraperFailed', Cause: '{"errorMessage":"it failed"}' };

const ITEM: ConnectionItem = {
  connectionId: '0123',
  version: 3,
  clusterArn: 'arn:aws:eks:us-west-2:111111111111:cluster/shop',
  workspaceArn: 'arn:aws:aps:us-west-2:222222222222:workspace/ws-1',
  door: 'tag',
  established: false,
  lease: ME,
};

function before(change: SettingsBefore['change'], executionArn: string, stoppedAt?: string): SettingsBefore {
  const settings = { subnetIds: [], securityGroupIds: [], configuration: '' };
  const stopped = stoppedAt === undefined ? {} : { stoppedAt };
  return { change, executionArn, scraperArn: SCRAPER, settings, roles: {}, updated: true, repaired: [], ...stopped };
}

const STOPPED_AT = '2026-11-02T08:00:00.000Z';
/** The columns of the table below. */
const BEFORE: readonly (readonly [name: string, SettingsBefore | undefined])[] = [
  ['none', undefined],
  ['its own update', before('update', ME)],
  ["another's update", before('update', ANOTHER)],
  ['its own replacement', before('replace', ME)],
  ['its own replacement, deleted', before('replace', ME, STOPPED_AT)],
  ["another's replacement, deleted", before('replace', ANOTHER, STOPPED_AT)],
];

/**
 * What becomes of an item: `-` it is removed; `new` written, not established; `est` written, established. `f` the settings before
 * a change are forgotten; `n` the Cause has the note that a scraper is gone.
 */
type Cell = '-' | 'new' | 'new f' | 'new n' | 'est' | 'est f' | 'est n';
type Row = readonly [Cell, Cell, Cell, Cell, Cell, Cell];

const TABLE: readonly (readonly [(typeof ENDS)[number], established: boolean, outcome: string | undefined, Row])[] = [
  ['CONNECTED', false, undefined, ['est f', 'est f', 'est f', 'est f', 'est f', 'est f']],
  ['CONNECTED', false, 'LEFT', ['est f', 'est f', 'est f', 'est f', 'est f', 'est f']],
  ['CONNECTED', true, undefined, ['est f', 'est f', 'est f', 'est f', 'est f', 'est f']],
  ['CONNECTED', true, 'LEFT', ['est f', 'est f', 'est f', 'est f', 'est f', 'est f']],
  ['GONE', false, undefined, ['-', '-', '-', '-', '-', '-']],
  ['GONE', false, 'LEFT', ['-', '-', '-', '-', '-', '-']],
  ['GONE', true, undefined, ['-', '-', '-', '-', '-', '-']],
  ['GONE', true, 'LEFT', ['-', '-', '-', '-', '-', '-']],
  ['CLEANED', false, undefined, ['-', '-', '-', '-', '-', '-']],
  ['CLEANED', false, 'LEFT', ['new', 'new', 'new', 'new', 'new', 'new']],
  ['CLEANED', true, undefined, ['est', 'est', 'est', 'est', 'est', 'est']],
  ['CLEANED', true, 'LEFT', ['est', 'est', 'est', 'est', 'est', 'est']],
  ['UNDONE', false, undefined, ['-', '-', '-', 'new', 'new n', 'new n']],
  ['UNDONE', false, 'LEFT', ['new', 'new f', 'new', 'new', 'new n', 'new n']],
  ['UNDONE', true, undefined, ['est', 'est f', 'est', 'est', 'est n', 'est n']],
  ['UNDONE', true, 'LEFT', ['est', 'est f', 'est', 'est', 'est n', 'est n']],
  ['LEFT', false, undefined, ['new', 'new', 'new', 'new', 'new', 'new']],
  ['LEFT', false, 'LEFT', ['new', 'new', 'new', 'new', 'new', 'new']],
  ['LEFT', true, undefined, ['est', 'est', 'est', 'est', 'est', 'est']],
  ['LEFT', true, 'LEFT', ['est', 'est', 'est', 'est', 'est', 'est']],
];

function cellOf(item: ConnectionItem | undefined, execution: EndingExecution): string {
  const { written, note } = decideRelease(item, execution);
  const words = [
    written === undefined ? '-' : written.established ? 'est' : 'new',
    ...(written?.forgetsSettingsBefore ? ['f'] : []),
    ...(note === undefined ? [] : ['n']),
  ];
  return words.join(' ');
}

const cases = TABLE.flatMap(([end, established, outcome, row]) =>
  BEFORE.map(([changing, settingsBefore], i) => ({
    end,
    changing,
    item: { ...ITEM, established, outcome, settingsBefore },
    cell: row[i],
  })),
);

describe('the release of a connection', () => {
  test('has a row for every end and state of the item', () => {
    expect(new Set(TABLE.map(([end, ...state]) => JSON.stringify([end, state[0], state[1]]))).size).toBe(
      ENDS.length * 4,
    );
  });

  test.each(cases)(
    'that ends $end, of an item with established $item.established, outcome $item.outcome and settings before of $changing, is $cell',
    ({ end, item, cell }) => {
      expect(cellOf(item, { executionArn: ME, door: 'console', end })).toBe(cell);
    },
  );

  test.each([
    ['CONNECTED', 'est f'],
    ['GONE', '-'],
    ['CLEANED', '-'],
    ['UNDONE', '-'],
    ['LEFT', 'new'],
  ] as const)('that ends %s and finds no item any more is %s', (end, cell) => {
    expect(cellOf(undefined, { executionArn: ME, door: 'console', end })).toBe(cell);
  });

  test.each(cases)(
    'that ends $end, of an item with established $item.established, outcome $item.outcome and settings before of $changing, is known without the item alone where that changes nothing',
    ({ end, item }) => {
      const kept = { scraperArn: SCRAPER };
      for (const execution of [
        { executionArn: ME, door: 'console', end },
        { executionArn: ME, door: 'tag', end, settings: { a: 1 }, failure: FAILURE },
      ] as const) {
        const { written, askedAgain } = decideRelease(item, execution);
        expect(releaseOfAny(execution)).toEqual(end === 'CONNECTED' ? { ...written, askedAgain } : undefined);
        expect(releaseOfAny({ ...execution, kept })).toBeUndefined();
      }
    },
  );

  test.each(['GONE', 'CLEANED'] as const)(
    'of a clean-up that would end %s and found it whole is established, with its owner and what another was changing',
    (end) => {
      const kept = { scraperArn: SCRAPER, owner: { door: 'product', stackId: 'stack' } } as const;
      const item = { ...ITEM, settingsBefore: before('update', ANOTHER) };
      const owned = { established: true, outcome: 'CONNECTED', owner: kept.owner, forgetsSettingsBefore: false };
      expect(decideRelease(item, { executionArn: ME, door: 'console', end, kept })).toEqual({
        written: owned,
        note: undefined,
        askedAgain: undefined,
      });
    },
  );

  test("has the first failure's name for its outcome, and the settings as JSON", () => {
    const { written } = decideRelease(ITEM, {
      executionArn: ME,
      door: 'console',
      end: 'CONNECTED',
      failure: FAILURE,
      settings: { a: 1 },
    });
    expect(written).toMatchObject({ outcome: 'ScraperFailed', settings: '{"a":1}' });
    expect(decideRelease(ITEM, { executionArn: ME, door: 'console', end: 'LEFT' }).written).not.toHaveProperty(
      'settings',
    );
  });

  test('names the scraper that is gone', () => {
    const item = { ...ITEM, settingsBefore: before('replace', ME, STOPPED_AT) };
    expect(decideRelease(item, { executionArn: ME, door: 'console', end: 'UNDONE', failure: FAILURE }).note).toBe(
      `Scraper ${SCRAPER} had been deleted to be replaced. Unless another has taken its place by now, no metrics arrive: ` +
        'the roles and its settings are kept. Start onboard again: it creates the scraper anew.',
    );
  });

  const asked = { ...ITEM, askedAgain: ANOTHER };
  const kept = { scraperArn: SCRAPER };
  test.each([
    ['of the tag door that has connected', ITEM, 'tag', 'CONNECTED', {}, ME],
    [
      'of the tag door that has taken away, whose execution looks again at its own end',
      ITEM,
      'tag',
      'GONE',
      {},
      undefined,
    ],
    ['of the tag door that has failed', ITEM, 'tag', 'UNDONE', {}, undefined],
    ['of the tag door that has left something', ITEM, 'tag', 'LEFT', {}, undefined],
    ['of a clean-up', ITEM, 'tag', 'CLEANED', {}, undefined],
    ['of a clean-up that has kept the connection', ITEM, 'tag', 'GONE', { kept }, undefined],
    ['of a clean-up that has kept the connection, and says so', ITEM, 'tag', 'CONNECTED', { kept }, undefined],
    ['of the console', ITEM, 'console', 'CONNECTED', {}, undefined],
    ['of the tag door that was asked', asked, 'tag', 'CONNECTED', {}, ANOTHER],
    ['of the tag door that was asked and has failed', asked, 'tag', 'UNDONE', {}, ANOTHER],
    ['of a clean-up that was asked', asked, 'tag', 'CLEANED', {}, ANOTHER],
    ['of the console that took over what was asked', asked, 'console', 'LEFT', {}, ANOTHER],
  ] as const)('%s has the tag looked at again on behalf of %#', (_name, item, door, end, more, askedAgain) => {
    expect(decideRelease(item, { executionArn: ME, door, end, ...more }).askedAgain).toBe(askedAgain);
  });
});

test('what is left in the table of a connection that is gone is established for nobody, and keeps no settings', () => {
  expect(SHELL).toEqual({ established: false, forgetsSettingsBefore: true });
});

test('what an undo may have left is told by name, with what takes it away', () => {
  const { sourceRoleArn, targetRoleArn } = NAMES;
  expect(leftNote(NAMES)).toBe(
    `What this run made of connection ${CONNECTION.id} and could not take back may be role ${sourceRoleArn}, role ${targetRoleArn} and ` +
      `scrapers with the tag amp-scraper:connection=${CONNECTION.id}: run onboard again to make the connection whole, or offboard it.`,
  );
});
