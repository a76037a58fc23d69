import { AmpClient, ListScrapersCommand } from '@aws-sdk/client-amp';
import { HttpResponse } from '@smithy/protocol-http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import * as mini from 'zod/mini';
import { identifyCalls } from '../../../../functions/shared/aws/client.ts';
import { hasTimeFor } from '../../../../functions/shared/aws/deadline.ts';
import { environmentOf } from '../../../../functions/shared/environment.ts';
import { AccessDenied, InvalidRequest, Redriven, ScraperFailed } from '../../../../functions/shared/errors.ts';
import { defineHandler, type HandlerContext } from '../../../../functions/shared/handler/handler.ts';
import { EXECUTION_ARN, taskRootOf, TEST_ENVIRONMENT } from '../../support.ts';

const input = mini.object({ executionArn: mini.string(), connection: mini.object({ id: mini.string() }) });
const EVENT = { executionArn: EXECUTION_ARN, connection: { id: '23262d118a4f16b4bc54' } };
const TASK_ROOT = taskRootOf(TEST_ENVIRONMENT);
const line = z.looseObject({ level: z.string(), message: z.string() });

let written: string[];

beforeEach(() => {
  written = [];
  for (const [name, value] of Object.entries(environmentOf(TEST_ENVIRONMENT.name))) vi.stubEnv(name, value);
  vi.stubEnv('AWS_REGION', TEST_ENVIRONMENT.region);
  vi.stubEnv('LAMBDA_TASK_ROOT', TASK_ROOT);
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** What was logged since the test began: each line is JSON. */
const lines = () =>
  written.flatMap((text) => text.split('\n').filter(Boolean)).map((text) => line.parse(JSON.parse(text)));

const handlerThat = (run: (context: HandlerContext) => unknown) =>
  defineHandler('checkStatus', input, async (_event, context) => run(context));

const throwing = (error: unknown) =>
  handlerThat(() => {
    throw error;
  });

describe('a handler', () => {
  test('is given its parsed input and its environment, and hands on what it returns', async () => {
    const seen: unknown[] = [];
    const handler = defineHandler('checkStatus', input, async (event, { environment, executionArn }) => {
      seen.push(event, environment, executionArn);
      return 'output';
    });
    expect(await handler({ ...EVENT, surplus: 1 })).toBe('output');
    expect(seen).toEqual([EVENT, { ...TEST_ENVIRONMENT, taskRoot: TASK_ROOT }, EXECUTION_ARN]);
  });

  test('has the time that Lambda says, but for the last 5 s', async () => {
    const handler = handlerThat(() => [hasTimeFor(15_000), hasTimeFor(15_001)]);
    expect(await handler(EVENT, { getRemainingTimeInMillis: () => 20_000 })).toEqual([true, false]);
  });

  test('of a redriven execution refuses before anything is done, and says what to do; 0 and none are not redriven', async () => {
    const run = vi.fn<(context: HandlerContext) => unknown>(() => 'output');
    const refused = handlerThat(run)({ ...EVENT, redriveCount: 1 });
    await expect(refused).rejects.toBeInstanceOf(Redriven);
    await expect(refused).rejects.toThrow(`${EXECUTION_ARN} was redriven`);
    expect(run).not.toHaveBeenCalled();
    expect(lines()).toContainEqual(expect.objectContaining({ errorName: 'Redriven', executionArn: EXECUTION_ARN }));
    expect(await handlerThat(run)({ ...EVENT, redriveCount: 0 })).toBe('output');
    expect(await handlerThat(run)(EVENT)).toBe('output');
  });

  test('never runs on an input that is not its own', async () => {
    const run = vi.fn<(context: HandlerContext) => unknown>();
    await expect(handlerThat(run)({ executionArn: EXECUTION_ARN })).rejects.toThrow();
    await expect(handlerThat(run)(undefined)).rejects.toThrow();
    expect(run).not.toHaveBeenCalled();
    expect(lines().map(({ level }) => level)).toEqual(['ERROR', 'ERROR']);
  });

  test.each([new ScraperFailed('x'), new InvalidRequest([]), new TypeError('a defect')])(
    'lets an error of its own leave as it is: %s',
    async (error) => {
      await expect(throwing(error)(EVENT)).rejects.toBe(error);
    },
  );

  test("translates an SDK client's error and keeps it as the cause", async () => {
    const handle = async () => {
      const headers = { 'x-amzn-errortype': 'AccessDeniedException' };
      return { response: new HttpResponse({ statusCode: 403, headers, body: Buffer.from('{"message":"no"}') }) };
    };
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const client = new AmpClient({ region: 'us-west-2', credentials, requestHandler: { handle } });
    client.middlewareStack.use(identifyCalls('aps', '111111111111'));
    const failed = handlerThat(() => client.send(new ListScrapersCommand({})))(EVENT);
    await expect(failed).rejects.toBeInstanceOf(AccessDenied);
    await expect(failed).rejects.toMatchObject({ cause: { name: 'AccessDeniedException' } });
  });
});

describe('a session', () => {
  const sessionOf = async (executionArn: string, partition = 'aws') => {
    const sessions: unknown[] = [];
    await handlerThat((context) => sessions.push(context.session(partition)))({ ...EVENT, executionArn });
    return sessions[0];
  };

  test('is kept for its execution while the function is warm, whatever others it is called for', async () => {
    const first = await sessionOf(EXECUTION_ARN);
    await sessionOf(`${EXECUTION_ARN}2`);
    expect(await sessionOf(EXECUTION_ARN)).toBe(first);
  });

  test('goes when hundreds of executions have been called for since', async () => {
    const first = await sessionOf(EXECUTION_ARN);
    for (let n = 0; n < 250; n += 1) await sessionOf(`${EXECUTION_ARN}-${n}`);
    expect(await sessionOf(EXECUTION_ARN)).not.toBe(first);
  });

  test('is another for another execution, and for another partition', async () => {
    const first = await sessionOf(EXECUTION_ARN);
    expect(await sessionOf(EXECUTION_ARN, 'aws-us-gov')).not.toBe(first);
    expect(await sessionOf(`${EXECUTION_ARN}2`)).not.toBe(first);
  });

  test('is named in the log, so that it can be found in CloudTrail', async () => {
    await sessionOf(EXECUTION_ARN);
    expect(lines().at(-1)).toMatchObject({ sessionName: expect.stringMatching(/^checkStatus-[0-9a-f]{16}$/) });
  });
});

describe('the log', () => {
  const KEYS = { function: 'checkStatus', executionArn: EXECUTION_ARN, connectionId: '23262d118a4f16b4bc54' };

  test('of a success is one line with function, execution and connection', async () => {
    await handlerThat(() => 1)(EVENT);
    expect(lines()).toMatchObject([{ level: 'INFO', message: 'done', ...KEYS }]);
  });

  const OUTPUT = { outcome: 'OFFBOARDED', door: 'clean-up', deleted: ['s3cret'] };

  test.each([
    ["of a result that is an execution's output", OUTPUT],
    ["of a result that has an execution's output", { status: 'DONE', output: OUTPUT }],
  ])('%s has its outcome and its door, once', async (_name, result) => {
    await handlerThat(({ logger }) => {
      logger.appendKeys({ door: 'tag' });
      return result;
    })(EVENT);
    expect(lines()).toMatchObject([
      { message: 'outcome', ...KEYS, outcome: 'OFFBOARDED', door: 'clean-up' },
      { message: 'done', ...KEYS, door: 'tag' },
    ]);
    expect(lines()[1]).not.toHaveProperty('outcome');
    expect(written.join('')).not.toContain('s3cret');
  });

  test.each([null, 'OFFBOARDED', { status: 'WAIT' }, { outcome: 'CONNECTED', door: 'tag' }, { output: {} }])(
    'of %j has no outcome: the execution goes on',
    async (result) => {
      await handlerThat(() => result)(EVENT);
      expect(lines()).toMatchObject([{ message: 'done', ...KEYS }]);
    },
  );

  test('finds the connection in a whole state too', async () => {
    const whole = mini.object({
      executionArn: mini.string(),
      state: mini.object({ connection: mini.object({ id: mini.string() }) }),
    });
    const handler = defineHandler('verifyIngestion', whole, async () => null);
    await handler({ executionArn: EXECUTION_ARN, state: { connection: { id: '23262d118a4f16b4bc54' } } });
    expect(lines()).toMatchObject([{ ...KEYS, function: 'verifyIngestion' }]);
  });

  test('has nothing left of the invocation before', async () => {
    await handlerThat(({ logger }) => logger.appendKeys({ extra: 1 }))(EVENT);
    await handlerThat(() => 1)({ executionArn: 'another', connection: { id: 'b' } });
    expect(lines().at(-1)).toMatchObject({ executionArn: 'another', connectionId: 'b' });
    expect(lines().at(-1)).not.toHaveProperty('extra');
    expect(lines().at(-1)).not.toHaveProperty('sessionName');
  });

  test('of an error of the closed set has its name and reason', async () => {
    await expect(throwing(new ScraperFailed('no free address'))(EVENT)).rejects.toThrow();
    expect(lines()).toMatchObject([{ level: 'ERROR', ...KEYS, errorName: 'ScraperFailed', reason: 'no free address' }]);
  });

  test('of findings has their paths alone, since they quote the request', async () => {
    const error = new InvalidRequest([{ path: 'alias', value: 's3cret', problem: 'is s3cret', remedy: 'No s3cret' }]);
    await expect(throwing(error)(EVENT)).rejects.toThrow();
    expect(lines()).toMatchObject([{ level: 'ERROR', ...KEYS, errorName: 'InvalidRequest', findings: ['alias'] }]);
    expect(written.join('')).not.toContain('s3cret');
  });

  test('of a defect has its stack', async () => {
    await expect(throwing(new TypeError('a defect'))(EVENT)).rejects.toThrow();
    expect(lines()).toMatchObject([
      {
        level: 'ERROR',
        ...KEYS,
        message: 'failed unexpectedly',
        errorName: 'TypeError',
        error: { name: 'TypeError', stack: expect.stringContaining('handler.test.ts') },
      },
    ]);
  });
});
