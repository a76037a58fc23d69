import * as z from 'zod/mini';
import { InvalidRequest } from '../errors.ts';
import { FLEET_CLASSES } from './fleetClasses.ts';
import { fleetAction, heldBack } from './plan.ts';
import { lookRange } from './seen.ts';

const text = z.string();

/** What a console's execution of reconcile is asked for; the schedule asks for nothing. */
export const reconcileRequest = z.strictObject({
  /** Only to say what a run would do. */
  dryRun: z.exactOptional(z.boolean()),
  /** The digest of what waits for approval, as the plan showed it. */
  approve: z.exactOptional(text),
});
type ReconcileRequest = z.infer<typeof reconcileRequest>;

/** @throws InvalidRequest with all that is wrong with an execution's input. */
export function readReconcileRequest(input: unknown): ReconcileRequest {
  const { success, data, error } = reconcileRequest.safeParse(input);
  if (success) return data;
  throw new InvalidRequest(
    error.issues.map(({ path, message }) => ({
      path: path.map(String).join('.') || '(request)',
      problem: message,
      remedy: 'Start reconcile with {}, {"dryRun": true} or {"approve": "<digest>"}',
    })),
  );
}

/** Of each class of the fleet, how many there are; classes without any are absent. */
const counts = z.partialRecord(z.enum(FLEET_CLASSES), z.number());
/** Of each reason, how many executions are held back for it. */
const held = z.partialRecord(heldBack.shape.reason, z.number());
/** Of each kind, how many executions are started. */
const started = z.partialRecord(fleetAction.shape.kind, z.number());

/** How a run of reconcile ends, as its execution's output. */
export const reconcileOutput = z.object({
  /** `PLANNED` of a dry run; `IGNORED` where another one is at work. */
  outcome: z.enum(['RECONCILED', 'PLANNED', 'IGNORED']),
  reason: z.exactOptional(text),
  counts: z.exactOptional(counts),
  started: z.exactOptional(started),
  held: z.exactOptional(held),
  /** Of what waits for approval. */
  digest: z.exactOptional(text),
  warnings: z.array(text),
  /** What a person reads, in lines of 80 columns, as far as an output has room. */
  report: z.exactOptional(z.array(text)),
});
/** Output of EndReconcile, and of Ignored. */
export type ReconcileOutput = z.infer<typeof reconcileOutput>;

/** BeginReconcile's result: the run's work in ranges, or why there is none. */
export const begunReconcile = z.union([
  z.object({
    decision: z.literal('LOOK'),
    ranges: z.array(lookRange),
  }),
  z.object({ decision: z.literal('IGNORE'), output: reconcileOutput }),
]);
/** Begun? reads `decision`, Look goes over `ranges`. */
export type BegunReconcile = z.infer<typeof begunReconcile>;

/** What stands of a plan between the states: the table has the plan itself. */
export const plannedReconcile = z.object({
  /** `END` of a dry run, and where nothing is to be started. */
  next: z.enum(['ACT', 'END']),
  counts,
  held,
  digest: z.exactOptional(text),
  warnings: z.array(text),
  /** What the run's line of the log has beside the counts. */
  told: z.object({
    /** Since when the oldest thing has been seen to be not done. */
    oldestSeconds: z.number(),
    scraperQuotaPercent: z.number(),
    roleQuotaPercent: z.number(),
  }),
});
/** Result of PlanReconcile: ToAct? reads `next`, EndReconcile the rest. */
export type PlannedReconcile = z.infer<typeof plannedReconcile>;

/** Where ActOnPlan stands: it starts what fits its time and goes on from there. */
export const actedReconcile = z.object({
  next: z.enum(['ACT', 'END']),
  /** How many of the plan's actions are done with. */
  done: z.number(),
  started,
});
/** Result of ActOnPlan and its next input: Acted? reads `next`. */
export type ActedReconcile = z.infer<typeof actedReconcile>;
