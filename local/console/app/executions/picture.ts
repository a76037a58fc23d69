import { output as outputSchema } from '../../../../functions/shared/contract.ts';
import { causeMessage } from '../../../../functions/shared/failure.ts';
import { deployedName } from '../../../../functions/shared/names.ts';
import { reconcileOutput } from '../../../../functions/shared/fleet/run.ts';
import { passagesOf } from '../../../runReport/passages.ts';
import type { ExecutionPicture } from '../../../runReport/report.ts';
import type { Followed } from './follow.ts';

/** An execution as it is drawn, as far as it has been seen. Which calls its functions made, no API of Step Functions tells. */
export function pictureOf({ description, events, graph }: Followed): ExecutionPicture {
  const { executionArn, name, status, startDate, stopDate, input, output, error, cause } = description;
  return {
    executionArn,
    machine: machineOf(executionArn),
    name,
    status,
    startedAt: startDate,
    ...(stopDate === undefined ? {} : { endedAt: stopDate }),
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output, ...saidBy(executionArn, output) }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause: causeMessage(cause) }),
    graph,
    passages: passagesOf(events, graph),
  };
}

/** What an output says that is drawn: a plan, or what a run of reconcile has seen of the fleet. */
function saidBy(executionArn: string, output: string): Pick<ExecutionPicture, 'plan' | 'fleet'> {
  const said: unknown = JSON.parse(output);
  if (machineOf(executionArn).endsWith(RECONCILE)) {
    const fleet = reconcileOutput.safeParse(said).data;
    return fleet === undefined ? {} : { fleet };
  }
  const plan = outputSchema.safeParse(said).data?.plan;
  return plan === undefined ? {} : { plan };
}

const RECONCILE = deployedName('', 'reconcile');

/** The name of its state machine, e.g. `amp-scraper-onboard`. */
export function machineOf(executionArn: string): string {
  return executionArn.split(':')[6] ?? executionArn;
}
