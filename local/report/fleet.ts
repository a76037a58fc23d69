import { reconcileOutput } from '../../functions/shared/fleet/run.ts';

/** What a run of reconcile says of the fleet, for a person; undefined for what is no such run's. */
export function fleetSection(output: unknown): string[] | undefined {
  const { data } = reconcileOutput.safeParse(output);
  if (data === undefined) return undefined;
  const { outcome, reason, warnings, report = [] } = data;
  return [
    `${outcome}${reason === undefined ? '' : `  ${reason}`}`,
    ...report.map((line) => `  ${line}`),
    ...(warnings.length === 0 ? [] : ['Warnings', ...warnings.map((warning) => `  ${warning}`)]),
  ];
}

/** How such a run ended, in the last line. */
export function fleetVerdict(output: unknown): string | undefined {
  return reconcileOutput.safeParse(output).data?.outcome;
}
