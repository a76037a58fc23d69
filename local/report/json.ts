import type { World } from '../state/state.ts';
import type { DoorResult } from '../workflow/doors/doors.ts';
import { reportAccounts } from './accounts.ts';

/** The one document of `--json`: how the execution went, what CloudFormation was told of it, and the world that it leaves. */
export function reportJson(result: DoorResult, world: World): string {
  const { status, error, cause, output, elapsedSeconds, states, transitions, cloudFormation } = result;
  const failure = status === 'FAILED' ? { error, cause } : {};
  const accounts = reportAccounts(world);
  const told = cloudFormation === undefined ? {} : { cloudFormation };
  const report = { status, ...failure, output, ...told, elapsedSeconds, states, transitions, accounts };
  return JSON.stringify(report, null, 2);
}
