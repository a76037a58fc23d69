import * as z from 'zod/mini';
import { failure } from './shared/contract.ts';
import { inventoryOf } from './shared/fleet/inventory.ts';
import { fleetReport } from './shared/fleet/report.ts';
import {
  actedReconcile,
  plannedReconcile,
  readReconcileRequest,
  type PlannedReconcile,
  type ReconcileOutput,
} from './shared/fleet/run.ts';
import { fleetItems, type FleetItems } from './shared/fleet/table/fleetItems.ts';
import { ITEMS, storedPlan, type StoredPlan } from './shared/fleet/table/storedRun.ts';
import { defineHandler, type HandlerContext } from './shared/handler/handler.ts';
import { tellLater } from './shared/notice/tellLater.ts';
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

/**
 * Serves EndReconcile and GiveUp of reconcile; of the latter it has the `failure` alone.
 * Gives the lease back, whatever the run has come to, says how the fleet is, and has people told of what is news. The output is the
 * execution's; GiveUp's is dropped, since ReconcileFailed ends with the failure.
 * @throws AwsUnavailable when the table does not answer; that notify does not is no failure.
 */
export const handler = defineHandler('endReconcile', input, async (event, context): Promise<ReconcileOutput> => {
  const items = fleetItems(context);
  const stored = 'failure' in event ? undefined : await planOf(event.executionArn, items);
  const output = 'failure' in event ? nothing() : outputOf(event, stored);
  if (!('failure' in event)) {
    const { counts = {}, held = {} } = output;
    context.log('reconciled', {
      isDryRun: output.outcome === 'PLANNED',
      classes: inventoryOf(counts),
      held: held.approval ?? 0,
      ...event.planned.told,
    });
  }
  const lease = await items.get(ITEMS.lease);
  if (lease?.run === context.executionArn) await items.remove(ITEMS.lease);
  if (stored !== undefined && !stored.isDryRun) await tell(stored, output, context);
  return output;
});

/** Of a run that has failed, which ends with its error. */
function nothing(): ReconcileOutput {
  return { outcome: 'IGNORED', warnings: [] };
}

/** Of an invocation of notify: each of them takes the time of some calls. */
const CHANGES_AT_ONCE = 20;

/** An account after the other, so that one that does not answer keeps few others waiting. What is not begun the next run finds again. */
async function tell({ at, changes }: StoredPlan, output: ReconcileOutput, context: HandlerContext): Promise<void> {
  const { report: _report, ...told } = output;
  if (!(await tellLater({ changes: [], fleet: { at, output: told } }, context))) return;
  const sorted = changes.toSorted((one, other) => (one.clusterArn < other.clusterArn ? -1 : 1));
  for (let from = 0; from < sorted.length; from += CHANGES_AT_ONCE)
    if (!(await tellLater({ changes: sorted.slice(from, from + CHANGES_AT_ONCE) }, context))) return;
}

async function planOf(executionArn: string, items: FleetItems): Promise<StoredPlan | undefined> {
  const found = await items.get(ITEMS.plan);
  return found?.run === executionArn ? storedPlan.parse(found.value) : undefined;
}

function outputOf(event: z.infer<typeof ending>, stored: StoredPlan | undefined): ReconcileOutput {
  const { dryRun: isDryRun = false } = readReconcileRequest(event.input);
  const { counts, held, digest, warnings } = event.planned;
  return {
    outcome: isDryRun ? 'PLANNED' : 'RECONCILED',
    counts,
    started: event.acted.started,
    held,
    ...(digest === undefined ? {} : { digest }),
    warnings,
    report: stored === undefined ? [] : reportOf(stored, event.planned),
  };
}

function reportOf({ at, plan, isDryRun }: StoredPlan, planned: PlannedReconcile): string[] {
  const heldCount = Object.values(planned.held).reduce((sum, count) => sum + count, 0);
  const lines = fleetReport(plan, { at, isDryRun, counts: planned.counts, heldCount });
  const told = fitting(lines, MAX_REPORT_BYTES, jsonBytes);
  return told === lines.length ? lines : [...lines.slice(0, told), 'and more: the table has the plan'];
}
