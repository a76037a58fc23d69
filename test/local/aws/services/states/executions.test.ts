import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  type StartExecutionCommandInput,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Executions } from '../../../../../local/aws/running.ts';
import { IAM_OPERATIONS } from '../../../../../local/aws/services/iam/operations.ts';
import { statesOperations } from '../../../../../local/aws/services/states/operations.ts';
import { STS_OPERATIONS } from '../../../../../local/aws/services/sts/operations.ts';
import type { ExecutionRecord } from '../../../../../local/state/state.ts';
import { assumeRole, testServer, type TestServer } from '../../testServer.ts';
import { addRole, SOURCE, TARGET } from '../../testWorld.ts';

const MACHINE = `arn:aws:states:us-west-2:${SOURCE}:stateMachine:amp-scraper-onboard`;
const execution = (name: string) => `arn:aws:states:us-west-2:${SOURCE}:execution:amp-scraper-onboard:${name}`;
const DAY = 24 * 3600 * 1000;

let test: TestServer;
let client: SFNClient;
let begun: string[];
let stopped: string[];
beforeEach(async () => {
  begun = [];
  stopped = [];
  const executions: Executions = {
    has: (arn) => arn === MACHINE,
    start: ({ executionArn }) => begun.push(executionArn),
    stop: ({ executionArn }) => stopped.push(executionArn),
    redrive: () => Promise.reject(new Error('Nothing is redriven here.')),
    machines: () => [],
    machineOfExecution: () => undefined,
  };
  test = await testServer([...IAM_OPERATIONS, ...STS_OPERATIONS, ...statesOperations], { executions });
  client = new SFNClient(test.configuration());
});
afterEach(() => test.server.close());

function start(more: Partial<StartExecutionCommandInput> = {}) {
  return client.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'one', input: '{}', ...more }));
}

function end(name: string, how: Partial<ExecutionRecord>): void {
  const record = test.world.executions?.[execution(name)];
  if (record === undefined) throw new Error(`No execution ${name}`);
  Object.assign(record, { stopDate: test.clock.now(), ...how });
}

