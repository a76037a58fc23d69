import { connectionsTable, type Connections, type Written } from './shared/connection/table/connections.ts';
import { describeExecution, sfnClient } from './shared/aws/services/executions.ts';
import { claimInput, type ClaimInput } from './shared/connection/claimInput.ts';
import type { Claim } from './shared/contract.ts';
import { AwsUnavailable } from './shared/errors.ts';
import { arnParts } from './shared/arn.ts';
import { defineHandler, type HandlerContext } from './shared/handler/handler.ts';
import {
  decideClaim,
  inFlightSeconds,
  isGivenUp,
  mayBeUnseen,
  momentOf,
  nextTurn,
  type ClaimDecision,
  type Claimant,
  type ClaimedItem,
  type ConnectionItem,
} from './shared/connection/table/lease.ts';
import { tellLater } from './shared/notice/tellLater.ts';
import { refuseWithdrawn } from './shared/request/withdrawn.ts';
import { UNWAITED, waitedSince, type Waited } from './shared/waiting.ts';

/** How often one invocation looks anew at an item that others write to at the same moment. */
const LOOKS = 3;

/**
 * Serves ClaimConnection of onboard and of offboard. `claim` is its own last result, or UNCLAIMED.
 * Makes the execution the connection's one writer, before its first write. A holder that is no longer RUNNING is replaced, so that an
 * execution that was cut short needs no clean-up; one that runs is waited for, or asked to look again. Each of these is written only if
 * the item is as it was when that was decided: else it is looked at anew.
 * Claimed? reads `status`: CLAIMED goes on, WAIT comes back after `waitSeconds`, IGNORE ends an onboard with its `output` and leads an
 * offboard to the next connection. CreateScraper reads `keepsSettings`.
 *
 * It is the one function that executions of earlier deployments call as it is now: what is not to be connected any more is refused here,
 * however long ago ResolveRequest admitted it.
 * @throws InvalidRequest when the configuration does not accept the pair any more, or the pair is revoked.
 * @throws OwnedElsewhere when another door owns the connection, or the turn did not come within the wait's limit.
 * @throws NotOurs when the item of that id is another pair's.
 * @throws PreflightFailed when a newer workflow wrote the item.
 * @throws AwsUnavailable when others wrote the item at each of its looks.
 */
export const handler = defineHandler('claimConnection', claimInput, async (event, context): Promise<Claim> => {
  if (event.workflow === 'onboard') refuseWithdrawn(event.connection, context.environment);
  const { region, connectionsTable: tableName } = context.environment;
  const table = connectionsTable(region, arnParts(event.executionArn).accountId, tableName);
  for (let look = 0; look < LOOKS; look += 1) {
    const { isDone, met: item } = await lookAt(event, table, look === 0);
    if (isDone) {
      if (isBegun(item, event)) await tellConnecting(event, context);
      return { status: 'CLAIMED', keepsSettings: item?.settingsBefore !== undefined };
    }
    const holderRuns = item !== undefined && (await mayRun(item, event, context));
    const claimed = await act(decideClaim(item, claimantOf(event), holderRuns), item, event, table);
    if (claimed?.status === 'CLAIMED' && isBegun(item, event)) await tellConnecting(event, context);
    if (claimed !== undefined) return claimed;
  }
  throw new AwsUnavailable(
    `The item of connection ${event.connection.id} in table ${tableName} was written by others at each of ${LOOKS} looks; tried again. ` +
      'Run again when the executions at work on it have ended.',
  );
});

/** The first look of an onboard takes the lease where there is nothing to decide. One that may end as a repetition looks only. */
async function lookAt(event: ClaimInput, table: Connections, isFirst: boolean): Promise<Written> {
  const { connection, workflow, startTime } = event;
  const claimant = claimantOf(event);
  if (isFirst && workflow === 'onboard' && claimant.connectedBy === undefined)
    return table.claimFree(connection, claimant, startTime);
  return { isDone: false, met: await table.get(connection) };
}

/** What is there already is being changed, or looked at, and stays connected. */
function isBegun(item: ConnectionItem | undefined, { workflow }: ClaimInput): boolean {
  return workflow === 'onboard' && item?.established !== true;
}

async function tellConnecting(event: ClaimInput, context: HandlerContext): Promise<void> {
  const { executionArn, startTime, connection } = event;
  const { clusterArn, workspaceArn, door } = connection;
  const reason = 'Its roles and its scraper are being made: some 20 minutes.';
  const since = momentOf(startTime, waitedOf(event));
  const of = { clusterArn, workspaceArn, door, executionArn, since };
  await tellLater({ changes: [{ state: 'connecting', code: 'CLAIMED', reason, ...of }] }, context);
}

