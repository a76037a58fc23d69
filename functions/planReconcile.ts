import * as z from 'zod/mini';
import { counted } from './shared/fleet/counted.ts';
import { gatherFacts } from './shared/fleet/facts/gatherFacts.ts';
import { warningsOf } from './shared/fleet/facts/warnings.ts';
import { evidenceOf } from './shared/fleet/rules/takingAway.ts';
import { freshnessOf } from './shared/fleet/rules/classes.ts';
import { planFleet } from './shared/fleet/rules/planFleet.ts';
import { quotaUse } from './shared/fleet/rules/quotaUse.ts';
import { dated, oldestSeconds } from './shared/fleet/rules/undone.ts';
import { readReconcileRequest, type PlannedReconcile } from './shared/fleet/run.ts';
import { fleetItems, type FleetItems } from './shared/fleet/table/fleetItems.ts';
import { ITEMS, storedPlan, type StoredPlan } from './shared/fleet/table/storedRun.ts';
import type { FleetEntry, FleetPlan } from './shared/fleet/plan.ts';
import { defineHandler } from './shared/handler/handler.ts';
import { fleetChanges } from './shared/notice/state/fleetChanges.ts';
import { toldItems } from './shared/notice/state/toldItems.ts';

const input = z.object({ executionArn: z.string(), startTime: z.string(), input: z.unknown() });

/** An approval is good for a day; another day is for who looks at the table. */
const APPROVAL_KEPT_SECONDS = 2 * 24 * 3600;

/**
 * Serves PlanReconcile of reconcile. `startTime` is the run's start (ISO 8601), by which all ages are told.
 * Decides by what the run has seen, and writes the plan, which the others begin by. What waits for an approval is kept by its digest.
 * ToAct? reads `next`; EndReconcile the counts, `digest` and `warnings`. The plan itself stands in the table: a state has 256 KiB.
 * @throws AwsUnavailable when the table cannot be read or written.
 */
export const handler = defineHandler('planReconcile', input, async (event, context): Promise<PlannedReconcile> => {
  const { dryRun: isDryRun = false, approve } = readReconcileRequest(event.input);
  const items = fleetItems(context);
  const facts = await gatherFacts(items, { now: event.startTime, approve, forgets: !isDryRun }, context);
  const plan = dated(planFleet(facts), await lastSeen(items), facts.now);
  const run = { since: event.startTime, executionArn: event.executionArn };
  const changes = isDryRun
    ? []
    : fleetChanges(
        plan,
        {
          fresh: freshnessOf(facts).fresh,
          told: await toldItems(context).all(),
          showsStatus: context.environment.statusTags,
        },
        run,
      );
  const stored: StoredPlan = { at: event.startTime, isDryRun, plan: whatIsTold(plan), changes };
  await items.put(ITEMS.plan, stored);
  const waiting = plan.held.filter(({ reason }) => reason === 'approval').map(({ action }) => evidenceOf(action));
  const { digest } = plan;
  if (digest !== undefined) {
    const expires = Math.floor(Date.parse(event.startTime) / 1000) + APPROVAL_KEPT_SECONDS;
    await items.put(`${ITEMS.approval}${digest}`, { digest, at: event.startTime, evidence: waiting }, expires);
  }
  return {
    next: isDryRun || plan.actions.length === 0 ? 'END' : 'ACT',
    counts: counted(plan.entries.map((one) => one.class)),
    held: counted(plan.held.map(({ reason }) => reason)),
    ...(digest === undefined ? {} : { digest }),
    warnings: warningsOf(facts),
    told: { oldestSeconds: oldestSeconds(plan, facts.now), ...quotaUse(facts) },
  };
});

/** Of the run before, or of an earlier attempt of this one. */
async function lastSeen(items: FleetItems): Promise<FleetEntry[]> {
  const found = await items.get(ITEMS.plan);
  return storedPlan.safeParse(found?.value).data?.plan.entries ?? [];
}

/** Of one class, or held back for one reason: an item has 400 KB, whatever a fleet of thousands is in, and a report has fewer. */
const KEPT = 200;

/** What is done is kept whole; of what is only told the oldest of each kind, and nothing of what is well. */
function whatIsTold({ entries, held, ...plan }: FleetPlan): FleetPlan {
  const unwell = entries.filter((one) => one.class !== 'connected');
  return { ...plan, entries: firstOf(unwell, (one) => one.class), held: firstOf(held, ({ reason }) => reason) };
}

function firstOf<Item>(all: readonly Item[], kindOf: (item: Item) => string): Item[] {
  return [...Map.groupBy(all, kindOf).values()].flatMap((some) => some.slice(0, KEPT));
}
