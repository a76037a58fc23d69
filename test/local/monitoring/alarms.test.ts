import { expect, test } from 'vitest';
import { stateOf } from '../../../local/monitoring/alarms.ts';

const AT_LEAST_ONE = {
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 1,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  treatMissingData: 'notBreaching',
  state: 'INSUFFICIENT_DATA',
} as const;
const THREE = { ...AT_LEAST_ONE, evaluationPeriods: 3, datapointsToAlarm: 3 } as const;
const BREACHING = { treatMissingData: 'breaching' } as const;
const IGNORING = { ...THREE, treatMissingData: 'ignore' } as const;
const RINGING = { ...IGNORING, state: 'ALARM' } as const;
const _ = undefined;

/** The latest first; the rows for 3 of 3 are the page's own, told from right to left. */
test.each([
  [AT_LEAST_ONE, [1, _, _], 'ALARM'],
  [AT_LEAST_ONE, [0, 1, 1], 'OK'],
  [AT_LEAST_ONE, [_, 1, _], 'ALARM'],
  [AT_LEAST_ONE, [_, _, _], 'OK'],
  [{ ...AT_LEAST_ONE, ...BREACHING }, [_, _, _], 'ALARM'],
  [{ ...AT_LEAST_ONE, ...BREACHING }, [_, 0, _], 'OK'],
  [THREE, [1, _, 1, _, 0], 'OK'],
  [THREE, [0, _, _, _, _], 'OK'],
  [THREE, [_, _, _, _, _], 'OK'],
  [{ ...THREE, ...BREACHING }, [_, _, _, _, _], 'ALARM'],
  [THREE, [1, _, 1, 1, 0], 'ALARM'],
  [THREE, [_, _, 1, _, _], 'OK'],
  [{ ...THREE, ...BREACHING }, [_, _, 1, _, _], 'ALARM'],
  [IGNORING, [1, _, 1, _, 0], 'OK'],
  [RINGING, [0, _, _, _, _], 'OK'],
  [IGNORING, [_, _, _, _, _], 'INSUFFICIENT_DATA'],
  [RINGING, [_, _, _, _, _], 'ALARM'],
  [IGNORING, [1, _, 1, 1, 0], 'ALARM'],
  [IGNORING, [_, _, 1, _, _], 'INSUFFICIENT_DATA'],
  [RINGING, [_, _, 1, _, _], 'ALARM'],
  [{ ...THREE, datapointsToAlarm: 2 }, [1, 0, 1, _, _], 'ALARM'],
  [{ ...AT_LEAST_ONE, comparison: 'GreaterThanThreshold' }, [1], 'OK'],
  [{ ...AT_LEAST_ONE, comparison: 'LessThanThreshold' }, [0], 'ALARM'],
  [{ ...AT_LEAST_ONE, comparison: 'LessThanThreshold' }, [1], 'OK'],
  [{ ...AT_LEAST_ONE, comparison: 'LessThanOrEqualToThreshold' }, [1], 'ALARM'],
] as const)('%o at %o is %s', (alarm, points, state) => {
  expect(stateOf(points, alarm)).toBe(state);
});