/** @returns undefined when somebody else has written meanwhile. */
async function act(
  decision: ClaimDecision,
  item: ConnectionItem | undefined,
  event: ClaimInput,
  table: Connections,
): Promise<Claim | undefined> {
  const { executionArn, connection } = event;
  switch (decision.action) {
    case 'ignore':
      return ignored(event, decision.reason);
    case 'wait':
      return { status: 'WAIT', ...nextTurn(waitedOf(event), decision.holder) };
    case 'ask':
      return (await table.ask(connection, decision.holder, executionArn)) ? asked(event, decision.holder) : undefined;
    case 'own':
      return item && claimed(item, event);
    case 'take': {
      const taken = claimedItem(item, event);
      return (await table.claim(taken, claimantOf(event), item)) ? claimed(taken, event) : undefined;
    }
  }
}

/**
 * Who takes the place of a holder that ended without giving its lease back holds it and waits once: what that one had in
 * flight may take effect until its function times out, and not show for a while after that. The item tells it, so that a claim whose answer was lost waits as well.
 */
function claimed(item: ClaimedItem, event: ClaimInput): Claim {
  const waitSeconds = inFlightSeconds(item, momentOf(event.startTime, waitedOf(event)));
  if (waitSeconds === 0) return { status: 'CLAIMED', keepsSettings: item.settingsBefore !== undefined };
  return { status: 'WAIT', waitedSeconds: waitedSince(waitedOf(event)), waitSeconds };
}

function waitedOf({ claim }: ClaimInput): Waited {
  return claim.status === 'WAIT' ? claim : UNWAITED;
}

function claimantOf({ executionArn, startTime, workflow, connection, claim }: ClaimInput): Claimant {
  const { door, stackId, cleansUp = false, onlyCreatedBy, revoke: revokes = false, liftRevoke } = connection;
  const connectedBy = connectedByOf(claim)?.arn;
  const liftsAt = liftRevoke ? startTime : undefined;
  return { executionArn, workflow, door, stackId, cleansUp, onlyCreatedBy, connectedBy, revokes, liftsAt };
}

function connectedByOf(claim: ClaimInput['claim']) {
  return claim.status === 'WAIT' ? claim.connectedBy : undefined;
}

/** Whether the lease's holder may be at work still: what cannot be seen of one that has just started is taken for that. */
async function mayRun(item: ConnectionItem, event: ClaimInput, { environment }: HandlerContext): Promise<boolean> {
  const { executionArn: own, startTime } = event;
  if (item.lease === undefined || item.lease === own) return false;
  const execution = await describeExecution(sfnClient(environment.region, arnParts(own).accountId), item.lease);
  if (execution !== undefined) return execution.status === 'RUNNING';
  return mayBeUnseen(item, momentOf(startTime, waitedOf(event)));
}

/**
 * An established connection keeps its owner, unless it was being taken away; offboard makes no owner of its own. What is revoked stays
 * so but for an onboard, which was admitted because it lifts that.
 */
function claimedItem(item: ConnectionItem | undefined, event: ClaimInput): ClaimedItem {
  const { executionArn, startTime, workflow, connection } = event;
  const { id, clusterArn, workspaceArn, door, stackId, onlyCreatedBy } = connection;
  const established = item !== undefined && item.established && !isGivenUp(item, claimantOf(event), false);
  const owner =
    item && (established || workflow === 'offboard') ? { door: item.door, stackId: item.stackId } : { door, stackId };
  const takenOver = item?.lease !== undefined && item.lease !== executionArn;
  // A holder that ended without giving its lease back may have left something: its item outlives a failure of this one.
  const outcome = item?.outcome ?? (takenOver && item.lease !== onlyCreatedBy ? 'ABANDONED' : undefined);
  return {
    connectionId: id,
    clusterArn,
    workspaceArn,
    established,
    holderStartedAt: startTime,
    ...owner,
    ...(outcome ? { outcome } : {}),
    ...(takenOver ? { takenOverAt: momentOf(startTime, waitedOf(event)) } : {}),
    ...(item?.settingsBefore ? { settingsBefore: item.settingsBefore } : {}),
    ...(item?.revoked && workflow === 'offboard' ? { revoked: item.revoked } : {}),
  };
}

function asked(event: ClaimInput, holder: string): Claim {
  const reason =
    `Execution ${holder} is at work on the connection. It was asked to look again when it is done: it then starts onboard and ` +
    "offboard once more, which go by the cluster's tag as it is by then.";
  return ignored(event, reason);
}

/** An onboard ends with it; an offboard goes on to its next connection. */
function ignored({ workflow, connection, claim }: ClaimInput, reason: string): Claim {
  const ignore = { status: 'IGNORE', reason } as const;
  if (workflow === 'offboard') return ignore;
  const { id, door, clusterArn, workspaceArn } = connection;
  const there = connectedByOf(claim);
  const facts = { connectionId: id, door, clusterArn, workspaceArn, ...(there ? { scraperArn: there.arn } : {}) };
  const nothing = { created: [], updated: [], repaired: [], warnings: there?.warnings ?? [] };
  return { ...ignore, output: { outcome: 'IGNORED', reason, ...facts, ...nothing } };
}
