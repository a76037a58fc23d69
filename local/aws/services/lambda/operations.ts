import * as z from 'zod';
import { defineOperation, runnerOf, ServiceError, type CallContext, type Operation } from '../../operation.ts';
import { FUNCTION_NAME, functionArn, functionCheck, functionNotFound, versionOf } from './functionArn.ts';

/** "Invocation payload: 6 MB each for request and response (synchronous), 1 MB (asynchronous)", in the quotas of Lambda. */
const MAX_PAYLOAD_BYTES = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024, DryRun: 6 * 1024 * 1024 } as const;

const functionName = z.string().min(1).max(256).regex(FUNCTION_NAME);

/** A body that is empty is an event `{}`. */
const invokeInput = z.strictObject({
  FunctionName: functionName,
  InvocationType: z.enum(['Event', 'RequestResponse', 'DryRun']).default('RequestResponse'),
  LogType: z.literal('None').optional(),
  Payload: z.string().default('{}'),
});
type InvokeInput = z.infer<typeof invokeInput>;

const STATUS = { RequestResponse: 200, Event: 202, DryRun: 204 } as const;

/**
 * Runs the function apart from the server's turns, since it calls this server. An `Event` is answered before that; what becomes
 * of it is in the function's log alone.
 */
const invoke = defineOperation<InvokeInput>({
  service: 'lambda',
  name: 'Invoke',
  http: {
    method: 'POST',
    uri: '/2015-03-31/functions/{FunctionName}/invocations',
    payload: 'Payload',
    statusMember: 'StatusCode',
    headers: {
      'x-amz-invocation-type': 'InvocationType',
      'x-amz-log-type': 'LogType',
      'x-amz-function-error': 'FunctionError',
      'x-amz-executed-version': 'ExecutedVersion',
    },
  },
  input: invokeInput,
  access: ({ FunctionName }, call) => [functionCheck('InvokeFunction', FunctionName, call)],
  run({ FunctionName, InvocationType, Payload }, call) {
    checkPayload(Payload, MAX_PAYLOAD_BYTES[InvocationType]);
    const arn = existingFunction(FunctionName, call);
    if (InvocationType === 'Event') runnerOf(call, 'functions').queue(arn, Payload);
    return { StatusCode: STATUS[InvocationType] };
  },
  finishesApart: true,
  async finish({ FunctionName, InvocationType, Payload }, call, output) {
    if (InvocationType !== 'RequestResponse') return output;
    const arn = functionArn(FunctionName, call);
    const { payload, functionError } = await runnerOf(call, 'functions').invoke(arn, Payload);
    return { ...output, Payload: payload, FunctionError: functionError, ExecutedVersion: versionOf(arn) };
  },
});

function existingFunction(name: string, call: CallContext): string {
  const arn = functionArn(name, call);
  if (!runnerOf(call, 'functions').has(arn)) throw functionNotFound(arn);
  return arn;
}

function checkPayload(payload: string, limit: number): void {
  const bytes = Buffer.byteLength(payload);
  if (bytes > limit) {
    const message = `Request must be smaller than ${limit} bytes for the InvokeFunction operation`;
    throw new ServiceError('RequestTooLargeException', 413, message, { Type: 'User' });
  }
  try {
    JSON.parse(payload);
  } catch (error) {
    const message = `Could not parse request body into json: ${error instanceof Error ? error.message : String(error)}`;
    throw new ServiceError('InvalidRequestContentException', 400, message, { Type: 'User' });
  }
}

const getFunctionInput = z.strictObject({ FunctionName: functionName });

/** As much as the clients' waiters for an active function read. */
const getFunction = defineOperation<z.infer<typeof getFunctionInput>>({
  service: 'lambda',
  name: 'GetFunction',
  http: { method: 'GET', uri: '/2015-03-31/functions/{FunctionName}' },
  input: getFunctionInput,
  access: ({ FunctionName }, call) => [functionCheck('GetFunction', FunctionName, call)],
  run({ FunctionName }, call) {
    const arn = existingFunction(FunctionName, call);
    const [, , , , , , name] = arn.split(':');
    const state = { State: 'Active', LastUpdateStatus: 'Successful', Version: versionOf(arn) };
    return { Configuration: { FunctionName: name, FunctionArn: arn, ...state } };
  },
});

/**
 * All that is served of Lambda: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html,
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html.
 */
export const lambdaOperations: readonly Operation[] = [invoke, getFunction];
