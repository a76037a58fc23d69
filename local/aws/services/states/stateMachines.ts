import * as z from 'zod';
import type { StateMachineView } from '../../running.ts';
import { defineOperation, runnerOf } from '../../operation.ts';
import { parseArn } from '../../../../functions/shared/arn.ts';
import { statesCheck } from './arns.ts';
import { stateMachineDoesNotExist } from './errors.ts';
import { existingExecution } from './executions.ts';
import { pageInput, pageOf } from './pages.ts';
import { includedData } from './readExecutions.ts';

const arn = z.string().min(1).max(256);

const describeInput = z.strictObject({ stateMachineArn: arn, includedData });

/** A state machine as it is deployed; it was created when the world was opened. */
export const describeStateMachine = defineOperation<z.infer<typeof describeInput>>({
  service: 'states',
  name: 'DescribeStateMachine',
  input: describeInput,
  access: ({ stateMachineArn }, call) => [statesCheck('DescribeStateMachine', stateMachineArn, 'stateMachine', call)],
  run({ stateMachineArn, includedData: wanted }, call) {
    const machine = runnerOf(call, 'executions')
      .machines()
      .find((one) => one.arn === stateMachineArn);
    if (machine === undefined) throw stateMachineDoesNotExist(stateMachineArn);
    return { ...shown(machine, wanted), status: 'ACTIVE', type: 'STANDARD', creationDate: new Date(machine.createdAt) };
  },
});

const forExecutionInput = z.strictObject({ executionArn: arn, includedData });

/** The state machine as it was when the execution began: an update in between does not change it. */
export const describeStateMachineForExecution = defineOperation<z.infer<typeof forExecutionInput>>({
  service: 'states',
  name: 'DescribeStateMachineForExecution',
  input: forExecutionInput,
  access: ({ executionArn }, call) => [
    statesCheck('DescribeStateMachineForExecution', executionArn, 'execution', call),
  ],
  run({ executionArn, includedData: wanted }, call) {
    const record = existingExecution(call, executionArn);
    const machine = runnerOf(call, 'executions').machineOfExecution(record);
    if (machine === undefined) throw stateMachineDoesNotExist(record.stateMachineArn);
    return { ...shown(machine, wanted), updateDate: new Date(machine.createdAt) };
  },
});

const listInput = z.strictObject(pageInput);

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html, of what the stacks have deployed. */
export const listStateMachines = defineOperation<z.infer<typeof listInput>>({
  service: 'states',
  name: 'ListStateMachines',
  input: listInput,
  access: (_input, { caller: { accountId } }) => [
    { action: 'states:ListStateMachines', resourceArn: '*', resourceAccountId: accountId },
  ],
  run(paging, call) {
    const own = runnerOf(call, 'executions')
      .machines()
      .filter((one) => isOf(one, call.caller.accountId, call.region));
    const { page, nextToken } = pageOf(own, paging);
    const stateMachines = page.map(({ arn: stateMachineArn, name, createdAt }) => ({
      stateMachineArn,
      name,
      type: 'STANDARD',
      creationDate: new Date(createdAt),
    }));
    return { stateMachines, nextToken };
  },
});

function isOf({ arn: machineArn }: StateMachineView, accountId: string, region: string): boolean {
  const parts = parseArn(machineArn);
  return parts?.accountId === accountId && parts.region === region;
}

/** What both descriptions have. Destinations are left out where there are none (assumed). */
function shown({ arn: stateMachineArn, name, roleArn, definition, observed }: StateMachineView, wanted: string) {
  const { level = 'OFF', includeExecutionData = false, logGroupArns = [], traced = false } = observed ?? {};
  const destinations = logGroupArns.map((logGroupArn) => ({ cloudWatchLogsLogGroup: { logGroupArn } }));
  return {
    stateMachineArn,
    name,
    roleArn,
    definition: wanted === 'ALL_DATA' ? definition : '{}',
    loggingConfiguration: {
      level,
      includeExecutionData,
      destinations: destinations.length === 0 ? undefined : destinations,
    },
    tracingConfiguration: { enabled: traced },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
  };
}
