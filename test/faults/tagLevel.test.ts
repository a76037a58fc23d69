import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { DEPLOYMENT, WORKSPACE } from '../workflow/support.ts';
import { statesOf } from './aborts.ts';
import { SOAK } from './cases.ts';
import {
  connected,
  historyOf,
  OWN,
  play,
  VALUES,
  type Play,
  type Played,
  type Setting,
  type Value,
} from './tagSettings.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const at = (second: number, value: Value): Setting => ({ at: { second }, value, delays: [0] });

describe('a tag', () => {
  test.each<[string, readonly Setting[], readonly string[]]>([
    ['set, removed after a minute and set again', [at(0, 'central'), at(60, 'none'), at(180, 'central')], [WORKSPACE]],
    [
      'removed, set to one workspace and then to another',
      [at(0, 'central'), at(1_000, 'none'), at(1_060, 'central'), at(1_120, 'own')],
      [OWN],
    ],
    [
      'set to another workspace when its first onboard has read it and not claimed the connection yet',
      [at(0, 'central'), { at: { state: 'ToConnect?', nth: 1 }, value: 'own', delays: [0] }],
      [OWN],
    ],
    [
      'removed when its onboard has read it and not claimed the connection yet',
      [at(0, 'central'), { at: { state: 'ToConnect?', nth: 1 }, value: 'none', delays: [0] }],
      [],
    ],
    [
      'set again when its offboard has read that it was removed and not claimed the connection yet',
      [at(0, 'central'), at(1_000, 'none'), { at: { state: 'ToOffboard?', nth: 3 }, value: 'central', delays: [0] }],
      [WORKSPACE],
    ],
    [
      'set again while what it asked for is taken away',
      [at(0, 'central'), at(1_000, 'none'), at(1_100, 'central')],
      [WORKSPACE],
    ],
  ])('%s has in the end what it says', async (_name, settings, there) => {
    // The claim comes later than who looks whether the connection is there: its first attempts are throttled.
    const isLate = settings.some(({ at: moment }) => 'state' in moment);
    const faults = isLate ? ['dynamodb:updateItem:throttle:3'] : [];
    const played = await play(runtime, { settings, aborts: [], faults });
    expect(connected(played.world), historyOf(played)).toEqual(there);
  });

  test.each([6, 12, 20])('whose onboard is aborted in the %sth state has what it says all the same', async (nth) => {
    const played = await play(runtime, { settings: [at(0, 'central')], aborts: [nth] });
    expect(played.executions.map(({ status }) => status)).toContain('ABORTED');
    expect(connected(played.world), historyOf(played)).toEqual([WORKSPACE]);
  });

  test('whose onboard fails after it was asked has what the tag says by then', async () => {
    const settings = [at(0, 'central'), at(60, 'none'), at(70, 'central')];
    const played = await play(runtime, { settings, aborts: [], faults: ['scraper:failing'] });
    expect(played.executions.map(({ status }) => status)).toContain('FAILED');
    expect(connected(played.world), historyOf(played)).toEqual([WORKSPACE]);
  });

  test('removed while its onboard works has what it says though the other look cannot be started for 3 minutes', async () => {
    const faults = ['states:startExecution:throttle:21'];
    const played = await play(runtime, { settings: [at(0, 'central'), at(40, 'none')], aborts: [], faults });
    expect(connected(played.world), historyOf(played)).toEqual([]);
  });

  test('whose last value names no workspace has what an aborted offboard had begun to take away gone', async () => {
    const settings: Setting[] = [
      at(0, 'own'),
      at(1_000, 'none'),
      { at: { state: 'DeleteScraper', nth: 1 }, value: 'unknown', delays: [0] },
    ];
    const played = await play(runtime, { settings, aborts: [{ state: 'DeleteScraper', nth: 2 }] });
    expect(played.executions.map(({ status }) => status)).toContain('ABORTED');
    expect(connected(played.world), historyOf(played)).toEqual([]);
  });

  test('whose offboard is aborted has what it says all the same', async () => {
    const aborts = { state: 'DeleteScraper', nth: 3 };
    const played = await play(runtime, { settings: [at(0, 'central'), at(1_000, 'none')], aborts: [aborts] });
    expect(played.executions.map(({ status }) => status)).toContain('ABORTED');
    expect(connected(played.world), historyOf(played)).toEqual([]);
  });
});

/** The same in every `npm test`, so that what fails once fails again; the soak goes elsewhere each time. */
const seed = Number(process.env['AMP_SCRAPER_SEED'] ?? (SOAK ? Math.floor(Math.random() * 2 ** 31) : 20_260_105));

/** A tag's executions get there only when something fails. */
const SELDOM = /^(Plan|Undo|Undone|Restore|Release.+ed$|ReleaseLeft|.*(Undo|Undone|Restore|Restored)\??$|WaitForRoles)/;
const NAMES: readonly Value[] = ['none', 'central', 'own', WORKSPACE, 'unknown'];
const moment = fc.oneof(
  fc.record({ second: fc.integer({ min: 0, max: 900 }) }),
  fc.record({
    state: fc.constantFrom(...[...statesOf('onboard'), ...statesOf('offboard')].filter((state) => !SELDOM.test(state))),
    nth: fc.integer({ min: 1, max: 3 }),
  }),
);
/** None is lost; they come late, twice and in any order. */
const delays = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 600 })), { minLength: 1, maxLength: 2 });
const setting: fc.Arbitrary<Setting> = fc.record({ at: moment, value: fc.constantFrom(...NAMES), delays });
const sequence: fc.Arbitrary<Play> = fc.record({
  settings: fc.array(setting, { minLength: 1, maxLength: 4 }),
  aborts: fc.array(fc.integer({ min: 1, max: 250 }), { maxLength: 2 }),
});

describe(`a tag that is set at random, seed ${seed} (AMP_SCRAPER_SEED)`, () => {
  test('has in the end what it says, whatever its events do and whoever is aborted', async () => {
    let executions = 0;
    let count = 0;
    await fc.assert(
      fc.asyncProperty(sequence, async (settings) => {
        const played = await play(runtime, settings);
        count += 1;
        executions += played.executions.length;
        expect(connected(played.world), historyOf(played)).toEqual(wantedOf(played));
      }),
      { seed, numRuns: SOAK ? 2_000 : 60 },
    );
    process.stdout.write(`Tag settings: ${count} sequences with ${executions} executions, seed ${seed}\n`);
  }, 3_600_000);
});

/** A value that names no workspace takes nothing away, and makes nothing: what was there before is there, unless that was at work. */
function wantedOf({ world, last, wasAtRest, before }: Played): unknown {
  const value = VALUES[last];
  if (value !== 'unknown') return value === undefined ? [] : [value];
  if (wasAtRest) return before;
  return connected(world).filter((one) => one === WORKSPACE || one === OWN);
}
