import { renderTable } from '../table.ts';
import { BARS } from './bars.ts';
import type { ReconcileFigures, RunFigures } from './measure.ts';
import { total, type Floor } from './model.ts';
import { ASSUMED, type Prediction } from './predicted.ts';

/** The runs that were measured, and what the model makes of them, to read. */
export function reportReconcile(measured: ReconcileFigures, prediction: Prediction): string {
  const { accounts, clusters } = measured;
  return [
    `Reconcile in a fleet of ${accounts} accounts and ${accounts * clusters} clusters of one Region, on the embedded AWS.`,
    measuredTable(measured),
    '',
    modelHeading(prediction),
    floorTable('a look', prediction.lookFloors),
    '',
    floorTable('connecting all', prediction.connectFloors),
    '',
    paceTable(prediction),
    ...prediction.tooMany.map((one) => `Too many: ${one}`),
    summary(prediction),
  ].join('\n');
}

function measuredTable({ accounts, clusters, connecting, quiet }: ReconcileFigures): string {
  const all = accounts * clusters;
  const row = (name: string, figure: (run: RunFigures) => string) => [name, figure(connecting), figure(quiet)];
  const ofPair = ({ looking }: RunFigures) => Object.entries(looking).filter(([key]) => key.startsWith('source '));
  return renderTable(
    ['of a run', 'connects all', 'all is well'],
    [
      row('calls of reconcile', ({ looking }) => String(total(looking))),
      row('at an account and Region', (run) => (total(Object.fromEntries(ofPair(run))) / accounts).toFixed(1)),
      row('transitions', ({ transitions }) => String(transitions)),
      row('calls of a connection', (run) => (total(run.connecting) / all).toFixed(1)),
      row('transitions of a connection', (run) => (run.connectingTransitions / all).toFixed(1)),
      row('virtual seconds', ({ virtualSeconds }) => virtualSeconds.toFixed(0)),
    ],
  );
}

function modelHeading({ shape }: Prediction): string {
  const { accounts, regions, clusters, targets } = shape;
  return `The model: ${accounts} accounts, ${regions} Regions, ${clusters} clusters, ${targets} accounts of workspaces, all evenly spread.`;
}

/** The first few: the others are shorter yet. */
const SHOWN = 5;

function floorTable(of: string, floors: readonly Floor[]): string {
  const rows = floors.slice(0, SHOWN).map(({ quota, seconds }) => {
    const rate = `${quota.perSecond}/s${quota.burst === undefined ? '' : ` after ${quota.burst}`}`;
    return [quota.name, rate, `${seconds.toFixed(1)} s`, quota.unverified === undefined ? '' : 'UNVERIFIED'];
  });
  return renderTable([`quota that binds ${of}`, 'rate', 'least', ''], rows);
}

function paceTable({ paces }: Prediction): string {
  const rows = paces.map(({ name, runs, seconds, ratio }) => [name, String(runs), time(seconds), ratio.toFixed(1)]);
  return renderTable(['connecting all', 'runs', 'takes', 'of the least'], rows);
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
