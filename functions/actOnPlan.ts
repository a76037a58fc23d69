import * as z from 'zod/mini';
import { hasTimeFor } from './shared/aws/deadline.ts';
import { startAction } from './shared/fleet/starts.ts';
import { actedReconcile, type ActedReconcile } from './shared/fleet/run.ts';
import { fleetItems } from './shared/fleet/table/fleetItems.ts';
import { ITEMS, storedPlan } from './shared/fleet/table/storedRun.ts';
import { defineHandler } from './shared/handler/handler.ts';

const input = z.object({ executionArn: z.string(), acted: actedReconcile });

/** Of an invocation's time, what one more start may take with its attempts. */
const START_MS = 15_000;

/**
 * Serves ActOnPlan of reconcile. `acted` is its own last result, or that nothing has been started.
 * Starts the plan's executions one after the other, and says how far it has come. What is tried is noted before it is started, and both
 * are the same when they are done again: an attempt that dies half-way is tried again from where the last one had begun.
 * Acted? reads `next`: ACT comes back at once with `done`, END goes on to EndReconcile, which reads `started`.
 * @throws AwsUnavailable when the table or Step Functions does not answer.
 */
export const handler = defineHandler('actOnPlan', input, async ({ acted }, context): Promise<ActedReconcile> => {
  const items = fleetItems(context);
  const found = await items.get(ITEMS.plan);
  // Another run has planned since, whose plan this one does not carry out.
  const actions = found?.run === context.executionArn ? storedPlan.parse(found.value).plan.actions : [];
  const started = { ...acted.started };
  let { done } = acted;
  for (const action of actions.slice(acted.done)) {
    if (done > acted.done && !hasTimeFor(START_MS)) break;
    await startAction(action, items, context);
    started[action.kind] = (started[action.kind] ?? 0) + 1;
    done += 1;
  }
  return { next: done < actions.length ? 'ACT' : 'END', done, started };
});
