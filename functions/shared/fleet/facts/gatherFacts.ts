import type * as z from 'zod/mini';
import { arnParts } from '../../arn.ts';
import { describeExecution, sfnClient } from '../../aws/services/executions.ts';
import { mayBeUnseen, type ConnectionItem } from '../../connection/table/lease.ts';
import type { Environment } from '../../environment.ts';
import type { HandlerContext } from '../../handler/handler.ts';
import { attemptAfter, type Attempt } from '../rules/attempts.ts';
import type { FleetConfiguration, FleetConnection, FleetFacts } from '../rules/facts.ts';
import { seenPair, seenRoles, seenWorkspace } from '../seen.ts';
import type { FleetItem, FleetItems } from '../table/fleetItems.ts';
import { ITEMS, storedApproval, storedAttempt, storedConfiguration, storedRun } from '../table/storedRun.ts';

interface Gathering {
  /** When the run started (ISO 8601). */
  now: string;
  approve?: string | undefined;
  /** Whether attempts that have ended well are forgotten, and failures noted: a dry run writes nothing of them. */
  forgets: boolean;
}

/** Calls of DescribeExecution at a time: it takes 15 a second, from a bucket of 300. */
const AT_ONCE = 10;

/** All that a run decides by, as the table has it by now, with how the executions have ended that it names. */
export async function gatherFacts(
  items: FleetItems,
  { now, approve, forgets }: Gathering,
  context: HandlerContext,
): Promise<FleetFacts> {
  const [run, configuration, all, attempts, connections, approval] = await Promise.all([
    items.get(ITEMS.run),
    items.get(ITEMS.configuration),
    Promise.all([ITEMS.pair, ITEMS.workspace, ITEMS.account].map((kind) => items.of(kind))),
    items.of(ITEMS.attempt),
    items.connections(),
    approve === undefined ? undefined : items.get(`${ITEMS.approval}${approve}`),
  ]);
  const { accounts } = storedRun.parse(run?.value);
  const [pairs = [], workspaces = [], roles = []] = all;
  const seen = <T>(found: readonly FleetItem[], schema: z.ZodMiniType<T>) =>
    found.filter((one) => one.run === context.executionArn).map(({ value }) => schema.parse(value));
  return {
    now,
    installation: context.environment.name,
    accounts,
    pairs: seen(pairs, seenPair),
    workspaces: seen(workspaces, seenWorkspace),
    roles: seen(roles, seenRoles),
    connections: await inTurns(connections, (one) => fleetConnection(one, now, context)),
    attempts: await ended(items, attempts, { now, forgets }, context),
    configuration: configurationOf(context.environment, storedConfiguration.parse(configuration?.value).firstSeenAt),
    ...(approval === undefined ? {} : { shown: storedApproval.parse(approval.value) }),
    ...(approve === undefined ? {} : { approve }),
  };
}

function configurationOf(environment: Environment, firstSeenAt: string): FleetConfiguration {
  const { clusterTagKeys, workspaces, draining, withdrawn, scraperQuota, regionCount, reconcile } = environment;
  return {
    firstSeenAt,
    clusterTagKeys,
    workspaces,
    draining,
    withdrawn,
    scraperQuota,
    regions: regionCount,
    ...reconcile,
  };
}

async function inTurns<T, R>(all: readonly T[], run: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    done.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(run))));
  }
  return done;
}

async function fleetConnection(item: ConnectionItem, now: string, context: HandlerContext): Promise<FleetConnection> {
  const { connectionId, clusterArn, workspaceArn, door, established, lease, revoked } = item;
  const holderRuns =
    lease !== undefined &&
    ((await statusOf(lease, context)) ?? (mayBeUnseen(item, now) ? 'RUNNING' : '')) === 'RUNNING';
  return { connectionId, clusterArn, workspaceArn, door, established, lease, revoked, holderRuns };
}

async function statusOf(executionArn: string, context: HandlerContext): Promise<string | undefined> {
  const sfn = sfnClient(context.environment.region, arnParts(context.executionArn).accountId);
  return (await describeExecution(sfn, executionArn))?.status;
}

/** The attempts as they are by now; what has changed is written. */
async function ended(
  items: FleetItems,
  found: readonly FleetItem[],
  { now, forgets }: Pick<Gathering, 'now' | 'forgets'>,
  context: HandlerContext,
): Promise<Attempt[]> {
  const sfn = sfnClient(context.environment.region, arnParts(context.executionArn).accountId);
  const attempts = await inTurns(found, async ({ sk, value }) => {
    const attempt = storedAttempt.parse(value);
    const execution = attempt.failedAt === undefined ? await describeExecution(sfn, attempt.executionArn) : undefined;
    const after = attemptAfter(attempt, { status: execution?.status, error: execution?.error }, now);
    if (!forgets || after === attempt) return after;
    await (after === undefined ? items.remove(sk) : items.put(sk, after));
    return after;
  });
  return attempts.flatMap((one) => one ?? []);
}
