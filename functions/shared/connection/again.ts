import { createHash } from 'node:crypto';
import { arnParts } from '../arn.ts';
import { beginExecution, sfnClient } from '../aws/services/executions.ts';
import { deployedName, WORKFLOW_NAMES } from '../names.ts';
import { tagsAgain } from '../request/doors/clusterEvents.ts';

/** How executions are named that look at a cluster's tags again. */
const AGAIN_PREFIX = 'again-';

/** What is to be looked at again, and why. */
export interface Again {
  clusterArn: string;
  /** On whose behalf; each of them is met once. */
  asked: readonly string[];
  /** The connection that the execution has made just now, where nobody else has asked. */
  connected?: string;
}

/**
 * Starts onboard and offboard once more, as an event of the cluster's tags would: onboard makes what these ask for by now, offboard
 * takes away what they do not. The executions' name follows from who asked, so that a start whose answer was lost is the same start.
 * @param executionArn of the execution that starts them, beside which they run.
 */
export async function startAgain(
  { executionArn, installation }: { executionArn: string; installation: string },
  { clusterArn, asked, connected }: Again,
): Promise<void> {
  const { partition, region, accountId } = arnParts(executionArn);
  const name = `${AGAIN_PREFIX}${createHash('sha256').update(asked.join('\n')).digest('hex').slice(0, 20)}`;
  const input = JSON.stringify(tagsAgain(clusterArn, connected === undefined ? {} : { connected }));
  for (const workflow of WORKFLOW_NAMES) {
    const stateMachineArn = `arn:${partition}:states:${region}:${accountId}:stateMachine:${deployedName(installation, workflow)}`;
    await beginExecution(sfnClient(region, accountId), { stateMachineArn, name, input });
  }
}
