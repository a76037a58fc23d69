import type { Operation } from '../../operation.ts';
import { describeExecution, listExecutions } from './readExecutions.ts';
import { startExecution } from './startExecution.ts';
import { stopExecution } from './stopExecution.ts';

export const statesOperations: readonly Operation[] = [
  startExecution,
  describeExecution,
  stopExecution,
  listExecutions,
];
