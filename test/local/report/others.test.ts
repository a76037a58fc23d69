import { expect, test } from 'vitest';
import { endingOf, verdict } from '../../../local/report/people.ts';

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
    execution('two', { output: output('IGNORED', { reason: 'It is not ours.' }) }),
    execution('three', { output: output('OFFBOARDED', { connectionId: 'c1', deleted: ['role/one'] }) }),
    execution('four', { status: 'FAILED', error: 'AccessDenied', cause: 'Nobody may.\nAsk.' }),
  ];
  expect(others.flatMap(endingOf)).toEqual([
    '  ONBOARDED  connection none, 0 transitions in 0s',
    '    nothing had to be changed',
    '  IGNORED  connection none, 0 transitions in 0s',
    '    It is not ours.',
    '    nothing had to be changed',
    '  OFFBOARDED  connection c1, 0 transitions in 0s',
    '    deleted  role/one',
    '  FAILED  AccessDenied, 0 transitions in 0s',
    '    Nobody may.',
    '    Ask.',
  ]);
  expect(verdict(told, others)).toBe('ONBOARDED  connection none, 4 executions, 1 of which failed');
  expect(verdict(told, others.slice(0, 1))).toBe('ONBOARDED  connection none');
});

test('the verdict is what CloudFormation was told, where that is FAILED', () => {
  const answer = { Status: 'FAILED' as const, Reason: 'No.', PhysicalResourceId: 'one' };
  expect(verdict({ ...told, cloudFormation: answer }, [])).toBe('FAILED  CloudFormation is told FAILED');
});
