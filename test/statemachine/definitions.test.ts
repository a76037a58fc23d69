import { existsSync, readdirSync, readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  deletedRoles,
  failure,
  offboardState,
  onboardState,
  released,
  resolved,
  resolvedOffboard,
} from '../../functions/shared/contract.ts';
import * as errors from '../../functions/shared/errors.ts';
import {
  deployedName,
  FUNCTION_NAMES,
  MACHINE_NAMES,
  WORKFLOW_NAMES,
  type WorkflowName,
} from '../../functions/shared/names.ts';
import { LAG_SECONDS } from '../../functions/shared/waiting.ts';
import {
  definitionFile,
  deployedDefinition,
  stateName,
  substitutionName,
} from '../../local/workflow/states/definition.ts';
import { handlerFile } from '../../local/workflow/lambda/code.ts';
import { DEPLOYMENT } from '../workflow/support.ts';
import { allStates, reachedFrom, readDefinition } from './definition.ts';

/** The errors that Step Functions and Lambda themselves raise and that our definitions match. */
const SERVICE_ERRORS = new Set([
  'States.ALL',
  'States.Timeout',
  'Sandbox.Timedout',
  'Runtime.ExitError',
  'Lambda.Unknown',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.ResourceNotReadyException',
  'Lambda.CodeArtifactUserPendingException',
  'Lambda.ResourceConflictException',
]);

/** What a state hands on of the context object. */
const CONTEXT_PATHS: readonly string[] = [
  '$$.Execution.Id',
  '$$.Execution.Input',
  '$$.Execution.StartTime',
  '$$.Execution.RedriveCount',
  '$$.State.RetryCount',
];

/** What a state's Choice or Wait may read: the data as the handlers' own schemas have it. */
const CAUGHT = z.object({ failure, undoFailure: failure, releaseFailure: failure, released, roles: deletedRoles });
const STATE_DATA: Readonly<Record<WorkflowName, unknown>> = {
  onboard: z.toJSONSchema(z.union([resolved, onboardState, CAUGHT])),
  offboard: z.toJSONSchema(z.union([resolvedOffboard, offboardState, CAUGHT])),
};

const folder = new URL('../../statemachine/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.asl.json'));

test('there is one file per workflow', () => {
  expect(files.toSorted()).toEqual(MACHINE_NAMES.map((name) => `${name}.asl.json`).toSorted());
});

test('every function is called by a state of its own name in one of them', () => {
  const called = MACHINE_NAMES.flatMap((machine) => Object.keys(allStates(readDefinition(machine).States)));
  expect(FUNCTION_NAMES.filter((name) => !called.includes(stateName(name)))).toEqual([]);
  expect(FUNCTION_NAMES.filter((name) => !existsSync(handlerFile(name)))).toEqual([]);
});

describe.each(WORKFLOW_NAMES)('%s.asl.json', (workflow) => {
  const text = readFileSync(definitionFile(workflow), 'utf8');
  const data = STATE_DATA[workflow];
  const definition = readDefinition(workflow);
  const states = Object.entries(definition.States);
  const tasks = states.filter(([, { Type }]) => Type === 'Task');

  test('is a valid definition once its placeholders are filled in', () => {
    const deployed = deployedDefinition(workflow, {
      partition: 'aws',
      region: 'us-west-2',
      accountId: '333333333333',
    });
    const { isValid, errors: problems } = validate(JSON.parse(deployed));
    expect(problems).toEqual([]);
    expect(isValid).toBe(true);
  });

  test('has an overall time-out, and every state says in a Comment why it is there', () => {
    expect(definition.TimeoutSeconds).toBeGreaterThan(0);
    expect(states.filter(([, { Comment }]) => (Comment ?? '').length < 20)).toEqual([]);
  });

  test('calls in every task the function of its name, or of what it undoes or releases', () => {
    for (const [name, { Resource }] of tasks) {
      const called = FUNCTION_NAMES.find((one) => Resource === `\${${substitutionName(one)}}`);
      const own = name
        .replace(/^Undo/, 'Delete')
        .replace('DeleteTargetRole', 'DeleteRoles')
        .replace(/^Release.*/, 'ReleaseConnection');
      expect(called && stateName(called), name).toBe(own);
    }
  });

  test.each(tasks)(
    "%s has a time-out longer than its function's, retries by name and a Catch for the rest",
    (_name, task) => {
      const longest = Math.max(...DEPLOYMENT.functions.filter(isOurs).map(({ timeoutSeconds }) => timeoutSeconds));
      expect(task.TimeoutSeconds).toBeGreaterThan(longest);
      expect(task.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
      expect(task.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals)).not.toContain('States.ALL');
      expect(task.Retry?.every(({ MaxAttempts, IntervalSeconds }) => MaxAttempts > 0 && IntervalSeconds > 0)).toBe(
        true,
      );
      expect(task.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals)).toEqual(
        expect.arrayContaining([
          'AwsUnavailable',
          'Lambda.TooManyRequestsException',
          'Lambda.ServiceException',
          'States.Timeout',
        ]),
      );
    },
  );

  test('matches only errors that a class has, or that the services raise', () => {
    const classes = Object.values(errors).flatMap((exported) =>
      typeof exported === 'function' && exported.prototype instanceof errors.WorkflowError ? [exported.name] : [],
    );
    expect(classes.toSorted()).toEqual([...errors.ERROR_NAMES].toSorted());
    const matched = states.flatMap(([, { Retry = [], Catch = [] }]) =>
      [...Retry, ...Catch].flatMap((one) => one.ErrorEquals),
    );
    expect(matched.filter((name) => !classes.includes(name) && !SERVICE_ERRORS.has(name))).toEqual([]);
  });

  test('has a Default in every Choice, and reads only fields and values that the handlers give', () => {
    for (const [name, { Choices = [], Default }] of states.filter(([, { Type }]) => Type === 'Choice')) {
      expect(Default, name).toBeDefined();
      for (const choice of Choices.flatMap((one) => ('And' in one ? one.And : one))) {
        if ('StringEquals' in choice) {
          expect(valuesAt(data, choice.Variable), choice.Variable).toContain(choice.StringEquals);
        } else if (!text.includes(`"ResultPath": "${choice.Variable}"`)) {
          expect(typesAt(data, choice.Variable), `a handler gives ${choice.Variable}`).toEqual([
            choice.Variable === '$.connection.revoke' ? 'boolean' : 'string',
          ]);
        }
      }
    }
  });

  test('waits for seconds that the handlers give as numbers', () => {
    const paths = states.flatMap(([, { SecondsPath }]) => (SecondsPath ? [SecondsPath] : []));
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) expect(typesAt(data, path), path).toEqual(['number']);
  });

  test('keeps only results that a later state reads', () => {
    const results = states.flatMap(([, { ResultPath }]) => (ResultPath ? [ResultPath] : []));
    expect(results.filter((path) => typesAt(data, path).length === 0)).toEqual([]);
  });

  test('ends in every Fail with an Error and a Cause of a failure', () => {
    const fails = states.filter(([, { Type }]) => Type === 'Fail');
    expect(fails.length).toBeGreaterThan(0);
    for (const [name, fail] of fails) {
      expect([fail['ErrorPath'], fail['CausePath']], name).toEqual([
        expect.stringMatching(/^\$(\.failure)?\.Error$|^\$\.released\.error$/),
        expect.stringMatching(/^\$(\.failure)?\.Cause$|^\$\.released\.cause$/),
      ]);
    }
  });

  test('reaches every state from the first', () => {
    expect([...reachedFrom(definition, definition.StartAt)].toSorted()).toEqual(
      states.map(([name]) => name).toSorted(),
    );
  });

  test('uses nothing that the interpreter ignores or AWS would read differently', () => {
    expect(text).not.toMatch(
      /JSONata|QueryLanguage|"Credentials"|Heartbeat|"Assign"|"Output"|"Arguments"|"ResultPath": "\$"|\{%/,
    );
    const context = [...text.matchAll(/\$\$\.[\w.]+/g)].map(([path]) => path);
    expect(context.filter((path) => !CONTEXT_PATHS.includes(path))).toEqual([]);
  });
});

