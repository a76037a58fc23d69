import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { HttpResponse } from '@smithy/protocol-http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import * as mini from 'zod/mini';
import { identifyCalls } from '../../../../functions/shared/aws/client.ts';
import { hasTimeFor } from '../../../../functions/shared/aws/deadline.ts';
import { ENVIRONMENT, environmentOf, PRODUCT_ENVIRONMENT } from '../../../../functions/shared/environment.ts';
import { InvalidRequest, ScraperFailed } from '../../../../functions/shared/errors.ts';
import { OperationFailed } from '../../../../functions/shared/failure.ts';
import { defineProductHandler, type ProductContext } from '../../../../functions/shared/handler/productHandler.ts';
import { taskRootOf, TEST_ENVIRONMENT } from '../../support.ts';

const input = mini.object({ RequestId: mini.string(), StackId: mini.string() });
const EVENT = { RequestId: 'a-request', StackId: 'a-stack' };
const KEYS = { function: 'productOnEvent', requestId: 'a-request', stackId: 'a-stack' };
const line = z.looseObject({ level: z.string(), message: z.string() });

let written: string[];

beforeEach(() => {
  written = [];
  for (const [name, value] of Object.entries(environmentOf(TEST_ENVIRONMENT.name))) vi.stubEnv(name, value);
  vi.stubEnv(ENVIRONMENT.taskRoot, taskRootOf(TEST_ENVIRONMENT));
  vi.stubEnv(ENVIRONMENT.region, TEST_ENVIRONMENT.region);
  for (const name of Object.values(PRODUCT_ENVIRONMENT)) vi.stubEnv(name, 'arn:aws:states:us-west-2:333333333333:x');
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

const lines = () =>
  written.flatMap((text) => text.split('\n').filter(Boolean)).map((text) => line.parse(JSON.parse(text)));

const handlerThat = (run: (context: ProductContext) => unknown) =>
  defineProductHandler('productOnEvent', input, async (_event, context) => run(context));

const failing = async (error: unknown) => {
  const handler = handlerThat(() => {
    throw error;
  });
  return handler(EVENT).catch((thrown: unknown) => thrown);
};

/** Step Functions refuses the call, and its answer quotes what was asked. */
async function refusedCall() {
  const handle = async () => {
    const headers = { 'x-amzn-errortype': 'InvalidExecutionInput' };
    return { response: new HttpResponse({ statusCode: 400, headers, body: Buffer.from('{"message":"no s3cret"}') }) };
  };
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new SFNClient({ region: 'us-west-2', credentials, requestHandler: { handle } });
  client.middlewareStack.use(identifyCalls('states', '333333333333'));
  return client.send(new StartExecutionCommand({ stateMachineArn: 'x', input: '{}' }));
}

describe("a product's handler", () => {
  test('is given its environment, and logs one line with the stack and the request', async () => {
    expect(await handlerThat(({ environment }) => environment.workspaces)(EVENT)).toEqual(TEST_ENVIRONMENT.workspaces);
    expect(lines()).toMatchObject([{ level: 'INFO', message: 'done', ...KEYS }]);
  });

  test('has the time that Lambda says, but for the last 5 s', async () => {
    const handler = handlerThat(() => [hasTimeFor(15_000), hasTimeFor(15_001)]);
    expect(await handler(EVENT, { getRemainingTimeInMillis: () => 20_000 })).toEqual([true, false]);
  });

  test('keeps the message of a failure, which is the reason that people read, and takes off its trace', async () => {
    const error = await failing(new InvalidRequest([{ path: 'alias', problem: 'is s3cret', remedy: 'Change it' }]));
    expect(error).toMatchObject({ message: expect.stringContaining('is s3cret'), stack: 'InvalidRequest' });
  });

  test('takes off the trace of a defect too, which would exceed what CloudFormation takes', async () => {
    expect(await failing(new TypeError('a defect'))).toMatchObject({ message: 'a defect', stack: 'TypeError' });
  });

  test("translates an SDK client's error", async () => {
    const error = await handlerThat(refusedCall)(EVENT).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'PreflightFailed', message: expect.stringContaining('no s3cret') });
    expect(lines()).toMatchObject([{ ...KEYS, errorName: 'PreflightFailed', findings: ['states:StartExecution'] }]);
    expect(written.join('')).not.toContain('s3cret');
  });

  test('logs the paths of findings alone, since they quote the request', async () => {
    const finding = { path: 'alias', value: 's3cret', problem: 'is s3cret', remedy: 'No s3cret' };
    await failing(new InvalidRequest([finding]));
    expect(lines()).toMatchObject([{ level: 'ERROR', message: 'failed', ...KEYS, findings: ['alias'] }]);
    expect(written.join('')).not.toContain('s3cret');
  });

  test("logs the name of a failed execution's error alone, since its Cause quotes the request", async () => {
    await failing(new OperationFailed('InvalidRequest: alias is s3cret', 'InvalidRequest'));
    expect(lines()).toMatchObject([
      { level: 'ERROR', message: 'the operation failed', ...KEYS, errorName: 'InvalidRequest' },
    ]);
    expect(written.join('')).not.toContain('s3cret');
  });

  test('logs an error of the closed set by its name and reason, as the handlers of a workflow do', async () => {
    await failing(new ScraperFailed('no free address'));
    expect(lines()).toMatchObject([{ message: 'failed', ...KEYS, reason: 'no free address' }]);
  });

  test('logs a defect with its trace, before it is taken off', async () => {
    const error = await failing(new TypeError('a defect'));
    expect(lines()).toMatchObject([
      {
        message: 'failed unexpectedly',
        ...KEYS,
        errorName: 'TypeError',
        error: { name: 'TypeError', stack: expect.stringContaining('productHandler.test.ts') },
      },
    ]);
    expect(error).toMatchObject({ stack: 'TypeError' });
  });
});
