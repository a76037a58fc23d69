import type { NoticeContext } from '../context.ts';
import { fleetCode, fleetMail, hasStarted, type FleetRun } from './fleetMail.ts';

/** Under which what was last told of the fleet is kept. */
const KEY = 'fleet';

/**
 * A mail of a run of reconcile, when it has found or done something new.
 * @throws AccessDenied and AwsUnavailable as `publish`.
 */
export async function tellFleet(run: FleetRun, { told, publishes, environment }: NoticeContext): Promise<void> {
  const code = fleetCode(run.output);
  const before = await told.get(KEY);
  const isOld = before !== undefined && Date.parse(before.since) >= Date.parse(run.at);
  if (isOld || (before?.code === code && !hasStarted(run.output))) return;
  await publishes(fleetMail(run, environment.name));
  await told.put(KEY, { code, since: run.at });
}