/**
 * cfn-lint 1.58 takes it for a mistake (E3601), though the Amazon States Language has it
 * (https://docs.aws.amazon.com/step-functions/latest/dg/state-succeed.html): who lints the templates would be stopped by it.
 */
test('no Succeed state has a path', () => {
  for (const workflow of WORKFLOW_NAMES) {
    const succeeding = Object.values(readDefinition(workflow).States).filter(({ Type }) => Type === 'Succeed');
    expect(succeeding.length).toBeGreaterThan(0);
    for (const state of succeeding) expect(Object.keys(state).toSorted()).toEqual(['Comment', 'Type']);
  }
});

test('no state of one connection ends an offboard: only the look for the next one does', () => {
  const definition = readDefinition('offboard');
  const { States } = definition;
  const reached = reachedFrom(definition, 'ClaimConnection', ['ResolveOffboard']);
  const ends = Object.entries(States)
    .filter(([, { Type, ...state }]) => /^(Succeed|Fail)$/.test(Type) || state['End'] === true)
    .map(([name]) => name);
  expect(ends.length).toBeGreaterThan(0);
  expect(ends.filter((name) => reached.has(name))).toEqual([]);
});

test('an undo and a clean-up wait until nothing is in flight, and what was in flight shows', () => {
  const longest = Math.max(...DEPLOYMENT.functions.filter(isOurs).map(({ timeoutSeconds }) => timeoutSeconds));
  const waits = WORKFLOW_NAMES.flatMap((workflow) =>
    Object.entries(readDefinition(workflow).States).filter(([name]) => name.startsWith('WaitBefore')),
  );
  expect(waits.map(([name]) => name)).toEqual(['WaitBeforeUndo', 'WaitBeforeCleanUp']);
  for (const [name, { Seconds }] of waits) expect(Seconds, name).toBeGreaterThanOrEqual(longest + LAG_SECONDS);
});

/** The provider framework's own functions are no task's. */
function isOurs({ functionName }: { functionName: string }): boolean {
  return FUNCTION_NAMES.some((name) => deployedName('amp-scraper', name) === functionName);
}

const node = z.looseObject({
  type: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  enum: z.array(z.string()).optional(),
  const: z.string().optional(),
});

/** The schemas at a JSONPath of plain names; the alternatives of a union all count. */
function schemasAt(schema: unknown, path: string): z.infer<typeof node>[] {
  return path
    .split('.')
    .slice(1)
    .reduce(
      (schemas, name) =>
        schemas
          .flatMap(alternatives)
          .flatMap(({ properties }) => (properties?.[name] ? [node.parse(properties[name])] : [])),
      [node.parse(schema)],
    )
    .flatMap(alternatives);
}

function alternatives(schema: z.infer<typeof node>): z.infer<typeof node>[] {
  return schema.anyOf ? schema.anyOf.flatMap((one) => alternatives(node.parse(one))) : [schema];
}

function valuesAt(schema: unknown, path: string): string[] {
  return schemasAt(schema, path).flatMap((one) => one.enum ?? (one.const === undefined ? [] : [one.const]));
}

function typesAt(schema: unknown, path: string): string[] {
  return [...new Set(schemasAt(schema, path).map(({ type }) => type ?? '?'))];
}
