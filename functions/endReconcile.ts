import * as z from 'zod/mini';
import { failure } from './shared/contract.ts';
import { fleetReport } from './shared/fleet/report.ts';
import {
  actedReconcile,
  plannedReconcile,
  readReconcileRequest,
  type PlannedReconcile,
  type ReconcileOutput,
} from './shared/fleet/run.ts';
import { fleetItems, type FleetItems } from './shared/fleet/table/fleetItems.ts';
import { ITEMS, storedPlan } from './shared/fleet/table/storedRun.ts';
import { defineHandler } from './shared/handler/handler.ts';
import { fitting, jsonBytes } from './shared/size.ts';

const ending = z.object({
  executionArn: z.string(),
  input: z.unknown(),
  planned: plannedReconcile,
  acted: actedReconcile,
});
const input = z.union([z.object({ executionArn: z.string(), failure }), ending]);

/** Of an output, which has 256 KB: more is no reading for a person. */
const MAX_REPORT_BYTES = 100_000;

/** Gives the lease back, whatever the run has come to, and says how the fleet is. */
export const handler = defineHandler('endReconcile', input, async (event, context): Promise<ReconcileOutput> => {
  const items = fleetItems(context);
  const output = 'failure' in event ? nothing() : await outputOf(event, items);
  if (!('failure' in event)) {
    const { counts = {}, held = {} } = output;
    context.log('reconciled', {
      isDryRun: output.outcome === 'PLANNED',
      unreachable: counts.unreachable ?? 0,
      silent: counts.silent ?? 0,
      orphans: counts.orphan ?? 0,
      quarantined: counts.quarantined ?? 0,
      held: held.approval ?? 0,
    });
  }
  const lease = await items.get(ITEMS.lease);
  if (lease?.run === context.executionArn) await items.remove(ITEMS.lease);
  return output;
});

/** Of a run that has failed, which ends with its error. */
function nothing(): ReconcileOutput {
  return { outcome: 'IGNORED', warnings: [] };
}

async function outputOf(event: z.infer<typeof ending>, items: FleetItems): Promise<ReconcileOutput> {
  const { dryRun: isDryRun = false } = readReconcileRequest(event.input);
  const { counts, held, digest, warnings } = event.planned;
  return {
    outcome: isDryRun ? 'PLANNED' : 'RECONCILED',
    counts,
    started: event.acted.started,
    held,
    ...(digest === undefined ? {} : { digest }),
    warnings,
    report: await reportOf(event, items, isDryRun),
  };
}

async function reportOf(
  { executionArn, planned }: { executionArn: string; planned: PlannedReconcile },
  items: FleetItems,
  isDryRun: boolean,
): Promise<string[]> {
  const found = await items.get(ITEMS.plan);
  if (found?.run !== executionArn) return [];
  const { plan } = storedPlan.parse(found.value);
  const heldCount = Object.values(planned.held).reduce((sum, count) => sum + count, 0);
  const lines = fleetReport(plan, { isDryRun, counts: planned.counts, heldCount });
  const told = fitting(lines, MAX_REPORT_BYTES, jsonBytes);
  return told === lines.length ? lines : [...lines.slice(0, told), 'and more: the table has the plan'];
}
