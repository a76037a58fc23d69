import { FUNCTION_NAMES } from '../../../functions/shared/names.ts';
import { stateName } from '../../workflow/states/definition.ts';
import type { ExecutionResult } from '../../workflow/states/execution.ts';

/** An execution taken apart into the rounds of its wait for the scraper and all else, so that another number of rounds can be put in. */
export interface WorkflowCounts {
  looks: number;
  transitionsPerLook: number;
  otherTransitions: number;
  otherInvocations: number;
}

const LOOK = stateName('checkStatus');
const TASKS: readonly string[] = FUNCTION_NAMES.map(stateName);

/** @throws RangeError when the run looked fewer than twice: then it shows no round. */
export function countRun({ states, transitions }: Pick<ExecutionResult, 'states' | 'transitions'>): WorkflowCounts {
  const looks = states.filter((state) => state === LOOK).length;
  const first = states.indexOf(LOOK);
  const second = states.indexOf(LOOK, first + 1);
  if (looks < 2) throw new RangeError(`A run with ${looks} looks shows no round of the wait.`);
  const transitionsPerLook = second - first;
  const retries = transitions - states.length;
  return {
    looks,
    transitionsPerLook,
    otherTransitions: transitions - looks * transitionsPerLook,
    otherInvocations: states.filter((state) => TASKS.includes(state)).length + retries - looks,
  };
}

/** What an onboarding that looks `looks` times comes to; a mean number of looks gives the means. */
export function onboardingOf(counts: WorkflowCounts, looks: number): { transitions: number; invocations: number } {
  return {
    transitions: counts.otherTransitions + looks * counts.transitionsPerLook,
    invocations: counts.otherInvocations + looks,
  };
}
