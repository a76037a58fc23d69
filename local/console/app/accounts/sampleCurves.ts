import type { Calls } from '../../../calls/signedCalls.ts';
import type { SampleCurve } from '../../../runReport/report.ts';
import { queryMetrics, type Sample } from '../calls/aps.ts';

/** A look at the targets of every connection: how many are up, and how many are not. */
interface Look {
  at: number;
  samples: readonly Sample[];
}

/** What a workspace has been asked: the oldest first. */
export type Looks = readonly Look[];

const BACK_MS = 900_000;
const STEP_MS = 60_000;

/**
 * The first time the last quarter of an hour, minute by minute; then what has become of it. The API of Prometheus that the embedded AWS has is
 * the instant query alone.
 * @param label the external label whose value is a connection's id
 */
export async function looksByNow(
  calls: Calls,
  workspaceId: string,
  label: string,
  now: number,
  known: Looks,
): Promise<Looks> {
  const lastAt = known.at(-1)?.at ?? now - BACK_MS - STEP_MS;
  const times = Array.from({ length: Math.floor((now - lastAt) / STEP_MS) }, (_, i) => lastAt + (i + 1) * STEP_MS);
  const query = `count_values by (${label}) ("up", up)`;
  const fresh = await Promise.all(
    times
      .slice(-BACK_MS / STEP_MS)
      .map(async (at) => ({ at, samples: await queryMetrics(calls, workspaceId, query, at) })),
  );
  return [...known, ...fresh].filter(({ at }) => at >= now - BACK_MS);
}

/** A curve per connection that has had samples. */
export function curvesOf(looks: Looks, label: string, workspaceArn: string): SampleCurve[] {
  const ids = new Set(looks.flatMap(({ samples }) => samples.map(({ labels }) => labels[label] ?? '')));
  return [...ids].map((connectionId) => ({
    workspaceArn,
    connectionId,
    points: looks.flatMap(({ at, samples }) => {
      const own = samples.filter(({ labels }) => labels[label] === connectionId);
      const count = (value: string) => own.find(({ labels }) => labels['up'] === value)?.value ?? 0;
      return own.length === 0 ? [] : [{ at, up: count('1'), down: count('0') }];
    }),
  }));
}
