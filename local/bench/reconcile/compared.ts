import type { Calls, FleetSize, ReconcileFigures } from './measure.ts';
import {
  CONNECTION_CALLS,
  CONNECTION_TRANSITIONS,
  MAIL_CALLS,
  runTransitions,
  rangesOf,
  runCalls,
  sum,
  times,
  UNCHANGED_CALLS,
  type FleetShape,
} from './model.ts';

/** The measured fleet, as the model knows it: as many members again have no clusters of interest, and two workspaces are there. */
function shapeOf({ accounts, clusters }: FleetSize): FleetShape {
  return { accounts, regions: 1, clusters: accounts * clusters, targets: 2, listed: 2 * accounts + 2 };
}

/** What the model says of the measured runs, in the same form; the time is measured alone, and how many turns it makes. */
export function modelled(size: FleetSize, turns: number = 1): Record<'connecting' | 'quiet', Counted> {
  const shape = shapeOf(size);
  const { clusters } = shape;
  return {
    connecting: {
      looking: runCalls(shape, clusters, turns),
      connecting: sum(times(CONNECTION_CALLS, clusters), MAIL_CALLS),
      transitions: runTransitions(rangesOf(shape, 0), turns),
      connectingTransitions: CONNECTION_TRANSITIONS * clusters,
    },
    quiet: {
      looking: runCalls(shape, 0),
      connecting: UNCHANGED_CALLS,
      transitions: runTransitions(rangesOf(shape, clusters)),
      connectingTransitions: 0,
    },
  };
}

interface Counted {
  looking: Calls;
  connecting: Calls;
  transitions: number;
  connectingTransitions: number;
}

/** A sentence for each count in which what was measured is not what the model has. */
export function differences(measured: ReconcileFigures): string[] {
  const model = modelled(measured, measured.connecting.turns);
  return (['connecting', 'quiet'] as const).flatMap((run) => {
    const [has, is] = [flat(model[run]), flat(measured[run])];
    const keys = [...new Set([...Object.keys(has), ...Object.keys(is)])];
    return keys
      .filter((key) => (has[key] ?? 0) !== (is[key] ?? 0))
      .map((key) => `The ${run} run of reconcile has ${is[key] ?? 0} ${key}; the model has ${has[key] ?? 0}.`);
  });
}

function flat({ looking, connecting, transitions, connectingTransitions }: Counted): Calls {
  const named = (calls: Calls, of: string) =>
    Object.fromEntries(Object.entries(calls).map(([key, count]) => [`${key} of ${of}`, count]));
  return {
    ...named(looking, 'the run'),
    ...named(connecting, 'what it starts'),
    'transitions of the run': transitions,
    'transitions of what it starts': connectingTransitions,
  };
}
