import type { Calls } from '../../../calls/signedCalls.ts';
import { stateGraph, type StateGraph } from '../../../runReport/graph.ts';
import { definitionOfExecution, describeExecution, type ExecutionDescription } from '../calls/states.ts';
import { eventsByNow, type SeenEvents } from './newEvents.ts';

/** An execution as far as it has been seen. */
export interface Followed {
  description: ExecutionDescription;
  events: SeenEvents;
  graph: StateGraph;
  /** The served clock's time when it was looked at. */
  now: number;
}

/** By the definition's text: a machine's executions have one, until it is deployed anew. */
const drawn = new Map<string, StateGraph>();

/** One look at an execution: in two calls, and the history's further pages. The description is older than the events: no end lacks its last ones. */
export async function follow(
  calls: Calls,
  executionArn: string,
  clock: () => Promise<number>,
  previous?: Followed,
): Promise<Followed> {
  const [description, now] = await Promise.all([describeExecution(calls, executionArn), clock()]);
  const events = await eventsByNow(calls, executionArn, previous?.events ?? []);
  const graph = previous?.graph ?? graphOf(await definitionOfExecution(calls, executionArn));
  return { description, events, graph, now };
}

function graphOf(definition: string): StateGraph {
  const graph = drawn.get(definition) ?? stateGraph(definition);
  drawn.set(definition, graph);
  return graph;
}
