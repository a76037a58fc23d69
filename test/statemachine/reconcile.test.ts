import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { FUNCTION_TIMEOUT_SECONDS } from '../../functions/shared/environment.ts';
import { FUNCTION_NAMES } from '../../functions/shared/names.ts';
import { actedReconcile, begunReconcile, plannedReconcile } from '../../functions/shared/fleet/run.ts';
import {
  definitionFile,
  deployedDefinition,
  stateName,
  substitutionName,
} from '../../local/workflow/states/definition.ts';
import { allStates, nextOf, readDefinition } from './definition.ts';

const definition = readDefinition('reconcile');
const outer = definition.States;
const states = allStates(outer);
const tasks = Object.entries(states).filter(([, { Type }]) => Type === 'Task');

test('it is a valid definition once its placeholders are filled in', () => {
  const place = { partition: 'aws', region: 'us-west-2', accountId: '333333333333' };
  const { isValid, errors } = validate(JSON.parse(deployedDefinition('reconcile', place)));
  expect([isValid, errors]).toEqual([true, []]);
});

test('every state says why it is there, and no name is in it twice', () => {
  expect(Object.entries(states).filter(([, { Comment }]) => (Comment ?? '').length < 20)).toEqual([]);
  const named = readFileSync(definitionFile('reconcile'), 'utf8').match(/"Type":/g) ?? [];
  expect(named).toHaveLength(Object.keys(states).length);
});

test.each(tasks)('%s calls its function, for longer than it may take, and nothing of it is uncaught', (name, task) => {
  const called = FUNCTION_NAMES.find((one) => task.Resource === `\${${substitutionName(one)}}`);
  const own = name.replace('LookAtOne', 'LookAtRange').replace('GiveUp', 'EndReconcile');
  expect(called && stateName(called)).toBe(own);
  expect(task.TimeoutSeconds).toBeGreaterThan(FUNCTION_TIMEOUT_SECONDS);
  expect(task.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals)).toEqual(
    expect.arrayContaining(['AwsUnavailable', 'Lambda.TooManyRequestsException', 'States.Timeout']),
  );
  expect(task.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals)).not.toContain('States.ALL');
  expect(task.Catch?.map(({ ErrorEquals }) => ErrorEquals)).toEqual([['States.ALL']]);
  expect(task.Parameters).toMatchObject({
    'executionArn.$': '$$.Execution.Id',
    'redriveCount.$': '$$.Execution.RedriveCount',
  });
});

test('a run that fails gives its lease back, and ends with its first error', () => {
  const caught = Object.entries(outer).flatMap(([name, { Catch = [] }]) =>
    Catch.map(({ Next, ...one }) => [name, Next, one['ResultPath']]),
  );
  expect(caught).toEqual([
    ['BeginReconcile', 'GiveUp', '$.failure'],
    ['Look', 'GiveUp', '$.failure'],
    ['PlanReconcile', 'GiveUp', '$.failure'],
    ['ActOnPlan', 'GiveUp', '$.failure'],
    ['EndReconcile', 'GiveUp', '$.failure'],
    ['GiveUp', 'ReconcileFailed', '$.releaseFailure'],
  ]);
  expect(outer['ReconcileFailed']).toMatchObject({ ErrorPath: '$.failure.Error', CausePath: '$.failure.Cause' });
});

const map = z.object({
  MaxConcurrency: z.number(),
  ResultPath: z.null(),
  ItemProcessor: z.object({ ProcessorConfig: z.object({ Mode: z.literal('INLINE') }), StartAt: z.string() }),
});

test('nothing of a range ends the run: it is looked at one by one, and what fails then is not seen', () => {
  const look = map.parse(outer['Look']);
  expect([look.MaxConcurrency, look.ItemProcessor.StartAt]).toEqual([40, 'LookAtRange']);
  expect(nextOf(states['LookAtRange'])).toEqual(['CutRange']);
  expect(states['CutRange']).toMatchObject({ Next: 'LookAtEach' });
  expect(map.parse(states['LookAtEach']).ItemProcessor.StartAt).toBe('LookAtOne');
  expect(nextOf(states['LookAtOne'])).toEqual(['NotSeen']);
});

test('within a Map nothing is read of the context but the execution and, where items are handed out, the item', () => {
  const text = JSON.stringify(outer['Look']);
  const paths = [...text.matchAll(/\$\$\.[\w.]+/g)].map(([path]) => path);
  expect(new Set(paths)).toEqual(new Set(['$$.Execution.Id', '$$.Execution.RedriveCount', '$$.Map.Item.Value']));
  const selector = z.object({ ItemSelector: z.record(z.string(), z.string()) }).parse(states['LookAtEach']);
  expect(Object.values(selector.ItemSelector).filter((path) => path.includes('$$.Map'))).toHaveLength(2);
  expect(text.match(/\$\$\.Map/g)).toHaveLength(2);
});

test('its choices read what the handlers give', () => {
  const values = (schema: unknown, key: string) =>
    [...JSON.stringify(schema).matchAll(new RegExp(`"${key}":\\{[^}]*?"(?:enum":\\[([^\\]]*)|const":([^}]*))`, 'g'))]
      .flatMap(([, list, one]) => JSON.parse(`[${list ?? one}]`))
      .flat();
  expect(values(z.toJSONSchema(begunReconcile), 'decision')).toEqual(['LOOK', 'IGNORE']);
  expect(values(z.toJSONSchema(plannedReconcile), 'next')).toEqual(['ACT', 'END']);
  expect(values(z.toJSONSchema(actedReconcile), 'next')).toEqual(['ACT', 'END']);
  const read = Object.values(outer).flatMap(({ Choices = [] }) => Choices);
  expect(read).toEqual([
    { Variable: '$.begun.decision', StringEquals: 'LOOK', Next: 'Look' },
    { Variable: '$.planned.next', StringEquals: 'ACT', Next: 'ActOnPlan' },
    { Variable: '$.acted.next', StringEquals: 'ACT', Next: 'ActOnPlan' },
  ]);
  expect(actedReconcile.safeParse(outer['BeginActing']?.['Result']).success).toBe(true);
});
