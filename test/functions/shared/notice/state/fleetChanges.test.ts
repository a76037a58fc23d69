import { describe, expect, test } from 'vitest';
import type { FleetEntry, HeldBack } from '../../../../../functions/shared/fleet/plan.ts';
import { fleetChanges } from '../../../../../functions/shared/notice/state/fleetChanges.ts';
import type { Told } from '../../../../../functions/shared/notice/state/news.ts';
import { CLUSTER_ARN, EXECUTION_ARN, NAMES, STARTED, WORKSPACE_ARN } from '../../../support.ts';

const SCRAPER = { scraperArn: 'arn:aws:aps:us-west-2:111111111111:scraper/s-1' };
const entry = (of: FleetEntry['class'], more: Partial<FleetEntry> = {}): FleetEntry => ({
  class: of,
  accountId: '111111111111',
  clusterArn: CLUSTER_ARN,
  workspaceArn: WORKSPACE_ARN,
  connectionId: NAMES.id,
  why: 'why',
  ...more,
});
const heldBack = (reason: HeldBack['reason']): HeldBack => ({
  reason,
  why: 'it waits',
  action: { kind: 'connect', clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN, connectionId: NAMES.id, why: 'w' },
});
const run = { since: STARTED, executionArn: EXECUTION_ARN };
const changes = (entries: FleetEntry[], held: HeldBack[] = [], told?: Partial<Told>, more: object = {}) =>
  fleetChanges(
    { entries, held },
    {
      fresh: new Set([NAMES.id]),
      told: new Map(
        told === undefined ? [] : [[`${CLUSTER_ARN} tag`, { code: 'x', since: '2020-01-01T00:00:00.000Z', ...told }]],
      ),
      showsStatus: true,
      ...more,
    },
    run,
  ).map(({ state, code }) => `${state} ${code}`);

describe('what a run tells of a connection', () => {
  test.each<[string, FleetEntry, HeldBack[], Partial<Told> | undefined, string[]]>([
    ['silent', entry('silent', SCRAPER), [], { state: 'connected' }, ['silent NO_SAMPLES']],
    ['silent, as was told', entry('silent', SCRAPER), [], { state: 'silent' }, []],
    ['well again', entry('connected', SCRAPER), [], { state: 'silent' }, ['connected ONBOARDED']],
    ['well, of which nothing was told', entry('connected', SCRAPER), [], undefined, ['connected ONBOARDED']],
    ['well, as was told', entry('connected', SCRAPER), [], { state: 'connected' }, []],
    [
      'well, of which the cluster shows nothing',
      entry('connected', SCRAPER),
      [],
      { state: 'connected', isUnshown: true },
      ['connected ONBOARDED'],
    ],
    ['well, after an execution for it has failed', entry('connected', SCRAPER), [], { state: 'failed' }, []],
    [
      'well, after word of its end was lost',
      entry('connected', SCRAPER),
      [],
      { state: 'connecting' },
      ['connected ONBOARDED'],
    ],
    ['drifted', entry('drifted', SCRAPER), [], { state: 'silent' }, []],
    [
      'there, without samples that anybody has seen',
      entry('connected', { connectionId: 'other' }),
      [],
      { state: 'silent' },
      [],
    ],
    ['wanted, and begun', entry('wanted'), [], undefined, []],
    ['wanted, and waiting', entry('wanted'), [heldBack('rate')], undefined, ['waiting rate']],
    [
      'waiting for another thing',
      entry('wanted'),
      [heldBack('rate')],
      { state: 'waiting', code: 'fairShare' },
      ['waiting rate'],
    ],
    ['waiting as before', entry('wanted'), [heldBack('rate')], { state: 'waiting', code: 'rate' }, []],
    ['to be tried again', entry('wanted'), [heldBack('backoff')], { state: 'failed' }, []],
    ['waiting for a quota', entry('waiting'), [], undefined, ['waiting waiting']],
    ['quarantined, which was told as failed', entry('quarantined'), [], { state: 'failed' }, []],
    ['in the way of which is another', entry('foreign'), [], undefined, ['failed foreign']],
    ['held, and not made', entry('held'), [], undefined, ['waiting held']],
    ['held, and there', entry('held', SCRAPER), [], { state: 'connected' }, []],
    ['an orphan', entry('orphan', SCRAPER), [], undefined, []],
    ['unwanted', entry('unwanted', SCRAPER), [], undefined, []],
    ['at work on', entry('working', SCRAPER), [], undefined, []],
    ['an account', { class: 'unreachable', accountId: '111111111111', why: 'w' }, [], undefined, []],
  ])('that is %s', (_name, one, held, told, expected) => {
    expect(changes([one], held, told)).toEqual(expected);
  });

  test('is not what no cluster is to show', () => {
    expect(
      changes([entry('connected', SCRAPER)], [], { state: 'connected', isUnshown: true }, { showsStatus: false }),
    ).toEqual([]);
  });

  test('begins with what is to be mended', () => {
    const at = (of: FleetEntry['class'], name: string) =>
      entry(of, { ...SCRAPER, clusterArn: `${CLUSTER_ARN}-${name}` });
    expect(
      changes([at('connected', 'a'), entry('wanted'), at('foreign', 'c'), at('silent', 'd')], [heldBack('rate')]),
    ).toEqual(['silent NO_SAMPLES', 'failed foreign', 'waiting rate', 'connected ONBOARDED']);
  });

  test.each(['silent', 'quarantined', 'foreign', 'waiting'] as const)('of %s names no other account', (of) => {
    const why = 'It is in account 999999999999.';
    const [change] = fleetChanges(
      { entries: [entry(of, { why })], held: [] },
      { fresh: new Set(), told: new Map(), showsStatus: true },
      run,
    );
    expect(change?.reason.includes('999999999999')).toBe(of === 'silent');
  });

  test('has an end: the next run goes on', () => {
    const many = Array.from({ length: 300 }, (_, n) =>
      entry('silent', { ...SCRAPER, clusterArn: `${CLUSTER_ARN}-${n}` }),
    );
    expect(changes(many)).toHaveLength(200);
  });
});
