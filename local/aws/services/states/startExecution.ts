import * as z from 'zod';
import { takeUuid } from '../../../state/ids.ts';
import type { ExecutionRecord } from '../../../state/state.ts';
import { defineOperation, runnerOf, type CallContext } from '../../operation.ts';
import { executionArn, statesCheck } from './arns.ts';
import { executionAlreadyExists, invalidName, stateMachineDoesNotExist } from './errors.ts';
import { checkInput, MAX_PAYLOAD_BYTES } from './executionInput.ts';
import { findExecution } from './executions.ts';

/** White space, brackets, wildcards, special and control characters: StartExecution's `name`, in the API Reference. */
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\ufffe\uffff]/u;

const input = z.strictObject({
  stateMachineArn: z.string().min(1).max(256),
  name: z.string().min(1).max(80).optional(),
  input: z.string().max(MAX_PAYLOAD_BYTES).default('{}'),
  traceHeader: z.string().max(256).optional(),
});
type Input = z.infer<typeof input>;

/**
 * Answers as soon as the execution is RUNNING. The same name and input as a RUNNING execution's is that execution again;
 * a name that was used otherwise in the last 90 days is taken.
 */
export const startExecution = defineOperation<Input>({
  service: 'states',
  name: 'StartExecution',
  input,
  access: ({ stateMachineArn }, call) => [statesCheck('StartExecution', stateMachineArn, 'stateMachine', call)],
  run(request, call) {
    const executions = runnerOf(call, 'executions');
    checkName(request.name);
    checkInput(request.input);
    if (!executions.has(request.stateMachineArn)) throw stateMachineDoesNotExist(request.stateMachineArn);
    const earlier = earlierExecution(request, call);
    if (earlier !== undefined) return answer(earlier);
    const record = newRecord(request, call);
    call.world.executions ??= {};
    call.world.executions[record.executionArn] = record;
    executions.start(record);
    return answer(record);
  },
});

function answer({ executionArn: arn, startDate }: ExecutionRecord): Record<string, unknown> {
  return { executionArn: arn, startDate: new Date(startDate) };
}

function checkName(name: string | undefined): void {
  if (name !== undefined && FORBIDDEN.test(name)) throw invalidName(name);
}

function earlierExecution(request: Input, call: CallContext): ExecutionRecord | undefined {
  if (request.name === undefined) return undefined;
  const arn = executionArn(request.stateMachineArn, request.name);
  const earlier = findExecution(call, arn);
  if (earlier === undefined) return undefined;
  if (earlier.status === 'RUNNING' && earlier.input === request.input) return earlier;
  throw executionAlreadyExists(arn);
}

function newRecord(request: Input, { world, now }: CallContext): ExecutionRecord {
  const name = request.name ?? takeUuid(world, 'execution');
  return {
    executionArn: executionArn(request.stateMachineArn, name),
    stateMachineArn: request.stateMachineArn,
    name,
    status: 'RUNNING',
    startDate: now,
    input: request.input,
  };
}
