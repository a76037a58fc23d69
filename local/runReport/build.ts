/** A run as it is drawn: from what is in the world after it, and what was kept of it while it ran. */

import { output as outputSchema } from '../../functions/shared/contract.ts';
import { reconcileOutput } from '../../functions/shared/fleet/run.ts';
import type { Deployment } from '../deployment/deployed.ts';
import type { ExecutionReport } from '../report/executions.ts';
import type { ExecutionRecord, World } from '../state/state.ts';
import { messageOf } from '../workflow/states/execution.ts';
import { workflowOf } from '../workflow/states/definition.ts';
import { accountCards } from './accountCards.ts';
import { stateGraph, type StateGraph } from './graph.ts';
import { passagesOf } from './passages.ts';
import type { CallCount, ExecutionPicture, Passage, RunReport, TrustChain } from './report.ts';
import { sampleCurves } from './sampleCurves.ts';

/** What a report is made of. */
export interface Ran {
  title: string;
  verdict: string;
  hasSucceeded: boolean;
  from: number;
  world: World;
  deployment: Deployment;
  /** With the calls of each state. */
  executions: readonly ExecutionReport[];
  chains: TrustChain[];
}

/** Plain data: whoever draws it reads no world. */
export function buildReport({
  title,
  verdict,
  hasSucceeded,
  from,
  world,
  deployment,
  executions,
  chains,
}: Ran): RunReport {
  const graphOf = graphs(deployment);
  const drawn = mostTelling(executions);
  const pictures = drawn.flatMap((one) => {
    const record = world.executions?.[one.executionArn];
    return record === undefined ? [] : [pictureOf(record, one, graphOf(record.stateMachineArn))];
  });
  return {
    title,
    verdict,
    hasSucceeded,
    from,
    until: world.now,
    executions: pictures,
    omitted: executions.length - drawn.length,
    accounts: accountCards(world, pictures),
    chains,
    samples: sampleCurves(world, pictures),
  };
}

/** A run of reconcile starts hundreds. */
const MOST_DRAWN = 12;

/** The first and those that failed before the others, in the order of their starts. */
function mostTelling(executions: readonly ExecutionReport[]): ExecutionReport[] {
  const rank = (one: ExecutionReport) => Number(one !== executions[0] && one.status === 'SUCCEEDED');
  const chosen = new Set(executions.toSorted((one, other) => rank(one) - rank(other)).slice(0, MOST_DRAWN));
  return executions.filter((one) => chosen.has(one));
}

/** Each machine is laid out once: a run of reconcile starts many executions of one. */
function graphs({ stateMachines }: Deployment): (stateMachineArn: string) => StateGraph {
  const made = new Map<string, StateGraph>();
  return (arn) => {
    const definition = stateMachines.find((one) => one.arn === arn)?.definition;
    if (definition === undefined) throw new Error(`The deployment has no state machine ${arn}.`);
    const graph = made.get(arn) ?? stateGraph(definition);
    made.set(arn, graph);
    return graph;
  };
}

function pictureOf(record: ExecutionRecord, { states }: ExecutionReport, graph: StateGraph): ExecutionPicture {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause } = record;
  const said: unknown = output === undefined ? undefined : JSON.parse(output);
  const plan = outputSchema.safeParse(said).data?.plan;
  const machine = workflowOf(stateMachineArn) ?? stateMachineArn;
  const fleet = machine === 'reconcile' ? reconcileOutput.safeParse(said).data : undefined;
  return {
    executionArn,
    machine,
    name,
    status,
    startedAt: startDate,
    ...(stopDate === undefined ? {} : { endedAt: stopDate }),
    input,
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause: messageOf(cause) }),
    graph,
    passages: withCalls(passagesOf(record.history ?? [], graph), states),
    ...(plan === undefined ? {} : { plan }),
    ...(fleet === undefined ? {} : { fleet }),
  };
}

/** Both tell of a state's passages in the order in which it was entered. */
function withCalls(passages: readonly Passage[], states: ExecutionReport['states']): Passage[] {
  const calls = Map.groupBy(states, ({ name }) => name);
  const counts = new Map<string, number>();
  return passages.map((passage) => {
    const nth = counts.get(passage.state) ?? 0;
    counts.set(passage.state, nth + 1);
    const made: readonly CallCount[] = calls.get(passage.state)?.[nth]?.calls ?? [];
    return { ...passage, calls: [...made] };
  });
}
