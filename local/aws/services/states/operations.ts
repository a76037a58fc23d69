import type { Operation } from '../../operation.ts';
import { getExecutionHistory } from './executionHistory.ts';
import { describeExecution, listExecutions } from './readExecutions.ts';
import { redriveExecution } from './redriveExecution.ts';
import { startExecution } from './startExecution.ts';
import { describeStateMachine, describeStateMachineForExecution, listStateMachines } from './stateMachines.ts';
import { stopExecution } from './stopExecution.ts';

/** All that is served of Step Functions (https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html). */
export const statesOperations: readonly Operation[] = [
  startExecution,
  describeExecution,
  stopExecution,
  redriveExecution,
  listExecutions,
  getExecutionHistory,
  listStateMachines,
  describeStateMachine,
  describeStateMachineForExecution,
];
