import type { World } from '../state/state.ts';
import type { DoorResult } from '../workflow/doors/doors.ts';
import { reportAccounts } from './accounts.ts';
import type { ExecutionReport } from './executions.ts';

/** The one document of `--json`: how the execution went, what CloudFormation was told of it, every execution, and the world that they leave. */
export function reportJson(result: DoorResult, world: World, executions: readonly ExecutionReport[]): string {
  const { status, error, cause, output, elapsedSeconds, states, transitions, cloudFormation } = result;
  const failure = status === 'FAILED' ? { error, cause } : {};
  const accounts = reportAccounts(world);
  const told = cloudFormation === undefined ? {} : { cloudFormation };
  const report = { status, ...failure, output, ...told, elapsedSeconds, states, transitions, executions, accounts };
  return JSON.stringify(report, null, 2);
}
