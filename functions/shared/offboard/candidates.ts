import { arnParts } from '../arn.ts';
import { describeExecution, sfnClient } from '../aws/services/executions.ts';
import type { Again } from '../connection/again.ts';
import { answeredAccounts } from '../connection/table/answeredAccounts.ts';
import type { Connections } from '../connection/table/connections.ts';
import { notOfStack, type ConnectionItem } from '../connection/table/lease.ts';
import type { Offboarding } from '../contract.ts';
import type { Environment } from '../environment.ts';
import { AwsUnavailable, InvalidRequest } from '../errors.ts';
import type { HandlerContext } from '../handler/handler.ts';
import { connectionId, deployedName } from '../names.ts';
import { readEventCluster } from '../preflight/eventCluster.ts';
import { isClusterArn } from '../request/arns.ts';
import { DOORS } from '../request/doors/doors.ts';
import { namedWorkspace, workspaceTag } from '../request/namedWorkspace.ts';
import {
  checkOffboardRequest,
  clusterOfOnboard,
  clusterOfTags,
  readOffboardDoor,
  stackOfOnboard,
  type OffboardDoor,
  type OffboardRequest,
} from '../request/offboardRequest.ts';
import { isOfReconcile } from './removals.ts';
import { successorOf } from './successor.ts';
import * as z from 'zod/mini';

/** The connections that an offboard is to take away, each in its turn. */
export interface Candidates {
  candidates: Offboarding[];
  /** Why there may be none. */
  nothing: string;
  /** What whoever reads the output has to know of them. */
  warning?: string;
  /** Only to say what would go. */
  isPlan?: boolean;
  /** A cluster's tags that are to be looked at again when there is none left. */
  again?: Again;
}

/**
 * What is to go, as the door, the table and the cluster say by now.
 * @param retries as readEventCluster.
 * @throws InvalidRequest with all findings of a request; AwsUnavailable when what an event tells of cannot be read.
 */
export async function candidatesOf(
  door: OffboardDoor,
  table: Connections,
  context: HandlerContext,
  retries: number,
): Promise<Candidates> {
  switch (door.kind) {
    case 'request':
      return requested(door, table, context);
    case 'tagChanged':
      return unwanted(door, table, context, retries);
    case 'clusterDeleted':
      return orphaned(door.clusterArn, table, context, retries);
    case 'executionEnded':
      return leftBy(door, table, context, retries);
    case 'nothing':
      return { candidates: [], nothing: door.reason };
  }
}

/**
 * A failed Create may have made nothing at all, and then its Delete has nothing to refuse. What is there and cannot be reached any
 * more, its account or Region being configured no longer, is marked: its stack may go without it.
 */
async function requested(
  door: Extract<OffboardDoor, { kind: 'request' }>,
  table: Connections,
  context: HandlerContext,
): Promise<Candidates> {
  const { environment } = context;
  const { request, findings } = checkOffboardRequest(door.request, environment, door.door);
  if (request !== undefined) {
    const nothing = `Nothing of the connection was left.${request.revoke ? REVOKED : ''}`;
    const candidate = {
      ...offboarding(door, request, environment),
      ...createdFor(request.onlyCreatedBy && (await inputOfOnboard(request.onlyCreatedBy, context)), context),
    };
    return { candidates: [candidate], nothing, isPlan: request.dryRun };
  }
  if (!DOORS[door.door].isOwnedByStack) throw new InvalidRequest(findings);
  const pair = pairOf(door.request);
  const key = pair && { id: connectionId(environment.name, pair.clusterArn, pair.workspaceArn), ...pair };
  const notIts = notOfStack(key && (await table.get(key)), door.stackId);
  if (key === undefined || notIts !== undefined) return { candidates: [], nothing: notIts ?? '' };
  await table.mark(key, 'InvalidRequest');
  throw new InvalidRequest(findings);
}

const REVOKED = ' The pair is revoked: no door connects it until a console onboard of it has liftRevoke.';

