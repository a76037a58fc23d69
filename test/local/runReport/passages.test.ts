import { describe, expect, test } from 'vitest';
import { stateGraph } from '../../../local/runReport/graph.ts';
import { passagesOf } from '../../../local/runReport/passages.ts';

const TASK = { Type: 'Task', Resource: 'arn' };

/** A Map whose iterations try a task and catch nothing of it, in a state that catches. */
const GRAPH = stateGraph(
  JSON.stringify({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'One', States: { One: { ...TASK, Next: 'Two' }, Two: { ...TASK, End: true } } },
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Mend' }],
        Next: 'Done',
      },
      Mend: { ...TASK, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }], Next: 'Done' },
      Done: { Type: 'Succeed' },
    },
  }),
);

type Event = Parameters<typeof passagesOf>[0][number];

/** As GetExecutionHistory has them, a second apart. */
const WRITTEN: Readonly<Record<string, (name: string) => Pick<Event, 'type' | 'details'>>> = {
  map: (name) => ({ type: 'MapStateEntered', details: { name, input: '[]' } }),
  enter: (name) => ({ type: 'TaskStateEntered', details: { name, input: '{}' } }),
  succeed: (name) => ({ type: 'SucceedStateEntered', details: { name, input: '{}' } }),
  exit: (name) => ({ type: 'AnyStateExited', details: { name, output: '{}' } }),
  schedule: () => ({ type: 'LambdaFunctionScheduled' }),
  answer: () => ({ type: 'LambdaFunctionSucceeded' }),
  fail: (error) => ({ type: 'LambdaFunctionFailed', details: { error, cause: 'why' } }),
  late: () => ({ type: 'LambdaFunctionTimedOut', details: { error: 'States.Timeout' } }),
  end: (how) => ({ type: `Execution${how}`, details: { error: 'Any', cause: 'why' } }),
  redrive: () => ({ type: 'ExecutionRedriven' }),
};

function history(...lines: readonly string[]): Event[] {
  return lines.map((line, nth) => {
    const [verb = '', what = ''] = line.split(' ');
    const written = WRITTEN[verb]?.(what);
    if (written === undefined) throw new Error(`There is no event ${verb}.`);
    return { ...written, at: nth * 1000 };
  });
}

const told = (...lines: readonly string[]) =>
  passagesOf(history(...lines), GRAPH).map(({ state, end, leftBy, error, attempts }) => {
    const tries = attempts.map((attempt) => attempt.error ?? (attempt.until === undefined ? 'under way' : 'answered'));
    const way = leftBy === undefined ? '' : ` by ${leftBy.kind} to ${leftBy.to}`;
    return `${state} ${end}${way}${error === undefined ? '' : ` ${error}`}${tries.length === 0 ? '' : `: ${tries.join(', ')}`}`;
  });

const ONE_ENTERED = ['map Each', 'enter One', 'schedule'];
const ONE_PASSED = [...ONE_ENTERED, 'answer', 'exit One', 'enter Two', 'schedule'];

const CASES: Readonly<Record<string, { lines: string[]; passages: string[] }>> = {
  'a Map whose error is caught is caught, and what it cut off is aborted': {
    lines: [...ONE_ENTERED, 'enter One', 'schedule', 'fail Broken', 'exit Each', 'enter Mend'],
    passages: [
      'Each caught by catch to Mend Broken',
      'One failed Broken: Broken',
      'One aborted: under way',
      'Mend running',
    ],
  },
  'a Map that is left by its Next has succeeded': {
    lines: [...ONE_PASSED, 'answer', 'exit Two', 'exit Each', 'succeed Done', 'exit Done', 'end Succeeded'],
    passages: [
      'Each succeeded by next to Done',
      'One succeeded by next to Two: answered',
      'Two succeeded: answered',
      'Done succeeded',
    ],
  },
  'a transition within a Map is not one to what is entered beside it': {
    lines: [...ONE_ENTERED, 'answer', 'exit One', 'enter One', 'schedule', 'answer', 'exit One', 'enter Two'],
    passages: ['Each running', 'One succeeded by next to Two: answered', 'One succeeded: answered', 'Two running'],
  },
  'where Next and Catch lead to one state, the last attempt says which it was': {
    lines: ['enter Mend', 'schedule', 'fail Broken', 'exit Mend', 'succeed Done'],
    passages: ['Mend caught by catch to Done Broken: Broken', 'Done running'],
  },
  'a retry that answers is no error': {
    lines: ['enter Mend', 'schedule', 'late', 'schedule', 'answer', 'exit Mend', 'succeed Done'],
    passages: ['Mend succeeded by next to Done: States.Timeout, answered', 'Done running'],
  },
  'what the execution was in when it failed has failed, with its error': {
    lines: ['enter Mend', 'schedule', 'end Failed'],
    passages: ['Mend failed Any: under way'],
  },
  'what the execution was in when it was stopped is aborted': {
    lines: ['map Each', 'enter One', 'end Aborted'],
    passages: ['Each aborted Any', 'One aborted Any'],
  },
  'a redrive enters the state again': {
    lines: [
      'enter Mend',
      'schedule',
      'fail Broken',
      'end TimedOut',
      'redrive',
      'enter Mend',
      'schedule',
      'answer',
      'exit Mend',
      'succeed Done',
    ],
    passages: ['Mend failed Any: Broken', 'Mend succeeded by next to Done: answered', 'Done running'],
  },
};

describe('passages', () => {
  test.each(Object.entries(CASES))('%s', (_title, { lines, passages }) => {
    expect(told(...lines)).toEqual(passages);
  });
});
