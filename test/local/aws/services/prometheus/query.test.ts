import { describe, expect, it } from 'vitest';
import type { World } from '../../../../../local/state/state.ts';
import { smallWorld, TARGET, workspaceIn } from '../../../world/support.ts';
import { invoke, refusal } from '../support.ts';

const NOW = Date.parse('2026-01-05T08:00:00Z');
const SECONDS = NOW / 1000;
const workspaceId = 'ws-11111111-2222-3333-4444-555555555555';

/** A series of `up`, its last sample `age` milliseconds old. */
const up = (job: string, instance: string, age: number, value = 1) => ({
  labels: { __name__: 'up', job, instance },
  samples: [
    { at: NOW - age - 30_000, value: 7 },
    { at: NOW - age, value },
  ],
});

/** Two jobs: `a` on two instances with a sample a minute ago, `b` with one that is just old enough not to be seen. */
function queried(): World {
  const world = smallWorld();
  workspaceIn(world).series = [up('a', 'x:1', 60_000), up('a', 'y:1', 90_000, 0), up('b', 'x:1', 300_000)];
  return world;
}

const ask = (query: string, more: object = {}) =>
  invoke(queried(), 'QueryMetrics', { workspaceId, query, ...more }, TARGET);

const x = { __name__: 'up', job: 'a', instance: 'x:1' };
const y = { ...x, instance: 'y:1' };
const unnamed = ({ job, instance }: typeof x) => ({ job, instance });

const VECTORS: { query: string; expected: [object, string][] }[] = [
  {
    query: 'up',
    expected: [
      [x, '1'],
      [y, '0'],
    ],
  },
  {
    query: ' ( up ) ',
    expected: [
      [x, '1'],
      [y, '0'],
    ],
  },
  {
    query: '{__name__="up"}',
    expected: [
      [x, '1'],
      [y, '0'],
    ],
  },
  { query: 'up{instance="x:1"}', expected: [[x, '1']] },
  { query: "up{instance!='x:1',}", expected: [[y, '0']] },
  { query: 'up{job="a",instance=~"x.*"}', expected: [[x, '1']] },
  { query: 'up{instance=~"x"}', expected: [] },
  { query: 'up{instance!~"x.*"}', expected: [[y, '0']] },
  {
    query: 'up{missing=""}',
    expected: [
      [x, '1'],
      [y, '0'],
    ],
  },
  { query: 'down', expected: [] },
  {
    query: 'timestamp(up)',
    expected: [
      [unnamed(x), String(SECONDS - 60)],
      [unnamed(y), String(SECONDS - 90)],
    ],
  },
  { query: 'max(timestamp(up{job="a"}))', expected: [[{}, String(SECONDS - 60)]] },
  { query: 'min(timestamp(up))', expected: [[{}, String(SECONDS - 90)]] },
  { query: 'count(up)', expected: [[{}, '2']] },
  {
    query: 'last_over_time(up{job="b"}[301s])',
    expected: [[{ ...x, job: 'b' }, '1']],
  },
  { query: 'last_over_time(up[60s])', expected: [] },
  {
    query: 'count_values by (job) ("up", last_over_time(up[10m]))',
    expected: [
      [{ job: 'a', up: '1' }, '1'],
      [{ job: 'a', up: '0' }, '1'],
      [{ job: 'b', up: '1' }, '1'],
    ],
  },
  { query: 'sum(up)', expected: [[{}, '1']] },
  {
    query: 'count by (instance, job) (up)',
    expected: [
      [unnamed(x), '1'],
      [unnamed(y), '1'],
    ],
  },
  { query: 'sum(up) by (job)', expected: [[{ job: 'a' }, '1']] },
  { query: 'max(timestamp(down))', expected: [] },
];

describe('an instant query', () => {
  it.each(VECTORS)('answers $query', ({ query, expected }) => {
    const result = expected.map(([metric, value]) => ({ metric, value: [SECONDS, value] }));
    expect(ask(query)).toEqual({ status: 'success', data: { resultType: 'vector', result } });
  });

  it.each([
    ['time()', String(SECONDS)],
    ['1.5', '1.5'],
  ])('answers %s as a scalar', (query, value) => {
    expect(ask(query)).toEqual({ status: 'success', data: { resultType: 'scalar', result: [SECONDS, value] } });
  });

  it.each([[String(SECONDS - 61)], ['2026-01-05T07:58:59Z']])(
    'looks back 5 minutes from the time that is asked for: %s',
    (time) => {
      const { data } = ask('up{job="b"}', { time });
      expect(data).toMatchObject({ result: [{ metric: { job: 'b' }, value: [SECONDS - 61, '1'] }] });
      expect(ask('up{job="a",instance="x:1"}', { time })).toMatchObject({
        data: { result: [{ value: [SECONDS - 61, '7'] }] },
      });
    },
  );

  it.each([
    ['', /unexpected end of input/],
    ['up{', /unexpected end of input/],
    ['up[5m]', /unexpected "\[5m\]", expected end; supported here/],
    ['last_over_time(up)', /expected duration; supported here/],
    ['count_values(up)', /expected string; supported here/],
    ['rate(up)', /unknown function with name "rate"; supported here/],
    ['up == 1', /parse error/],
    ['up up', /unexpected "up"/],
    ['{job=~"a"}', /vector selector/],
    ['up{job=~"("}', /Invalid regular expression/],
    ['up{job>"a"}', /parse error/],
    ['max(1)', /expected type instant vector/],
    ['timestamp(time())', /expected type instant vector/],
  ])('refuses %j as Prometheus does, and says what there is', (query, error) => {
    const { status, members } = refusal(queried(), 'QueryMetrics', { workspaceId, query }, TARGET);
    expect(status).toBe(400);
    expect(members).toEqual({ status: 'error', errorType: 'bad_data', error: expect.stringMatching(error) });
  });

  it('refuses a time that is none', () => {
    const { message } = refusal(queried(), 'QueryMetrics', { workspaceId, query: 'up', time: 'now' }, TARGET);
    expect(message).toMatch(/"time": cannot parse "now"/);
  });

  it('finds no workspace of another account, and none that is not ACTIVE', () => {
    const world = queried();
    expect(refusal(world, 'QueryMetrics', { workspaceId, query: 'up' }).code).toBe('ResourceNotFoundException');
    workspaceIn(world).status = 'CREATING';
    expect(refusal(world, 'QueryMetrics', { workspaceId, query: 'up' }, TARGET).code).toBe('ResourceNotFoundException');
  });
});
