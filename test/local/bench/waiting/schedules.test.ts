import { expect, test } from 'vitest';
import { WAITS } from '../../../../functions/shared/waiting.ts';
import {
  loopSchedule,
  ownSchedule,
  peerSchedules,
  SHAPES,
  terraformSchedule,
} from '../../../../local/bench/waiting/schedules.ts';
import { waitFor } from '../../../../local/bench/waiting/wait.ts';

const EXAMPLE_SECONDS = 1038;

test.each([
  { schedule: ownSchedule(), calls: 19, lagSeconds: 2 },
  { schedule: loopSchedule(10), calls: 104, lagSeconds: 2 },
  { schedule: loopSchedule(30), calls: 35, lagSeconds: 12 },
  { schedule: loopSchedule(60), calls: 18, lagSeconds: 42 },
  { schedule: terraformSchedule(), calls: 110, lagSeconds: 4.6 },
])("$schedule.name sees the 1,038 s of AWS's example after $calls calls", ({ schedule, calls, lagSeconds }) => {
  const wait = waitFor(schedule.looks, EXAMPLE_SECONDS);
  expect(wait?.calls).toBe(calls);
  expect(wait?.lagSeconds).toBeCloseTo(lagSeconds, 6);
});

test.each([ownSchedule(), ...peerSchedules()])('$name looks at rising times', ({ looks }) => {
  expect(looks.slice(1).filter((at, index) => at <= (looks[index] ?? 0))).toEqual([]);
});

test('the loops have the limit that ours has', () => {
  const inWorkflow = [ownSchedule(), ...peerSchedules()].filter((schedule) => schedule.inWorkflow);
  expect(inWorkflow.map(({ looks }) => looks.at(-1))).toEqual(inWorkflow.map(() => WAITS.active.limitSeconds));
});

test('Terraform looks at once, doubles its wait up to 10 s, and looks no more after 30 minutes', () => {
  const { looks } = terraformSchedule();
  const begin = [0, 0.2, 0.6, 1.4, 3, 6.2, 12.6, 22.6, 32.6];
  for (const [index, at] of begin.entries()) expect(looks[index]).toBeCloseTo(at, 6);
  expect(looks.at(-1)).toBeCloseTo(1792.6, 6);
});

test.each(SHAPES)('$name is a distribution', ({ pieces }) => {
  expect(pieces.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
});
