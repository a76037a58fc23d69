import * as z from 'zod/mini';
import { withinShare } from './shared/aws/deadline.ts';
import { lookAtPair } from './shared/fleet/look/pair.ts';
import { lookAtRoles } from './shared/fleet/look/roles.ts';
import { lookAtWorkspace } from './shared/fleet/look/workspace.ts';
import { lookRange, type Problem, type SeenPair, type SeenRoles, type SeenWorkspace } from './shared/fleet/seen.ts';
import { fleetItems, type FleetItems } from './shared/fleet/table/fleetItems.ts';
import { expiryOf, readWork, seenKey, type FleetWork } from './shared/fleet/table/work.ts';
import { defineHandler, type HandlerContext } from './shared/handler/handler.ts';

/**
 * Of the function's time, what a look at one thing may take: two attempts of a call that hangs. None of it is the time of its neighbours,
 * and what was seen is written in what is left.
 */
const SHARE = 1 / 2;

const input = z.object({ executionArn: z.string(), range: lookRange });

/** What is looked at, by where it stands in the table. */
interface Look {
  sk: string;
  run(): Promise<SeenPair | SeenWorkspace | SeenRoles>;
}

/**
 * Serves LookAtRange and, where that has failed, LookAtOne of reconcile, both inside its Map states.
 * Looks at the accounts or workspaces of a range, all at once, and writes what it sees of each to the table, where PlanReconcile reads
 * it. None of them ends the look at the others: what could not be read is written as that. No state needs the output, which is a count.
 * @throws AwsUnavailable when the table does not have the range, or what was seen cannot be written.
 */
export const handler = defineHandler('lookAtRange', input, async ({ executionArn, range }, context) => {
  const items = fleetItems(context);
  const { startedAt, ...work } = await readWork(items, range, executionArn);
  const looks = looksAt({ ...work, startedAt }, context);
  await Promise.all(looks.map((look) => lookAt(look, items, expiryOf(startedAt), context)));
  return { seen: looks.length };
});

function looksAt(
  { startedAt, pairs = [], workspaces = [], accounts = [] }: Partial<FleetWork> & { startedAt: string },
  context: HandlerContext,
): Look[] {
  return [
    ...pairs.map((one) => ({ sk: seenKey.pairs(one), run: () => lookAtPair(one, startedAt, context) })),
    ...workspaces.map((one) => ({ sk: seenKey.workspaces(one), run: () => lookAtWorkspace(one, context) })),
    ...accounts.map((one) => ({ sk: seenKey.accounts(one), run: () => lookAtRoles(one, context) })),
  ];
}

async function lookAt({ sk, run }: Look, items: FleetItems, expires: number, context: HandlerContext): Promise<void> {
  const seen = await withinShare(SHARE, run);
  for (const { error: errorName, message: reason } of problemsOf(seen)) {
    context.log('notLookedAt', { what: sk, errorName, reason });
  }
  await items.put(sk, seen, expires);
}

function problemsOf(seen: SeenPair | SeenWorkspace | SeenRoles): readonly Problem[] {
  if ('unreachable' in seen) return [seen.unreachable];
  if ('unknown' in seen) return [seen.unknown];
  return 'clusters' in seen ? (seen.unread ?? []) : [];
}
