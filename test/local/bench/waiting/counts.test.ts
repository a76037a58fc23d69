import { expect, test } from 'vitest';
import { countRun, onboardingOf } from '../../../../local/bench/waiting/counts.ts';
import { ownSchedule } from '../../../../local/bench/waiting/schedules.ts';
import { waitFor } from '../../../../local/bench/waiting/wait.ts';
import { slowWorld, useRuntime } from '../../../workflow/support.ts';

const ROUND = ['WaitForScraper', 'CheckStatus', 'ScraperActive?'];
const STATES = ['ResolveRequest', 'CreateScraper', ...ROUND, ...ROUND, ...ROUND, 'VerifyIngestion', 'Onboarded'];

test('a run is taken apart into rounds and the rest, retries among the rest', () => {
  expect(countRun({ states: STATES, transitions: STATES.length + 2 })).toEqual({
    looks: 3,
    transitionsPerLook: 3,
    otherTransitions: 6,
    otherInvocations: 5,
  });
});

test('a run with one look shows no round', () => {
  const states = ['ResolveRequest', ...ROUND, 'Onboarded'];
  expect(() => countRun({ states, transitions: states.length })).toThrow(
    'A run with 1 looks shows no round of the wait.',
  );
});

test('another number of looks changes the rounds and not the rest', () => {
  const counts = countRun({ states: STATES, transitions: STATES.length });
  expect(onboardingOf(counts, 3).transitions).toBe(STATES.length);
  expect(onboardingOf(counts, 10)).toEqual({ transitions: STATES.length + 21, invocations: 13 });
});

const { run } = useRuntime();

test('the model of our schedule has the calls and the transitions of a run on the embedded AWS', async () => {
  const result = await run({ world: slowWorld() });
  const asked = result.calls.filter(({ operation }) => operation === 'DescribeScraper').length;
  const modelled = waitFor(ownSchedule().looks, 1038)?.calls ?? 0;
  const counts = countRun(result);
  expect({ asked, looks: counts.looks }).toEqual({ asked: modelled, looks: modelled });
  expect(onboardingOf(counts, modelled).transitions).toBe(result.transitions);
});
