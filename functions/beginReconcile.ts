import * as z from 'zod/mini';
import { arnParts } from './shared/arn.ts';
import type { ConnectionItem } from './shared/connection/table/lease.ts';
import { targetAccounts } from './shared/fleet/accounts.ts';
import { listAccounts } from './shared/fleet/look/accounts.ts';
import { readReconcileRequest, type BegunReconcile } from './shared/fleet/run.ts';
import { decidingDigest, inRunsOrder } from './shared/fleet/runs.ts';
import { noteConfiguration } from './shared/fleet/table/configuration.ts';
import { fleetItems } from './shared/fleet/table/fleetItems.ts';
import { takeLease } from './shared/fleet/table/lease.ts';
import { ITEMS, type StoredRun } from './shared/fleet/table/storedRun.ts';
import { writeWork, type FleetWork } from './shared/fleet/table/work.ts';
import { defineHandler } from './shared/handler/handler.ts';

const input = z.object({ executionArn: z.string(), startTime: z.string(), input: z.unknown() });

/**
 * Serves BeginReconcile of reconcile, its first state. `startTime` is the execution's start (ISO 8601), `input` what the schedule or a
 * person asks for.
 * Makes the execution the Region's one run, and writes down what it is to look at: the accounts as they are listed now, the workspaces of
 * established connections, and the accounts of accepted ones.
 * Begun? reads `decision`; Look goes over the `ranges` of LOOK, which are numbers into what the table has; Ignored ends with the `output`
 * of IGNORE.
 * @throws InvalidRequest with all that is wrong with `input`.
 * @throws AccessDenied when the workflow account may not list the organization's accounts.
 * @throws AwsUnavailable when others took the lease at each look, or the accounts cannot be listed: none would be taken for no accounts.
 */
export const handler = defineHandler('beginReconcile', input, async (event, context): Promise<BegunReconcile> => {
  const { executionArn, startTime: startedAt } = event;
  readReconcileRequest(event.input);
  const holder = await takeLease(context, startedAt);
  if (holder !== undefined) {
    const reason = `Run ${holder} is at work: it looks at the same accounts.`;
    return { decision: 'IGNORE', output: { outcome: 'IGNORED', reason, warnings: [] } };
  }
  const { environment } = context;
  const items = fleetItems(context);
  await noteConfiguration(items, decidingDigest(environment), startedAt);
  const accounts = inRunsOrder(await listAccounts(context), executionArn);
  const work = workOf(accounts, await items.connections(), targetAccounts(environment));
  const run: StoredRun = { startedAt, accounts };
  await items.put(ITEMS.run, run);
  return { decision: 'LOOK', ranges: await writeWork(items, work, startedAt) };
});

function workOf(
  accounts: readonly string[],
  connections: readonly ConnectionItem[],
  targets: readonly string[],
): FleetWork {
  const byAccount = Map.groupBy(connections, ({ clusterArn }) => arnParts(clusterArn).accountId);
  const established = Map.groupBy(
    connections.filter((one) => one.established),
    ({ workspaceArn }) => workspaceArn,
  );
  return {
    pairs: accounts.map((accountId) => ({
      accountId,
      known: (byAccount.get(accountId) ?? []).map(({ clusterArn, workspaceArn, established }) => ({
        clusterArn,
        workspaceArn,
        ...(established ? {} : { isLeft: true }),
      })),
    })),
    workspaces: [...established].map(([workspaceArn, of]) => ({
      workspaceArn,
      ids: of.map(({ connectionId }) => connectionId),
    })),
    accounts: targets.map((accountId) => ({ accountId })),
  };
}