describe('StartExecution', () => {
  it('Answers an execution that is RUNNING, and has it run', async () => {
    const { executionArn, startDate } = await start({ input: '{"a":1}' });
    expect(executionArn).toBe(execution('one'));
    expect(startDate).toEqual(new Date(test.world.now));
    expect(begun).toEqual([executionArn]);
    const shown = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(shown).toMatchObject({ status: 'RUNNING', name: 'one', stateMachineArn: MACHINE, input: '{"a":1}' });
    expect(shown.stopDate).toBeUndefined();
  });

  it('Answers the same execution for the same name and input while it is RUNNING, and runs it once', async () => {
    const first = await start();
    test.clock.advanceTo(test.clock.now() + 5000);
    const second = await start();
    expect([second.executionArn, second.startDate]).toEqual([first.executionArn, first.startDate]);
    expect(begun).toHaveLength(1);
  });

  it('Refuses a name that is RUNNING with another input', async () => {
    await start();
    await expect(start({ input: '{"a":2}' })).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
      message: `Execution Already Exists: '${execution('one')}'`,
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('Refuses the name of a closed execution for 90 days', async () => {
    await start();
    end('one', { status: 'SUCCEEDED', output: '{}' });
    test.clock.advanceTo(test.clock.now() + 89 * DAY);
    await expect(start()).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    test.clock.advanceTo(test.clock.now() + DAY);
    await expect(start()).resolves.toMatchObject({ startDate: new Date(test.clock.now()) });
  });

  it('Names an execution that has no name, each another', async () => {
    const { name: _name, ...request } = { stateMachineArn: MACHINE, name: 'left out' };
    const first = await client.send(new StartExecutionCommand(request));
    const second = await client.send(new StartExecutionCommand(request));
    expect(first.executionArn).toMatch(/:execution:amp-scraper-onboard:[0-9a-f-]{36}$/);
    expect(second.executionArn).not.toBe(first.executionArn);
  });

  it.each([
    { what: 'a name of 81 characters', more: { name: 'x'.repeat(81) }, error: 'ValidationException' },
    { what: 'a name with a colon', more: { name: 'a:b' }, error: 'InvalidName' },
    { what: 'a name with a blank', more: { name: 'a b' }, error: 'InvalidName' },
    { what: 'a name with a control character', more: { name: 'a\u0085b' }, error: 'InvalidName' },
    { what: 'an input that is no JSON', more: { input: '{' }, error: 'InvalidExecutionInput' },
    {
      what: 'an input of more characters than 256 Ki',
      more: { input: `"${'x'.repeat(262_143)}"` },
      error: 'ValidationException',
    },
    {
      what: 'an input of more bytes than 256 Ki',
      more: { input: `"${'ä'.repeat(131_072)}"` },
      error: 'InvalidExecutionInput',
    },
    {
      what: 'a state machine that is not there',
      more: { stateMachineArn: `${MACHINE}x` },
      error: 'StateMachineDoesNotExist',
    },
    { what: 'what is no ARN', more: { stateMachineArn: 'onboard' }, error: 'InvalidArn' },
    { what: "an execution's ARN", more: { stateMachineArn: execution('one') }, error: 'InvalidArn' },
    {
      what: "another Region's ARN",
      more: { stateMachineArn: MACHINE.replace('us-west-2', 'us-east-1') },
      error: 'InvalidArn',
    },
    {
      what: "another account's state machine",
      more: { stateMachineArn: MACHINE.replace(SOURCE, TARGET) },
      error: 'AccessDeniedException',
    },
  ])('Refuses $what: $error', async ({ more, error }) => {
    await expect(start(more)).rejects.toMatchObject({ name: error, $metadata: { httpStatusCode: 400 } });
    expect(begun).toEqual([]);
  });

  it.each([
    { what: 'a name of 80 characters', more: { name: 'x'.repeat(80) } },
    { what: 'a name with letters beyond ASCII', more: { name: 'köln_1.2-3' } },
    { what: 'an input of 256 KiB', more: { input: `"${'ä'.repeat(131_071)}"` } },
  ])('Accepts $what', async ({ more }) => {
    await expect(start(more)).resolves.toMatchObject({});
  });
});

describe('DescribeExecution', () => {
  it.each([
    { status: 'SUCCEEDED', output: '{"outcome":"ONBOARDED"}' },
    { status: 'FAILED', error: 'NotOurs', cause: 'the role is another' },
  ] as const)('Shows how one ended: $status', async (how) => {
    await start();
    test.clock.advanceTo(test.clock.now() + 90_000);
    end('one', how);
    const shown = await client.send(new DescribeExecutionCommand({ executionArn: execution('one') }));
    expect(shown).toMatchObject({ ...how, stopDate: new Date(test.clock.now()) });
  });

  it('Does not know one that was never started', async () => {
    const answer = client.send(new DescribeExecutionCommand({ executionArn: execution('no') }));
    await expect(answer).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });
});

describe('StopExecution', () => {
  const stop = () =>
    client.send(new StopExecutionCommand({ executionArn: execution('one'), error: 'Stop', cause: 'me' }));

  it('Aborts one that is RUNNING', async () => {
    await start();
    const { stopDate } = await stop();
    expect(stopped).toEqual([execution('one')]);
    const shown = await client.send(new DescribeExecutionCommand({ executionArn: execution('one') }));
    expect(shown).toMatchObject({ status: 'ABORTED', stopDate, error: 'Stop', cause: 'me' });
  });

  it('Leaves one that has ended as it is', async () => {
    await start();
    end('one', { status: 'SUCCEEDED', output: '{}' });
    await stop();
    expect(stopped).toEqual([]);
    expect(test.world.executions?.[execution('one')]?.status).toBe('SUCCEEDED');
  });
});

describe('ListExecutions', () => {
  beforeEach(async () => {
    for (const name of ['one', 'two', 'three', 'four']) await start({ name });
    end('two', { status: 'FAILED' });
  });
  const names = async (more: object) => {
    const { executions, nextToken } = await client.send(
      new ListExecutionsCommand({ stateMachineArn: MACHINE, ...more }),
    );
    return { names: executions?.map(({ name }) => name), nextToken };
  };

  it('Lists the latest first, page by page', async () => {
    const first = await names({ maxResults: 3 });
    expect(first.names).toEqual(['four', 'three', 'two']);
    expect(await names({ maxResults: 3, nextToken: first.nextToken })).toEqual({ names: ['one'] });
  });

  it('Lists those of a status', async () => {
    expect(await names({ statusFilter: 'RUNNING' })).toEqual({ names: ['four', 'three', 'one'] });
    expect(await names({ statusFilter: 'FAILED' })).toEqual({ names: ['two'] });
  });

  it('Refuses a token that it never gave', async () => {
    await expect(names({ nextToken: 'abc' })).rejects.toMatchObject({ name: 'InvalidToken' });
  });
});

/** Each action on the ARN that it is for, and on no other. */
describe('Permissions', () => {
  const calls = {
    StartExecution: (own: SFNClient) => own.send(new StartExecutionCommand({ stateMachineArn: MACHINE })),
    DescribeExecution: (own: SFNClient) => own.send(new DescribeExecutionCommand({ executionArn: execution('one') })),
    StopExecution: (own: SFNClient) => own.send(new StopExecutionCommand({ executionArn: execution('one') })),
    ListExecutions: (own: SFNClient) => own.send(new ListExecutionsCommand({ stateMachineArn: MACHINE })),
  };
  const resources = {
    StartExecution: MACHINE,
    DescribeExecution: execution('*'),
    StopExecution: execution('one'),
    ListExecutions: MACHINE,
  };
  const cases = (['StartExecution', 'DescribeExecution', 'StopExecution', 'ListExecutions'] as const).flatMap(
    (name) => [
      { name, resource: resources[name], allowed: true },
      { name, resource: `${resources[name]}x`, allowed: false },
    ],
  );

  it.each(cases)('$name with an Allow on $resource: $allowed', async ({ name, resource, allowed }) => {
    await start();
    const Action = `states:${name}`;
    const role = addRole(test.world, { name: 'caller', inline: [{ Effect: 'Allow', Action, Resource: resource }] });
    const own = new SFNClient(test.configuration(await assumeRole(test, role)));
    const answer: Promise<unknown> = calls[name](own);
    if (allowed) await expect(answer).resolves.toBeDefined();
    else await expect(answer).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

it('Says so where nothing is deployed that it could run', async () => {
  const bare = await testServer(statesOperations);
  const answer = new SFNClient(bare.configuration()).send(new StartExecutionCommand({ stateMachineArn: MACHINE }));
  await expect(answer).rejects.toMatchObject({ name: 'NotEmulated', message: expect.stringContaining('executions') });
  await bare.server.close();
});