/** The tags of what an execution made do not tell the stack that it was for. */
function createdFor(
  inputText: string | undefined,
  { environment }: HandlerContext,
): Pick<Offboarding, 'createdForStack'> {
  const createdForStack = inputText ? stackOfOnboard(JSON.parse(inputText), environment) : undefined;
  return createdForStack === undefined ? {} : { createdForStack };
}

/** Undefined when it is no onboard of ours, or one that is no longer known. */
async function inputOfOnboard(onlyCreatedBy: string, context: HandlerContext): Promise<string | undefined> {
  const { region, accountId } = arnParts(context.executionArn);
  if (!onlyCreatedBy.startsWith(onboardsOf(context))) return undefined;
  return (await describeExecution(sfnClient(region, accountId), onlyCreatedBy))?.input;
}

/** How the ARN of every onboard of this installation begins. */
function onboardsOf({ environment, executionArn }: HandlerContext): string {
  const { partition, region, accountId } = arnParts(executionArn);
  return `arn:${partition}:states:${region}:${accountId}:execution:${deployedName(environment.name, 'onboard')}:`;
}

/** Whose connections an operator takes away whichever door made them: those of an account that is to be left. */
function isDrained({ clusterArn, workspaceArn }: OffboardRequest, { draining }: Environment): boolean {
  return [clusterArn, workspaceArn].some((arn) => draining.includes(arnParts(arn).accountId));
}

function offboarding(
  door: Extract<OffboardDoor, { kind: 'request' }>,
  request: OffboardRequest,
  environment: Environment,
): Offboarding {
  const { clusterArn, workspaceArn, onlyCreatedBy, revoke } = request;
  return {
    id: connectionId(environment.name, clusterArn, workspaceArn),
    door: door.door,
    ...(door.stackId ? { stackId: door.stackId } : {}),
    clusterArn,
    workspaceArn,
    cleansUp: revoke || onlyCreatedBy !== undefined || (DOORS[door.door].revokes && isDrained(request, environment)),
    ...(onlyCreatedBy ? { onlyCreatedBy } : {}),
    ...(revoke ? { revoke } : {}),
  };
}

const pairSchema = z.object({ clusterArn: z.string(), workspaceArn: z.string() });

function pairOf(request: unknown): z.infer<typeof pairSchema> | undefined {
  const pair = pairSchema.safeParse(request).data;
  return pair && isClusterArn(pair.clusterArn) ? pair : undefined;
}

/**
 * What the event's door made and the cluster's current tag does not want: a tag that is gone, or names another workspace. One that
 * names no accepted workspace takes nothing away, but what an offboard of the door had begun to: an earlier value did not want it. A
 * connection that is there stays until the one that the tag names instead is: metrics have no gap, and no two scrapers write the same to
 * one workspace. Of what reconcile takes away its plan has decided that.
 */
async function unwanted(
  { door, clusterArn }: Extract<OffboardDoor, { kind: 'tagChanged' }>,
  table: Connections,
  context: HandlerContext,
  retries: number,
): Promise<Candidates> {
  const found = await readEventCluster(clusterArn, retries, context);
  if ('ignored' in found) return { candidates: [], nothing: found.ignored };
  const { cluster } = found;
  const { clusterTagKeys, workspaces } = context.environment;
  const tag = workspaceTag(cluster?.tags ?? {}, clusterTagKeys);
  const named = tag && namedWorkspace({ ...tag, clusterArn }, workspaces);
  const all = await table.ofCluster(clusterArn);
  const items = all.filter((item) => item.door === door);
  if (named && 'unknown' in named) {
    return { candidates: items.filter(isBegun).map((item) => ofItem(item, false)), nothing: named.unknown };
  }
  const others = items.filter(({ workspaceArn }) => workspaceArn !== named?.workspaceArn);
  const isMoved = named !== undefined && others.some((item) => item.established && !isBegun(item));
  const successor =
    isMoved && !isOfReconcile(context.executionArn)
      ? await successorOf({ clusterArn, ...named, door }, all, context)
      : undefined;
  const candidates = successor?.waits ? others.filter((item) => !item.established || isBegun(item)) : others;
  return {
    candidates: candidates.map((item) => ofItem(item, false)),
    nothing:
      successor?.waits ?? `The ${door} door has no connection of the cluster that its current tag does not want.`,
    ...(successor?.warning === undefined ? {} : { warning: successor.warning }),
  };
}

