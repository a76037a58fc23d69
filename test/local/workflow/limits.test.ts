import { describe, expect, test } from 'vitest';
import { virtualClock } from '../../../local/state/clock.ts';
import { runExecution, type ExecutionResult } from '../../../local/workflow/states/execution.ts';
import { TaskFailure } from '../../../local/workflow/lambda/functions.ts';
import { parseDefinition } from '../../../local/workflow/states/interpreter.ts';
import { openHistory } from '../../../local/workflow/states/limits.ts';
import { virtualTime } from '../../../local/workflow/states/virtualTime.ts';

/** Bytes and characters, as Step Functions' quotas and its API Reference have them. */
const PAYLOAD = 262_144;
const CAUSE = 32_768;
const ERROR = 256;
const EVENTS = 25_000;

/** Of UTF-8, as JSON, quotes included. */
const text = (bytes: number, letter = 'x') => {
  const size = Buffer.byteLength(JSON.stringify(letter)) - 2;
  return letter.repeat(Math.floor((bytes - 2) / size)) + 'x'.repeat((bytes - 2) % size);
};

type Answer = unknown;

async function run(
  states: object,
  { input = {}, answer = () => ({}) }: { input?: unknown; answer?: (event: unknown) => Answer } = {},
): Promise<ExecutionResult> {
  const definition = parseDefinition(JSON.stringify({ StartAt: 'First', States: states }));
  const execution = { executionArn: 'arn:aws:states:us-west-2:1:execution:m:e', input: JSON.stringify(input) };
  const time = virtualTime(virtualClock(0));
  return runExecution({ execution, definition, time, invoke: async (_arn, event) => answer(event) }).ended;
}

const TASK = { Type: 'Task', Resource: 'arn:aws:lambda:us-west-2:1:function:f', TimeoutSeconds: 60 };
const CAUGHT = { Type: 'Succeed' };
const ALL = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Caught' }];
const NAMED = [{ ErrorEquals: ['States.DataLimitExceeded'], ResultPath: null, Next: 'Caught' }, ...ALL];

/** A place where a payload is held against its size, with how large the whole is of what has a text of so many bytes in it. */
const PLACES = {
  'the payload of a task, after Parameters': (bytes: number, Catch: object[]) =>
    run(
      { First: { ...TASK, Parameters: { a: 1, 'b.$': '$.b' }, Catch, End: true }, Caught: CAUGHT },
      { input: { b: text(bytes - '{"a":1,"b":}'.length) } },
    ),
  'the result of a task, though nothing of it is kept': (bytes: number, Catch: object[]) =>
    run({ First: { ...TASK, ResultPath: null, Catch, End: true }, Caught: CAUGHT }, { answer: () => text(bytes) }),
  'the output of a task, after ResultPath': (bytes: number, Catch: object[]) =>
    run(
      { First: { ...TASK, ResultPath: '$.b', Catch, End: true }, Caught: CAUGHT },
      { input: { a: text(1002) }, answer: () => text(bytes - 1002 - '{"a":,"b":}'.length) },
    ),
};

describe.each(Object.entries(PLACES))('%s', (_name, at) => {
  test('may have 262,144 bytes', async () => {
    expect((await at(PAYLOAD, ALL)).states).toEqual(['First']);
  });

  test('is States.DataLimitExceeded with one more, which States.ALL does not catch', async () => {
    const { status, error, cause, states } = await at(PAYLOAD + 1, ALL);
    expect([status, error, states]).toEqual(['FAILED', 'States.DataLimitExceeded', ['First']]);
    expect(cause).toMatch(/^The state\/task 'First' .* exceeding the maximum number of bytes service limit\.$/);
  });

  test('is caught by the name alone', async () => {
    expect(await at(PAYLOAD + 1, NAMED)).toMatchObject({ status: 'SUCCEEDED', states: ['First', 'Caught'] });
  });
});

test.each([
  ['of one byte', 'x'],
  ['of three bytes', '語'],
  ['that JSON doubles', '"'],
  ['that JSON writes with six', '\u0000'],
])('a payload counts as UTF-8 and as JSON: letters %s', async (_name, letter) => {
  const first = { First: { Type: 'Pass', Parameters: { 'b.$': '$' }, End: true } };
  const input = (bytes: number) => ({ input: text(bytes - '{"b":}'.length, letter) });
  expect((await run(first, input(PAYLOAD))).status).toBe('SUCCEEDED');
  expect((await run(first, input(PAYLOAD + 1))).error).toBe('States.DataLimitExceeded');
});

