import type { DeployedSchedule } from '../../deployment/deployed.ts';
import type { Finding, Rule, Run } from '../seen.ts';

const REMEDY = 'docs/alarms.md#reconcile-failed';
const HOUR = 3_600_000;
/** A start is tried again for so long where the schedule does not say. */
const TRIED_MS = 24 * HOUR;

/** The last run ended well, and is not older than the schedule lets it be. */
export const runs: Rule = ({ runs: all, now }) =>
  all.flatMap(({ expected, where, looked }) => {
    if (looked.kind !== 'found') return [];
    const whole = looked.found.filter(({ isDryRun }) => !isDryRun);
    return [...failed(whole), ...late(whole, where, now, expected)];
  });

function failed(whole: readonly Run[]): Finding[] {
  const last = whole.find(({ status }) => status !== 'RUNNING');
  if (last === undefined || last.status === 'SUCCEEDED') return [];
  const value = last.error === undefined ? last.status : `${last.status}, ${last.error}`;
  return [{ check: 'run', what: 'The last run of reconcile failed.', where: last.executionArn, value, remedy: REMEDY }];
}

/** A run that looked at the fleet, or is at it: one beside another ended at once, and one that failed is told by itself. */
function late(
  whole: readonly Run[],
  where: string,
  now: number | undefined,
  schedule: DeployedSchedule | undefined,
): Finding[] {
  if (schedule === undefined) return [];
  const last = whole.find(({ status, outcome }) => status === 'RUNNING' || outcome === 'RECONCILED');
  const finding = (what: string, value: string, remedy: string): Finding[] => [
    { check: 'run', what, where, value, remedy },
  ];
  const start = `aws stepfunctions start-execution --state-machine-arn ${where} --input '{}'`;
  if (last === undefined)
    return finding('No run of reconcile has looked at the fleet.', 'none of the last runs', start);
  if (now === undefined || now - last.startedAt <= longestBetween(schedule)) return [];
  const value = new Date(last.startedAt).toISOString();
  return finding(`The last run that looked at the fleet is too old for ${schedule.expression}.`, value, REMEDY);
}

/** Milliseconds between two starts at most: the next time, at the end of its window, after the last attempt. */
function longestBetween({ expression, windowMinutes = 0, target }: DeployedSchedule): number {
  const hours = Number(/^rate\((\d+) hours?\)$/.exec(expression)?.[1]);
  const { maximumEventAgeSeconds: tried } = target.retry ?? {};
  return hours * HOUR + windowMinutes * 60_000 + (tried === undefined ? TRIED_MS : tried * 1000);
}
