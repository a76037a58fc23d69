import { expect, test } from 'vitest';
import { reportOthers } from '../../../local/report/people.ts';

const MACHINE = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-offboard';
const output = (outcome: string, rest = {}) => ({
  outcome,
  door: 'tag',
  created: [],
  updated: [],
  repaired: [],
  warnings: [],
  ...rest,
});
const execution = (name: string, rest: object) => ({
  executionArn: `${MACHINE}:${name}`,
  machine: 'offboard',
  status: 'SUCCEEDED',
  output: null,
  states: [],
  ...rest,
});
const told = {
  status: 'SUCCEEDED' as const,
  output: output('ONBOARDED'),
  states: [],
  transitions: 0,
  elapsedSeconds: 0,
};

test('beside the execution that a report is of, it names the connection that another one took away, and its failures', () => {
  const others = [
    execution('one', { output: output('ONBOARDED') }),
    execution('two', { output: output('IGNORED') }),
    execution('three', { output: output('OFFBOARDED', { connectionId: 'c1', deleted: ['role/one'] }) }),
    execution('four', { status: 'FAILED', error: 'AccessDenied', cause: 'Nobody may.' }),
  ];
  expect(reportOthers(others, told).split('\n')).toEqual([
    '',
    'offboard  three: OFFBOARDED  connection c1',
    '  deleted  role/one',
    '',
    'offboard  four: FAILED  AccessDenied',
    '',
    'Nobody may.',
  ]);
});
