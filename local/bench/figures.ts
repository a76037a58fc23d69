import { missedByDoor, missedByHandler, missedBySchedule, type HandlerFigures } from './bars.ts';
import { onboardingOf, type WorkflowCounts } from './counts.ts';
import type { DoorFigures } from './fleet.ts';
import { priceOf, type Price } from './price.ts';
import { missedByReconcile, predictLarge } from './reconcile/bars.ts';
import type { ReconcileFigures } from './reconcile/measure.ts';
import type { Prediction } from './reconcile/predicted.ts';
import { ownSchedule, peerSchedules, type Schedule } from './schedules.ts';
import { meanWait, type Wait } from './wait.ts';

/** What was measured, of which all else follows. */
export interface Measured {
  handlers: HandlerFigures[];
  /** Handlers that have a name and no file, or no function in the stacks, yet. */
  unmeasured: string[];
  counts: WorkflowCounts;
  /** The functions' memory in the stacks. */
  memoryMb: number;
  /** Each door in worlds of few and of many accounts. */
  doors: DoorFigures[];
  /** A fleet that reconcile connects. */
  reconcile: ReconcileFigures;
}

/** One schedule's onboarding when the scraper is ready within a stretch of minutes: means over it. */
export interface Onboarding extends Wait {
  schedule: string;
  /** Only of a schedule that is the workflow's. */
  transitions?: number;
  price?: Price;
}

/** Minutes from CreateScraper's answer to ACTIVE, each as likely; a schedule that gives up before the end is not among the onboardings. */
export interface Stretch {
  fromMinute: number;
  toMinute: number;
  onboardings: Onboarding[];
}

export interface Figures extends Measured {
  schedules: string[];
  stretches: Stretch[];
  /** Of a fleet that is larger than what is measured. */
  prediction: Prediction;
  /** A sentence per bar that is missed. */
  missed: string[];
}

const STRETCHES = [
  [5, 10],
  [10, 15],
  [15, 20],
  [20, 25],
  [25, 30],
  [30, 35],
  [35, 40],
  [15, 25],
  [5, 40],
] as const;

export function figuresOf(measured: Measured): Figures {
  const [ours, peers] = [ownSchedule(), peerSchedules()];
  const schedules = [ours, ...peers];
  const prediction = predictLarge();
  const onboardings = (from: number, to: number) =>
    schedules.flatMap((schedule) => onboarding(schedule, measured, from, to));
  return {
    ...measured,
    schedules: schedules.map(({ name }) => name),
    stretches: STRETCHES.map(([fromMinute, toMinute]) => ({
      fromMinute,
      toMinute,
      onboardings: onboardings(fromMinute * 60, toMinute * 60),
    })),
    prediction,
    missed: [
      ...measured.handlers.flatMap(missedByHandler),
      ...measured.doors.flatMap(missedByDoor),
      ...missedBySchedule(ours, peers),
      ...missedByReconcile(measured.reconcile, prediction),
    ],
  };
}

function onboarding(schedule: Schedule, { counts, memoryMb }: Measured, from: number, to: number): Onboarding[] {
  const wait = meanWait(schedule.looks, from, to);
  if (wait === undefined) return [];
  if (!schedule.inWorkflow) return [{ schedule: schedule.name, ...wait }];
  const { transitions, invocations } = onboardingOf(counts, wait.calls);
  return [{ schedule: schedule.name, ...wait, transitions, price: priceOf({ transitions, invocations }, memoryMb) }];
}
