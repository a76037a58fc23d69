import type { World } from '../world/state.ts';
import type { ExecutionResult } from '../workflow/execution.ts';
import { reportAccounts } from './accounts.ts';

/** The one document of `--json`: how the execution went, and the world that it leaves. */
export function reportJson(result: ExecutionResult, world: World): string {
  const { status, error, cause, output, elapsedSeconds, states, transitions } = result;
  const failure = status === 'FAILED' ? { error, cause } : {};
  const accounts = reportAccounts(world);
  return JSON.stringify({ status, ...failure, output, elapsedSeconds, states, transitions, accounts }, null, 2);
}
