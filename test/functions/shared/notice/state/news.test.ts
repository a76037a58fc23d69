import { describe, expect, test } from 'vitest';
import type { ConnectionChange } from '../../../../../functions/shared/notice/state/connectionState.ts';
import { isMailed, isNews, toldKey, toldOf, type Told } from '../../../../../functions/shared/notice/state/news.ts';
import { CLUSTER_ARN, EXECUTION_ARN, WORKSPACE_ARN } from '../../../support.ts';

const at = (hour: number) => `2026-01-05T0${hour}:00:00.000Z`;
const change = (more: Partial<ConnectionChange>): ConnectionChange => ({
  state: 'connected',
  code: 'ONBOARDED',
  reason: 'r',
  since: at(2),
  clusterArn: CLUSTER_ARN,
  workspaceArn: WORKSPACE_ARN,
  door: 'tag',
  executionArn: EXECUTION_ARN,
  ...more,
});
const told = (more: Partial<Told>): Told => ({
  state: 'connecting',
  code: 'CLAIMED',
  reason: 'r',
  since: at(1),
  ...more,
});

test.each<[string, Partial<ConnectionChange>, Told | undefined, boolean]>([
  ['the first', {}, undefined, true],
  ['a new state', {}, told({}), true],
  ['a new state of the same moment', { since: at(1) }, told({}), true],
  ['an older one', { since: at(0) }, told({}), false],
  [
    'the beginning of the next execution, by the clock of its start',
    { state: 'connecting', since: '2026-01-05T00:59:59.000Z' },
    told({ state: 'failed', executionArn: 'other' }),
    true,
  ],
  [
    'the beginning of an execution long before',
    { state: 'connecting', since: at(0) },
    told({ state: 'failed', executionArn: 'other' }),
    false,
  ],
  [
    'the beginning of the same execution, late',
    { state: 'connecting', since: '2026-01-05T00:59:59.000Z' },
    told({ state: 'failed', executionArn: EXECUTION_ARN }),
    false,
  ],
  ['the same', {}, told({ state: 'connected', code: 'ONBOARDED' }), false],
  ['the same in other words', { reason: 'other' }, told({ state: 'connected', code: 'ONBOARDED' }), false],
  ['the same for another reason', { state: 'failed', code: 'A' }, told({ state: 'failed', code: 'B' }), true],
  ['the same of another workspace', {}, told({ state: 'connected', code: 'ONBOARDED', workspaceArn: 'other' }), true],
  ['taken away again', { state: 'disconnected' }, told({ state: 'disconnected' }), true],
  ['taken away, told twice', { state: 'disconnected' }, told({ state: 'disconnected', since: at(2) }), false],
])('%s', (_name, more, before, isNew) => {
  expect(isNews(change(more), before)).toBe(isNew);
});

describe('a mail', () => {
  test.each([
    ['connecting', false],
    ['waiting', false],
    ['connected', false],
    ['failed', true],
    ['silent', true],
    ['disconnected', true],
  ] as const)('of %s: %s', (state, isThere) => {
    expect(isMailed({ state, code: 'A' }, undefined)).toBe(isThere);
  });

  test.each(['failed', 'silent'] as const)(
    'is of what works again after it was %s, whatever was told between',
    (state) => {
      const states: ConnectionChange['state'][] = [state, 'waiting', 'connecting'];
      const before = states.reduce<Told | undefined>((last, one) => toldOf(change({ state: one }), last), undefined);
      expect(isMailed(change({}), before)).toBe(true);
      expect(isMailed(change({ state }), before)).toBe(false);
      expect(isMailed(change({ state, code: 'other' }), before)).toBe(true);
      const after = toldOf(change({}), before);
      expect(isMailed(change({}), toldOf(change({ state: 'connecting' }), after))).toBe(false);
    },
  );
});

test('what a tag asks for is one thing, whatever workspace it names; what is taken away is the pair', () => {
  const keys = [
    change({}),
    change({ workspaceArn: 'other' }),
    change({ state: 'disconnected' }),
    change({ door: 'console' }),
  ];
  expect(keys.map(toldKey)).toEqual([
    `${CLUSTER_ARN} tag`,
    `${CLUSTER_ARN} tag`,
    `${CLUSTER_ARN} ${WORKSPACE_ARN}`,
    `${CLUSTER_ARN} ${WORKSPACE_ARN}`,
  ]);
});
