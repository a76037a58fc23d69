import { BARS, loadRatio, type HandlerFigures } from './bars.ts';
import type { Figures, Onboarding } from './figures.ts';
import { FEW_ACCOUNTS, MANY_ACCOUNTS, ROUNDS, type DoorFigures } from './fleet.ts';
import { reportGrowth } from './growth/report.ts';
import { LOADS, median } from './load.ts';
import { ASSUMED_SECONDS, NOT_PRICED, PRICES } from './waiting/price.ts';
import { reportReconcile } from './reconcile/report.ts';
import { renderTable } from './table.ts';
import { uniform } from './waiting/wait.ts';

/** The whole bench, to read. */
export function reportBench(figures: Figures): string {
  const { counts, missed } = figures;
  return [
    `Bundles: ours against NodejsFunction's default with the SDK included. Load: median of ${LOADS} fresh processes each, alternating, Node.js ${process.version}, ours with the environment that the stacks set`,
    bundleTable(figures.handlers),
    ...(figures.unmeasured.length === 0
      ? []
      : [`Not measured, since they have no file or no stack has them: ${figures.unmeasured.join(', ')}.`]),
    loadSummary(figures.handlers),
    '',
    `A connection by each door in an organization: seconds of the processor, median of ${ROUNDS} alternating rounds.`,
    doorTable(figures.doors),
    '',
    'One onboarding by the way it waits; means over the time from CreateScraper to ACTIVE: minutes each as likely, two humps and a long tail. -: has given up.',
    `A look is ${counts.transitionsPerLook} transitions; the rest of the workflow is ${counts.otherTransitions}, as in a run on the embedded AWS.`,
    '',
    waitTable(figures, 'DescribeScraper calls', ({ calls }) => calls.toFixed(1)),
    '',
    waitTable(figures, 'lag, s', ({ lagSeconds }) => lagSeconds.toFixed(1)),
    '',
    waitTable(figures, 'transitions', ({ transitions }) => transitions?.toFixed(1) ?? 'none'),
    '',
    waitTable(figures, 'price, US cents', ({ price }) => (price ? (price.total * 100).toFixed(3) : 'none')),
    priceSummary(figures),
    '',
    reportReconcile(figures.reconcile, figures.prediction),
    '',
    'Growth: clusters connected by one run of reconcile, its calls included; and one connection by the console in an organization.',
    reportGrowth(figures.growth),
    '',
    missed.length === 0 ? 'Every bar is met.' : `Missed:\n${missed.map((one) => `  ${one}`).join('\n')}`,
  ].join('\n');
}

function bundleTable(handlers: readonly HandlerFigures[]): string {
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
  const milliseconds = (time: number) => `${time.toFixed(1)} ms`;
  return renderTable(
    ['handler', 'ours', 'default', 'ratio', 'load ours', 'default', 'ratio'],
    handlers.map((handler) => {
      const { name, ours, byDefault } = handler;
      return [
        name,
        kilobytes(ours.bytes),
        kilobytes(byDefault.bytes),
        (ours.bytes / byDefault.bytes).toFixed(2),
        milliseconds(ours.loadMilliseconds),
        milliseconds(byDefault.loadMilliseconds),
        loadRatio(handler).toFixed(2),
      ];
    }),
  );
}

function doorTable(doors: readonly DoorFigures[]): string {
  return renderTable(
    ['door', `${FEW_ACCOUNTS} accounts`, `${MANY_ACCOUNTS} accounts`, 'ratio', 'least', 'most'],
    doors.map(({ door, few, many, ratio, spread }) => [
      door,
      ...[few, many].map((seconds) => `${seconds.toFixed(3)} s`),
      ...[ratio, ...spread].map((one) => one.toFixed(2)),
    ]),
  );
}

function loadSummary(handlers: readonly HandlerFigures[]): string {
  const middle = median(handlers.map(loadRatio)).toFixed(2);
  return `Load ratio: median ${middle}, at most ${BARS.medianLoadRatio} wanted, and ${BARS.loadRatio} of each.`;
}

function waitTable(figures: Figures, title: string, show: (onboarding: Onboarding) => string): string {
  const rows = figures.waits.map(({ shape, onboardings }) => [
    shape,
    ...figures.schedules.map((name) => {
      const onboarding = onboardings.find(({ schedule }) => schedule === name);
      return onboarding ? show(onboarding) : '-';
    }),
  ]);
  return renderTable([title, ...figures.schedules], rows);
}

function priceSummary({ waits, memoryMb }: Figures): string {
  const { fromMinute, toMinute } = BARS;
  const expected = waits.find(({ shape }) => shape === uniform(fromMinute, toMinute).name);
  const price = expected?.onboardings[0]?.price;
  const cents = (dollars = 0) => (dollars * 100).toFixed(3);
  return [
    `Ours at ${fromMinute} to ${toMinute} min: ${cents(price?.stepFunctions)} for transitions, ${cents(price?.lambdaRequests)} for Lambda's requests, ${cents(price?.lambdaDuration)} for its time.`,
    `us-east-1, no free tier: $${(PRICES.perTransition * 1000).toFixed(3)} per 1,000 transitions, $${(PRICES.perRequest * 1_000_000).toFixed(2)} per million requests, $${PRICES.perGbSecond} per GB-second (arm64).`,
    `${memoryMb} MB as in the stacks; assumed: ${ASSUMED_SECONDS} s billed per invocation. Not in it: ${NOT_PRICED}.`,
  ].join('\n');
}
