import { END, START, type TransitionEdge } from '../graph.ts';
import type { ExecutionPicture, Passage, PassageEnd } from '../report.ts';

/** A state that was entered, with all passages through it. */
export interface StateStory {
  state: string;
  type: string;
  /** Of the latest passage, but that one which failed tells more. */
  end: PassageEnd;
  passages: Passage[];
  retries: number;
}

/** In the order in which they were first entered. */
export function storiesOf({ passages }: Pick<ExecutionPicture, 'passages'>): StateStory[] {
  return [...Map.groupBy(passages, ({ state }) => state)].map(([state, of]) => ({
    state,
    type: of[0]?.type ?? '',
    end: (of.find(({ end }) => end === 'failed' || end === 'aborted') ?? of.at(-1))?.end ?? 'running',
    passages: of,
    retries: of.reduce((sum, { attempts }) => sum + Math.max(0, attempts.length - 1), 0),
  }));
}

/** Whether the execution took the transition. */
export function takenBy({ passages, status }: Pick<ExecutionPicture, 'passages' | 'status'>) {
  const taken = new Set(passages.flatMap(({ state, leftBy }) => (leftBy ? keyOf({ from: state, ...leftBy }) : [])));
  const [first, last] = [passages[0], passages.findLast(isLast)];
  if (first !== undefined) taken.add(keyOf({ from: START, to: first.state, kind: 'next' }));
  if (last !== undefined && (status === 'SUCCEEDED' || last.type === 'Fail'))
    taken.add(keyOf({ from: last.state, to: END, kind: 'next' }));
  return (edge: TransitionEdge) => taken.has(keyOf(edge));
}

function isLast({ leftBy, leftAt }: Passage): boolean {
  return leftBy === undefined && leftAt !== undefined;
}

function keyOf({ from, to, kind }: Pick<TransitionEdge, 'from' | 'to' | 'kind'>): string {
  return JSON.stringify([from, to, kind]);
}
