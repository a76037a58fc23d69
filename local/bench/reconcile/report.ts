import { renderTable } from '../table.ts';
import { BARS } from './bars.ts';
import type { ReconcileFigures, RunFigures } from './measure.ts';
import { total, type Floor } from './model.ts';
import { ASSUMED, type Prediction } from './predicted.ts';
import { RATE_QUOTAS, type RateQuota } from './quotas.ts';

/** The runs that were measured, and what the model makes of them, to read. */
export function reportReconcile(measured: ReconcileFigures, prediction: Prediction): string {
  const { accounts, clusters } = measured;
  return [
    `Reconcile in a fleet of ${accounts} accounts and ${accounts * clusters} clusters of one Region, on the embedded AWS.`,
    renderTable(['of a run', 'connects all', 'all is well'], measuredRows(measured)),
    '',
    modelHeading(prediction),
    renderTable(['what binds a look', 'allowed', 'takes', ''], floorRows(prediction.lookFloors)),
    '',
    renderTable(['what binds connecting all', 'allowed', 'takes', ''], floorRows(prediction.connectFloors)),
    '',
    renderTable(['connecting all', 'runs', 'takes', 'of the least'], paceRows(prediction)),
    ...prediction.tooMany.map((one) => `Too many: ${one}`),
    summary(prediction),
  ].join('\n');
}

function modelHeading({ shape }: Prediction): string {
  const { accounts, regions, clusters, targets } = shape;
  return `The model: ${accounts} accounts, ${regions} Regions, ${clusters} clusters, ${targets} accounts of workspaces, all evenly spread.`;
}

/** Of a run that connects all and of one that finds all well. The time is the clock's of the embedded AWS. */
export function measuredRows({ accounts, clusters, connecting, quiet }: ReconcileFigures): string[][] {
  const all = accounts * clusters;
  const row = (name: string, figure: (run: RunFigures) => string) => [name, figure(connecting), figure(quiet)];
  const ofPair = ({ looking }: RunFigures) => Object.entries(looking).filter(([key]) => key.startsWith('source '));
  return [
    row('calls of reconcile', ({ looking }) => String(total(looking))),
    row('of them at an account and Region', (run) => String(total(Object.fromEntries(ofPair(run))) / accounts)),
    row('state transitions of it', ({ transitions }) => String(transitions)),
    row('calls of a connection', (run) => (total(run.connecting) / all).toFixed(0)),
    row('state transitions of a connection', (run) => String(run.connectingTransitions / all)),
    row('seconds', ({ virtualSeconds }) => String(virtualSeconds)),
  ];
}

/** The first few: the others are shorter yet. */
const SHOWN = 5;

/** The quotas that take longest, of `calls / rate`; UNVERIFIED where no page of AWS gives the rate. */
export function floorRows(floors: readonly Floor[]): string[][] {
  return floors.slice(0, SHOWN).map(({ quota, seconds }) => {
    const isPublished = quota.unverified === undefined;
    return [quota.name, rateText(quota), `${seconds.toFixed(1)} s`, isPublished ? '' : 'UNVERIFIED'];
  });
}

/** Every rate quota with its source, UNVERIFIED where no page of AWS gives the rate. */
export function quotaRows(): string[][] {
  return RATE_QUOTAS.map((quota) => {
    const { name, unverified, source } = quota;
    return [name, rateText(quota), `${unverified === undefined ? '' : `UNVERIFIED: ${unverified}, `}<${source}>`];
  });
}

function rateText({ perSecond, burst }: RateQuota): string {
  return `${perSecond}/s${burst === undefined ? '' : ` after ${burst}`}`;
}

/** How often a run would start, and how long connecting the fleet would take then. */
export function paceRows({ paces }: Prediction): string[][] {
  return paces.map(({ name, runs, seconds, ratio }) => [name, String(runs), time(seconds), ratio.toFixed(1)]);
}

function time(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

function summary({ lookSeconds, leastSeconds, connectFloors, paces, monthly }: Prediction): string {
  const binding = connectFloors[0]?.quota.name ?? 'none';
  const fastest = Math.min(...paces.map(({ ratio }) => ratio));
  const dollars = (amount: number) => `$${amount.toFixed(2)}`;
  return [
    `A look takes ${lookSeconds.toFixed(0)} s; the bar is ${BARS.lookSeconds}. Connecting all takes ${time(leastSeconds)} at least: binding is ${binding}.`,
    `${BARS.connectRatioAim} of that is aimed at, and ${fastest <= BARS.connectRatioAim ? 'reached' : 'not reached: what binds is the bounds of a run and the time between two'}.`,
    `Hourly looks cost ${dollars(monthly.total)} a month: ${dollars(monthly.stepFunctions)} for transitions, ${dollars(monthly.lambda)} for Lambda, ${dollars(monthly.dynamodb)} for the table.`,
    `Assumed: ${ASSUMED.rangeSeconds} s for ten accounts, ${ASSUMED.otherSeconds} s for the rest of a run, ${ASSUMED.startSeconds} s a start, ${ASSUMED.itemBytes} B an item.`,
  ].join('\n');
}
