import {
  missedByDoor,
  missedByHandler,
  missedByLooks,
  missedByMedian,
  missedBySchedule,
  type HandlerFigures,
} from './bars.ts';
import { onboardingOf, type WorkflowCounts } from './waiting/counts.ts';
import type { DoorFigures } from './fleet.ts';
import { missedByGrowth } from './growth/bars.ts';
import type { Growth } from './growth/measure.ts';
import { priceOf, type Price } from './waiting/price.ts';
import { missedByReconcile, predictLarge } from './reconcile/bars.ts';
import type { ReconcileFigures } from './reconcile/measure.ts';
import type { Prediction } from './reconcile/predicted.ts';
import { ownSchedule, peerSchedules, SHAPES, type Schedule } from './waiting/schedules.ts';
import { uniform, waitOf, type Shape, type Wait } from './waiting/wait.ts';

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
  growth: Growth;
}

/** One schedule's onboarding when the scraper is ready as a shape has it: means over it. */
export interface Onboarding extends Wait {
  schedule: string;
  /** Only of a schedule that is the workflow's. */
  transitions?: number;
  price?: Price;
}

/** The onboardings by each schedule that does not give up before the end of the shape of the time to ACTIVE. */
export interface WaitFigures {
  shape: string;
  onboardings: Onboarding[];
}

/** All that `npm run bench` writes; `missed` is what makes it fail. */
export interface Figures extends Measured {
  schedules: string[];
  waits: WaitFigures[];
  /** Of a fleet that is larger than what is measured. */
  prediction: Prediction;
  /** A sentence per bar that is missed. */
  missed: string[];
}

/** From CreateScraper's answer to ACTIVE: the shapes that are compared, and what they consist of. */
const COMPARED: readonly Shape[] = [
  ...[5, 10, 15, 20, 25, 30, 35].map((minute) => uniform(minute, minute + 5)),
  ...SHAPES,
  uniform(5, 40),
];

/** By the measured load times and calls; schedules and the prediction are computed. */
export function figuresOf(measured: Measured): Figures {
  const [ours, peers] = [ownSchedule(), peerSchedules()];
  const schedules = [ours, ...peers];
  const prediction = predictLarge();
  return {
    ...measured,
    schedules: schedules.map(({ name }) => name),
    waits: COMPARED.map((shape) => ({
      shape: shape.name,
      onboardings: schedules.flatMap((schedule) => onboarding(schedule, measured, shape)),
    })),
    prediction,
    missed: [
      ...measured.handlers.flatMap(missedByHandler),
      ...missedByMedian(measured.handlers),
      ...measured.doors.flatMap(missedByDoor),
      ...missedByLooks(ours),
      ...missedBySchedule(ours, peers),
      ...missedByReconcile(measured.reconcile, prediction),
      ...missedByGrowth(measured.growth),
    ],
  };
}

function onboarding(schedule: Schedule, { counts, memoryMb }: Measured, shape: Shape): Onboarding[] {
  const wait = waitOf(schedule.looks, shape);
  if (wait === undefined) return [];
  if (!schedule.inWorkflow) return [{ schedule: schedule.name, ...wait }];
  const { transitions, invocations } = onboardingOf(counts, wait.calls);
  return [{ schedule: schedule.name, ...wait, transitions, price: priceOf({ transitions, invocations }, memoryMb) }];
}