/** By an offboard of its own door. */
function isBegun({ door, leaseWorkflow, leaseDoor }: ConnectionItem): boolean {
  return leaseWorkflow === 'offboard' && leaseDoor === door;
}

/** All connections of a cluster that is gone or going: its scrapers outlive it, and would scrape a new one of its name. */
async function orphaned(
  clusterArn: string,
  table: Connections,
  context: HandlerContext,
  retries: number,
): Promise<Candidates> {
  const found = await readEventCluster(clusterArn, retries, context);
  if ('ignored' in found) return { candidates: [], nothing: found.ignored };
  const { cluster } = found;
  const items = await table.ofCluster(clusterArn);
  if (items.length === 0) await answeredAccounts(context).note([arnParts(clusterArn).accountId]);
  if (cluster !== undefined && cluster.status !== 'DELETING') {
    return { candidates: [], nothing: `The cluster is ${cluster.status}: it was not deleted.` };
  }
  return { candidates: items.map((item) => ofItem(item, true)), nothing: 'The cluster had no connection.' };
}

/**
 * What an onboard held when it ended, or the clean-up after it that was stopped as well. Nothing of the event is believed but which
 * execution it is about, and whether it was stopped; its own input says which cluster it was for. Of one that went by the cluster's
 * tag and was stopped, what the tag says is still to be done: it is looked at again. So is what was to go with a deleted cluster.
 * @param cleanUps those that were stopped, and may hold what they took over.
 */
async function leftBy(
  ended: Extract<OffboardDoor, { kind: 'executionEnded' }>,
  table: Connections,
  context: HandlerContext,
  retries: number,
  cleanUps: readonly string[] = [],
): Promise<Candidates> {
  const { executionArn } = ended;
  const holders = [executionArn, ...cleanUps];
  const execution = await describeEnded(executionArn, context);
  const own: unknown = JSON.parse(execution);
  const before = readOffboardDoor(own, context.environment);
  if ('kind' in before && before.kind === 'executionEnded') {
    return leftBy(before, table, context, retries, holders);
  }
  if ('kind' in before && before.kind === 'clusterDeleted') return orphaned(before.clusterArn, table, context, retries);
  const clusterArn = clusterOfOnboard(own, context.environment);
  const ofTags = ended.isAborted ? clusterOfTags(own, context.environment) : undefined;
  const isOnboard = executionArn.startsWith(onboardsOf(context));
  const items = clusterArn === undefined || !isOnboard ? [] : await table.ofCluster(clusterArn);
  const held = items.filter(({ lease }) => lease !== undefined && holders.includes(lease));
  const after = { onlyCreatedBy: executionArn, ...createdFor(execution, context) };
  return {
    candidates: held.map((item) => ({ ...ofItem(item, true), ...after })),
    nothing: `Execution ${executionArn} held no connection when it ended.`,
    ...(ofTags === undefined ? {} : { again: { clusterArn: ofTags, asked: holders } }),
  };
}

/** The input of an execution that an event says has ended, as JSON text. */
async function describeEnded(executionArn: string, { environment }: HandlerContext): Promise<string> {
  const sfn = sfnClient(environment.region, arnParts(executionArn).accountId);
  const execution = await describeExecution(sfn, executionArn);
  if (execution?.input !== undefined) return execution.input;
  throw new AwsUnavailable(
    `states:DescribeExecution knows no execution ${executionArn}, which an event says has ended: what it was asked for cannot be read. ` +
      'Run offboard again with the event, or with the pair of ARNs.',
  );
}

function ofItem(
  { connectionId: id, door, stackId, clusterArn, workspaceArn }: ConnectionItem,
  cleansUp: boolean,
): Offboarding {
  return { id, door, ...(stackId ? { stackId } : {}), clusterArn, workspaceArn, cleansUp };
}
