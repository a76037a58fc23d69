import { createHash } from 'node:crypto';
import { arnParts } from '../arn.ts';
import { beginExecution, executionArnOf, sfnClient, type StartedExecution } from '../aws/services/executions.ts';
import type { HandlerContext } from '../handler/handler.ts';
import { deployedName, FLEET_PREFIX, type WorkflowName } from '../names.ts';
import { deletionAgain, tagsAgain } from '../request/doors/clusterEvents.ts';
import type { FleetAction } from './plan.ts';
import { nextAttempt } from './rules/attempts.ts';
import type { FleetItems } from './table/fleetItems.ts';
import { ITEMS, storedAttempt } from './table/storedRun.ts';

/** Starts what an action is; of what begins a connection the attempt is noted first. */
export async function startAction(action: FleetAction, items: FleetItems, context: HandlerContext): Promise<void> {
  const { partition, region, accountId } = arnParts(context.executionArn);
  const { workflow, input } = askedOf(action);
  const stateMachineArn = `arn:${partition}:states:${region}:${accountId}:stateMachine:${deployedName(context.environment.name, workflow)}`;
  const execution: StartedExecution = {
    stateMachineArn,
    name: nameOf(action, context.executionArn),
    input: JSON.stringify(input),
  };
  const { kind, clusterArn } = action;
  if (kind === 'connect' || kind === 'repair') {
    const sk = `${ITEMS.attempt}${clusterArn}`;
    const before = await items.get(sk);
    const executionArn = executionArnOf(stateMachineArn, execution.name);
    await items.put(sk, nextAttempt(before && storedAttempt.parse(before.value), { clusterArn, executionArn, kind }));
  }
  await beginExecution(sfnClient(region, accountId), execution);
}

/**
 * What is started for an action, and what it is asked for. What goes by tags reads them again itself, so that what has changed since the
 * look is not overrun.
 */
function askedOf(action: FleetAction): { workflow: WorkflowName; input: unknown } {
  const { kind, clusterArn, workspaceArn, executionArn } = action;
  switch (kind) {
    case 'connect':
      return { workflow: 'onboard', input: tagsAgain(clusterArn) };
    case 'repair':
      return { workflow: 'onboard', input: tagsAgain(clusterArn, { repair: true }) };
    case 'disconnect':
      return { workflow: 'offboard', input: tagsAgain(clusterArn) };
    case 'bury':
      return { workflow: 'offboard', input: deletionAgain(clusterArn) };
    case 'clean':
      return { workflow: 'offboard', input: { clusterArn, workspaceArn, onlyCreatedBy: executionArn } };
  }
}

/** The same in each attempt of a run, and another in each run. */
function nameOf({ kind, clusterArn, workspaceArn }: FleetAction, run: string): string {
  const digest = createHash('sha256').update([run, kind, clusterArn, workspaceArn].join('\n')).digest('hex');
  return `${FLEET_PREFIX}${digest.slice(0, 20)}`;
}
