import { MEASURES, type Growth, type GrowthPoint, type Measure } from './measure.ts';

/** Times the growth in size that a figure may grow: what a noisy machine adds to a straight line. */
const TOLERANCE = 1.2;

/** A sentence per figure that grows faster than what it is measured for. */
export function missedByGrowth({ connections, accounts }: Growth): string[] {
  return [...missedIn('connections', connections), ...missedIn('accounts', accounts)];
}

function missedIn(what: string, points: readonly GrowthPoint[]): string[] {
  return points.slice(1).flatMap((to, index) => {
    const from = points[index];
    if (from === undefined) return [];
    return keysOf(MEASURES).flatMap((measure) => {
      const [growth, linear] = [to[measure] / from[measure], to.size / from.size];
      if (growth <= linear * TOLERANCE) return [];
      return [
        `From ${from.size} to ${to.size} ${what} the ${MEASURES[measure]} grow ${growth.toFixed(1)} times; linear is ${linear.toFixed(1)}.`,
      ];
    });
  });
}

/** In the order of the table and the plot. */
export function keysOf(measures: typeof MEASURES): Measure[] {
  return Object.keys(measures).filter((key): key is Measure => key in MEASURES);
}
