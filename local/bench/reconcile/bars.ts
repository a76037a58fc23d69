import { differences } from './compared.ts';
import type { ReconcileFigures } from './measure.ts';
import { predict, type Prediction } from './predicted.ts';

/** Seconds and ratios that the prediction for a large fleet must not exceed. */
export const BARS = {
  /** Of a look at the whole fleet. */
  lookSeconds: 60,
  /** Not a bar: what is aimed at for connecting all, of the least that the quotas allow. */
  connectRatioAim: 1.2,
} as const;

/** The fleet that the model is asked about. */
export const LARGE = { accounts: 1_000, regions: 2, clusters: 10_000, targets: 20, listed: 1_000 } as const;
/** The fleet that is measured: 200 clusters. */
export const MEASURED = { accounts: 40, clusters: 5 } as const;

/** For LARGE, which is too large to be run. */
export const predictLarge = (): Prediction => predict(LARGE);

/** A sentence per count that the model has otherwise, and for a look that takes too long. */
export function missedByReconcile(measured: ReconcileFigures, { lookSeconds }: Prediction): string[] {
  return [
    ...differences(measured),
    ...(lookSeconds <= BARS.lookSeconds
      ? []
      : [`A look at the fleet takes ${lookSeconds.toFixed(0)} s; the bar is ${BARS.lookSeconds}.`]),
  ];
}
