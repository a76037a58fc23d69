import { fleetItems, type FleetItems } from '../../../functions/shared/fleet/table/fleetItems.ts';
import { seenPair, seenRoles, seenWorkspace } from '../../../functions/shared/fleet/seen.ts';
import type { ExecutionRecord } from '../../../local/state/state.ts';
import type { Embedded } from '../embedded.ts';
import { TEST_ENVIRONMENT } from '../support.ts';

/** When the runs of these tests started. */
export const RUN_STARTED = '2026-01-05T10:00:00Z';

/** An execution of reconcile that there is. */
export function runOf(aws: Embedded, name: string, status: ExecutionRecord['status'] = 'RUNNING'): string {
  return aws.execution(name, status);
}

/** Ends a run, so that another one may begin. */
export function ended(aws: Embedded, executionArn: string): void {
  const run = aws.world.executions?.[executionArn];
  if (run) run.status = 'SUCCEEDED';
}

/** What the table has of the fleet. */
export function itemsOfFleet(executionArn: string): FleetItems {
  return fleetItems({ environment: TEST_ENVIRONMENT, executionArn });
}

/** What a run has written of an account, a workspace or an account of workspaces. */
export async function seenBy(executionArn: string) {
  const items = itemsOfFleet(executionArn);
  const value = async (sk: string) => {
    const item = await items.get(sk);
    return item?.run === executionArn ? item.value : undefined;
  };
  return {
    pair: async (accountId: string) => seenPair.parse(await value(`pair#${accountId}`)),
    workspace: async (arn: string) => seenWorkspace.parse(await value(`workspace#${arn}`)),
    roles: async (accountId: string) => seenRoles.parse(await value(`account#${accountId}`)),
  };
}
