import { HttpResponse } from '@smithy/protocol-http';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { beginExecution, startExecution } from '../../../../../functions/shared/aws/services/executions.ts';
import { EXECUTION_ARN } from '../../../support.ts';

const STARTED = {
  stateMachineArn: 'arn:aws:states:us-west-2:333333333333:stateMachine:amp-scraper-onboard',
  name: 'test',
  input: '{}',
};

type Answer = readonly [status: number, body: object];
const refusal = (name: string): Answer => [400, { __type: name, message: 'no' }];
const begun: Answer = [200, { executionArn: EXECUTION_ARN, startDate: 1 }];
const described = (status: string): Answer => [
  200,
  { executionArn: EXECUTION_ARN, stateMachineArn: STARTED.stateMachineArn, startDate: 1, status },
];

const executionOf = (body: string) => /"executionArn":"([^"]*)"/.exec(body)?.[1] ?? '';

/** Step Functions that answers so; `called` has what it was asked. */
function stepFunctions(answers: Readonly<Record<string, Answer>>) {
  const called: string[] = [];
  const handle = async ({ headers, body }: { headers: Record<string, string>; body: Uint8Array }) => {
    const operation = headers['x-amz-target']?.split('.')[1] ?? '';
    called.push(`${operation} ${executionOf(Buffer.from(body).toString())}`.trim());
    const [statusCode, answer] = answers[operation] ?? refusal('UnknownOperationException');
    return { response: new HttpResponse({ statusCode, headers: {}, body: Buffer.from(JSON.stringify(answer)) }) };
  };
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new SFNClient({ region: 'us-west-2', credentials, maxAttempts: 1, requestHandler: { handle } });
  return { client, called };
}

beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 1_000 }));
afterEach(() => vi.useRealTimers());

describe('an execution that is started under a name', () => {
  test('runs, and is not asked for, when the name was free', async () => {
    const { client, called } = stepFunctions({ StartExecution: begun });
    expect(await startExecution(client, STARTED)).toBe('RUNNING');
    expect(called).toEqual(['StartExecution']);
  });

  test.each(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'])(
    'for the second time is told as what the first is: %s',
    async (status) => {
      const answers = { StartExecution: refusal('ExecutionAlreadyExists'), DescribeExecution: described(status) };
      const { client, called } = stepFunctions(answers);
      expect(await startExecution(client, STARTED)).toBe(status);
      expect(called).toEqual(['StartExecution', `DescribeExecution ${EXECUTION_ARN}`]);
    },
  );

  test('for the second time runs, where it is not seen yet', async () => {
    const DescribeExecution = refusal('ExecutionDoesNotExist');
    const { client } = stepFunctions({ StartExecution: refusal('ExecutionAlreadyExists'), DescribeExecution });
    expect(await startExecution(client, STARTED)).toBe('RUNNING');
  });

  test.each(['SUCCEEDED', 'FAILED'])('whose answer was lost is told as what it became: %s', async (status) => {
    const { client } = stepFunctions({ StartExecution: [500, {}], DescribeExecution: described(status) });
    expect(await startExecution(client, STARTED)).toBe(status);
  });

  test('that is refused and is not there fails with what it was refused with', async () => {
    const DescribeExecution = refusal('ExecutionDoesNotExist');
    const { client } = stepFunctions({ StartExecution: refusal('InvalidName'), DescribeExecution });
    await expect(startExecution(client, STARTED)).rejects.toMatchObject({ name: 'InvalidName' });
  });
});

describe('an execution that is begun', () => {
  test.each([
    ['for the first time', begun],
    ['for the second time, whatever became of the first', refusal('ExecutionAlreadyExists')],
  ])('%s is begun', async (_name, StartExecution) => {
    const { client, called } = stepFunctions({ StartExecution });
    await expect(beginExecution(client, STARTED)).resolves.toBeUndefined();
    expect(called).toEqual(['StartExecution']);
  });

  test('and is refused for anything else fails', async () => {
    const { client } = stepFunctions({ StartExecution: refusal('InvalidName') });
    await expect(beginExecution(client, STARTED)).rejects.toMatchObject({ name: 'InvalidName' });
  });
});