test('what a Catch adds to a state is part of its output', async () => {
  const states = { First: { ...TASK, Catch: ALL, End: true }, Caught: CAUGHT };
  const answer = () => {
    throw new TaskFailure('Broken', 'x'.repeat(1_000));
  };
  const failure = `,"failure":{"Error":"Broken","Cause":"${'x'.repeat(1_000)}"}`;
  const input = (bytes: number) => ({ a: text(bytes - '{"a":}'.length - failure.length) });
  expect((await run(states, { input: input(PAYLOAD), answer })).states).toEqual(['First', 'Caught']);
  expect((await run(states, { input: input(PAYLOAD + 1), answer })).error).toBe('States.DataLimitExceeded');
});

const failing = (error: string, cause: string) => {
  const answer = () => {
    throw new TaskFailure(error, cause);
  };
  return run({ First: { ...TASK, Catch: ALL, End: true }, Caught: CAUGHT }, { answer });
};

describe('a failure', () => {
  test('has a Cause of at most 32,768 characters, and an Error of 256', async () => {
    expect((await failing('x'.repeat(ERROR), '語'.repeat(CAUSE))).states).toEqual(['First', 'Caught']);
    expect(await failing('Broken', 'x'.repeat(CAUSE + 1))).toMatchObject({
      error: 'States.Runtime',
      states: ['First'],
    });
    expect(await failing('x'.repeat(ERROR + 1), '')).toMatchObject({ error: 'States.Runtime', states: ['First'] });
  });

  test('counts as the JSON that Lambda makes of it', async () => {
    const ofLambda = (errorMessage: string) => JSON.stringify({ errorType: 'Broken', errorMessage, trace: [] });
    const room = CAUSE - ofLambda('').length;
    expect((await failing('Broken', ofLambda('"'.repeat(room / 2)))).states).toEqual(['First', 'Caught']);
    expect((await failing('Broken', ofLambda('"'.repeat(room / 2 + 1)))).error).toBe('States.Runtime');
  });

  test('of a Fail state is held to the same', async () => {
    const states = { First: { Type: 'Fail', ErrorPath: '$.e', CausePath: '$.c' } };
    const ended = (e: string, c: string) => run(states, { input: { e, c } });
    expect(await ended('x'.repeat(ERROR), 'x'.repeat(CAUSE))).toMatchObject({ error: 'x'.repeat(ERROR) });
    expect(await ended('Broken', 'x'.repeat(CAUSE + 1))).toMatchObject({ error: 'States.Runtime' });
    expect(await ended('x'.repeat(ERROR + 1), '')).toMatchObject({ error: 'States.Runtime' });
  });
});

describe('a history', () => {
  const waiting = (Seconds: number) => ({ Type: 'Wait', Seconds, Next: 'Task' });
  const loop = {
    First: { Type: 'Pass', Next: 'Task' },
    Task: { ...TASK, Next: 'Choice' },
    Choice: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 0, Next: 'Done' }], Default: 'Wait' },
    Wait: waiting(1),
    Done: { Type: 'Succeed' },
  };
  const rounds = (n: number, states: object = loop) => {
    let left = n;
    return run(states, { answer: () => ({ n: (left -= 1) }) });
  };

  test('has the events that Step Functions would write', async () => {
    // Started; Pass 2; Task 5; Choice 2; Succeed 2; succeeded. A round more: Wait 2, Task 5, Choice 2.
    expect((await rounds(1)).events).toBe(13);
    expect((await rounds(3)).events).toBe(13 + 2 * 9);
  });

  test('has three for each attempt of a task, and none for leaving a Fail state', async () => {
    const Retry = [{ ErrorEquals: ['Broken'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1 }];
    const answer = () => {
      throw new TaskFailure('Broken', '');
    };
    const states = {
      First: { ...TASK, Retry, Catch: ALL, End: true },
      Caught: { Type: 'Fail', Error: 'E', Cause: '' },
    };
    expect((await run(states, { answer })).events).toBe(1 + 2 + 3 * 3 + 1 + 1);
  });

  test('has room for 25,000, the one that ends the execution included', () => {
    const history = openHistory();
    history.add(EVENTS - 2);
    expect(history.events()).toBe(EVENTS - 1);
    expect(() => history.add(1)).toThrow('maximum number of history events (25000)');
  });

  test('of 25,000 ends the execution, and nothing catches that', async () => {
    const most = Math.floor((EVENTS - 13) / 9) + 1;
    const fits = await rounds(most);
    expect([fits.status, fits.events]).toEqual(['SUCCEEDED', 13 + (most - 1) * 9]);
    const over = await rounds(most + 1, { ...loop, Task: { ...loop.Task, Catch: ALL }, Caught: CAUGHT });
    expect(over).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(over.cause).toBe(`The execution reached the maximum number of history events (${EVENTS}).`);
    expect(over.states).not.toContain('Caught');
  });
});
