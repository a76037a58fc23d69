import { reconcileOutput } from '../../functions/shared/fleet/run.ts';
import type { ExecutionResult } from '../workflow/states/execution.ts';

/** What a run of reconcile says of the fleet, for a person; undefined for what is no such run's. */
export function fleetSection({ output, elapsedSeconds }: ExecutionResult): string[] | undefined {
  const { data } = reconcileOutput.safeParse(output);
  if (data === undefined) return undefined;
  const { outcome, reason, warnings, report = [] } = data;
  return [
    '',
    `SUCCEEDED  ${outcome} after ${elapsedSeconds} s${reason === undefined ? '' : `: ${reason}`}`,
    ...(report.length === 0 ? [] : ['', ...report]),
    ...(warnings.length === 0 ? [] : ['', 'Warnings', ...warnings.map((warning) => `  ${warning}`)]),
  ];
}
