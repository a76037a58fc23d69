/** An execution's passages through its states, by its history. */

import type { HistoryEvent } from '../state/state.ts';
import type { StateGraph, TransitionEdge } from './graph.ts';
import type { Attempt, Passage, PassageEnd } from './report.ts';

type Event = Pick<HistoryEvent, 'type' | 'at' | 'details'>;
type Details = NonNullable<Event['details']>;

/**
 * Of what runs side by side in a Map the events do not say which iteration they are of: of several passages that an event may be of,
 * the one that was begun first has it.
 * @param events the oldest first, in the types and details of GetExecutionHistory
 * @param graph of the state machine, which says which transitions there are, and what is within a Map
 */
export function passagesOf(events: readonly Event[], { nodes, edges }: StateGraph): Passage[] {
  const passages: Passage[] = [];
  const mapOf = new Map(nodes.map(({ state, within }) => [state, within]));
  let underWay: { passage: Passage; attempt: Attempt }[] = [];
  /** Passages whose state was left, and after which none was entered yet. */
  let left: Passage[] = [];

  const isOpen = ({ end, leftAt }: Passage) => end === 'running' && leftAt === undefined;
  const isFree = (passage: Passage) => underWay.every((one) => one.passage !== passage);

  function follow({ type, at, details = {} }: Event): void {
    const name = textOf(details['name']) ?? '';
    if (type.endsWith('StateEntered')) enter(entered(type, name, at, textOf(details['input'])));
    else if (type.endsWith('StateExited')) leave(name, at, textOf(details['output']));
    else if (type === 'LambdaFunctionScheduled') begin(at);
    else if (/^LambdaFunction(Succeeded|Failed|TimedOut)$/.test(type)) finish(at, details);
    else if (type.startsWith('Execution')) endAll(type, at, details);
  }

  function enter(passage: Passage): void {
    for (const before of left) {
      const edge = edgeOf(edges, before, passage.state);
      if (edge === undefined) continue;
      before.leftBy = { to: edge.to, kind: edge.kind };
      if (edge.kind === 'catch') before.end = 'caught';
      left = left.filter((one) => one !== before);
      break;
    }
    passages.push(passage);
  }

  function leave(state: string, at: number, output: string | undefined): void {
    const passage = passages.find((one) => isOpen(one) && one.state === state);
    if (passage === undefined) return;
    const within = passages.filter((one) => isOpen(one) && isWithin(mapOf, one.state, state));
    for (const one of within) cutOff(one, at);
    const failure = failureOf(within.find(({ end }) => end === 'failed') ?? passage.attempts.at(-1) ?? {});
    Object.assign(passage, { end: 'succeeded', leftAt: at }, output === undefined ? {} : { output }, failure);
    left.push(passage);
  }

  /** An iteration in which an error was not caught ends the Map, and with it the iterations beside it. */
  function cutOff(passage: Passage, at: number): void {
    const failure = failureOf(passage.attempts.at(-1) ?? {});
    Object.assign(passage, { end: failure.error === undefined ? 'aborted' : 'failed', leftAt: at }, failure);
    underWay = underWay.filter((one) => one.passage !== passage);
  }

  function begin(at: number): void {
    const passage = passages.findLast((one) => isOpen(one) && one.type === 'Task' && isFree(one));
    if (passage === undefined) return;
    const attempt: Attempt = { at };
    passage.attempts.push(attempt);
    underWay.push({ passage, attempt });
  }

  function finish(at: number, details: Details): void {
    const [first, ...others] = underWay;
    underWay = others;
    if (first !== undefined) Object.assign(first.attempt, { until: at, ...failureOf(details) });
  }

  function endAll(type: string, at: number, details: Details): void {
    const end = ENDS[type];
    if (end === undefined) return;
    for (const passage of passages.filter(isOpen)) Object.assign(passage, { end, leftAt: at, ...failureOf(details) });
    underWay = [];
    left = [];
  }

  for (const event of events) follow(event);
  return passages;
}

/** What becomes of the states that the execution was in. */
const ENDS: Readonly<Record<string, PassageEnd>> = {
  ExecutionSucceeded: 'succeeded',
  ExecutionFailed: 'failed',
  ExecutionTimedOut: 'failed',
  ExecutionAborted: 'aborted',
};

/** Where Next and Catch lead to the same state, the error of the last attempt says which it was. */
function edgeOf(edges: readonly TransitionEdge[], { state, error }: Passage, to: string): TransitionEdge | undefined {
  const all = edges.filter((one) => one.from === state && one.to === to);
  return all.find(({ kind }) => (kind === 'catch') === (error !== undefined)) ?? all[0];
}

function isWithin(mapOf: ReadonlyMap<string, string | undefined>, state: string, map: string): boolean {
  for (let one = mapOf.get(state); one !== undefined; one = mapOf.get(one)) if (one === map) return true;
  return false;
}

function entered(type: string, state: string, enteredAt: number, input: string | undefined): Passage {
  const given = input === undefined ? {} : { input };
  const ofType = type.slice(0, -'StateEntered'.length);
  return { state, type: ofType, end: 'running', enteredAt, ...given, attempts: [], calls: [] };
}

function failureOf({ error, cause }: { error?: unknown; cause?: unknown }): { error?: string; cause?: string } {
  return {
    ...(typeof error === 'string' ? { error } : {}),
    ...(typeof cause === 'string' ? { cause } : {}),
  };
}

function textOf(value: string | number | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
