import type { Output, Plan, PlannedChange } from '../contract.ts';
import { jsonBytes } from '../size.ts';

/** Of a dry run's output as JSON, below the 262,144 that an execution's output has. */
const MAX_OUTPUT_BYTES = 240 * 1024;

type Planned = Output & { plan: Plan };

/** The output as it is, or with the largest changes by their digests alone: as many as have to be, and a note that says so. */
export function withinOutput(planned: Planned): Planned {
  const { changes, notes } = planned.plan;
  const cut = toCut(changes, jsonBytes(planned));
  if (cut.size === 0) return planned;
  const shown = changes.map((change) => (cut.has(change) ? digestsOf(change) : change));
  return { ...planned, plan: { changes: shown, notes: [...notes, cutNote(cut.size, changes.length)] } };
}

/** The largest first, and of the same size the first. */
function toCut(changes: readonly PlannedChange[], bytes: number): Set<PlannedChange> {
  const cut = new Set<PlannedChange>();
  let left = bytes;
  const sized = changes.map((change) => ({ change, own: jsonBytes(change) }));
  for (const { change, own } of sized.toSorted((one, other) => other.own - one.own)) {
    if (left <= MAX_OUTPUT_BYTES) break;
    left -= own - jsonBytes(digestsOf(change));
    cut.add(change);
  }
  return cut;
}

function digestsOf({ document: _document, ...change }: PlannedChange): PlannedChange {
  return { ...change, difference: LEFT_OUT };
}

const LEFT_OUT = '… left out: the digests alone tell before from after';

function cutNote(count: number, all: number): string {
  return (
    `Of ${count} of the ${all} changes, the largest, the document and the difference are left out: the plan would be larger than the output of an execution can be. ` +
    'Their digests tell whether a later plan is the same; what is there, the AWS CLI shows.'
  );
}
