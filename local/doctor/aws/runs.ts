/** The executions of reconcile, and doctor's own. */

import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { reconcileOutput, reconcileRequest } from '../../../functions/shared/fleet/run.ts';
import { runToEnd, type Access } from '../../verify/aws.ts';
import type { Looked, Plan, Run } from '../seen.ts';
import { looked, Unread } from './reads.ts';

/** How doctor's own executions are named. */
const PREFIX = 'doctor-';

/** The latest that are looked at: of runs that end IGNORED beside another one there are never many. */
const LOOKED_AT = 10;

const outcome = z.object({ outcome: z.string() });

function parsed(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}

/** The latest first. An execution of doctor's is no run of the schedule, and says nothing of it. */
export function readRuns(access: Access, stateMachineArn: string): Promise<Looked<Run[]>> {
  const client = new SFNClient(access);
  return looked('states:ListExecutions', ['StateMachineDoesNotExist'], async () => {
    const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 100 }));
    const others = executions.filter(({ name = '' }) => !name.startsWith(PREFIX)).slice(0, LOOKED_AT);
    return Promise.all(
      others.map(async ({ executionArn = '', status = '', startDate }): Promise<Run> => {
        const { input, output, error } = await client.send(new DescribeExecutionCommand({ executionArn }));
        const isDryRun = reconcileRequest.safeParse(parsed(input)).data?.dryRun === true;
        const startedAt = startDate?.getTime() ?? 0;
        return {
          executionArn,
          status,
          startedAt,
          isDryRun,
          outcome: outcome.safeParse(parsed(output)).data?.outcome,
          error,
        };
      }),
    );
  });
}

/**
 * A dry run, to its end.
 * @param onStarted told of the execution's ARN, and when it began by AWS's clock (milliseconds since the epoch)
 */
export function dryRun(
  access: Access,
  stateMachineArn: string,
  onStarted: (executionArn: string, startedAt: number) => void,
): Promise<Looked<Plan>> {
  return looked('states:StartExecution', ['StateMachineDoesNotExist'], async () => {
    const execution = { stateMachineArn, name: `${PREFIX}${Date.now()}`, input: { dryRun: true } };
    const { executionArn, status, output, error, cause } = await runToEnd(access, execution, onStarted);
    const { data } = reconcileOutput.safeParse(output);
    if (status !== 'SUCCEEDED' || data === undefined)
      throw new Unread(`${executionArn} ended ${status}, ${error}: ${cause}`, 'docs/alarms.md#reconcile-failed');
    if (data.outcome !== 'PLANNED')
      throw new Unread(data.reason ?? data.outcome, 'Run doctor again when that run has ended.');
    return { executionArn, output: data };
  });
}
