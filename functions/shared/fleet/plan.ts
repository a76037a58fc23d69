import * as z from 'zod/mini';
import { FLEET_CLASSES } from './fleetClasses.ts';

const text = z.string();

/** One thing of the fleet: where it is, in which class, and why, in a sentence that a person reads. */
const fleetEntry = z.object({
  class: z.enum(FLEET_CLASSES),
  accountId: text,
  clusterArn: z.exactOptional(text),
  workspaceArn: z.exactOptional(text),
  scraperArn: z.exactOptional(text),
  connectionId: z.exactOptional(text),
  /** Whose it is, of a connection that the table or a scraper's tags know. */
  door: z.exactOptional(text),
  why: text,
  /** When a run first saw that it is not done (ISO 8601), of what is to be. */
  since: z.exactOptional(text),
});
/** Of the plan and of the inventory; a report has one line of it. */
export type FleetEntry = z.infer<typeof fleetEntry>;

/**
 * What is to be started. `connect` and `repair` start onboard by the cluster's tag, `repair` also where a scraper is ACTIVE already;
 * `disconnect` starts offboard by the cluster's tag, `bury` offboard of a cluster that is gone, `clean` offboard of what one execution left.
 */
export const fleetAction = z.object({
  kind: z.enum(['connect', 'repair', 'disconnect', 'bury', 'clean']),
  clusterArn: text,
  workspaceArn: text,
  connectionId: text,
  /** Of `clean`: the execution whose things are to go. */
  executionArn: z.exactOptional(text),
  why: text,
});
/** ActOnPlan starts one execution for it. */
export type FleetAction = z.infer<typeof fleetAction>;

/** What is not started in this run though it should be, and what it waits for. */
export const heldBack = z.object({
  action: fleetAction,
  /**
   * `approval`: beyond what a run may take away; `successor`: until the connection that the tag names instead is there; the others say which
   * limit.
   */
  reason: z.enum([
    'approval',
    'successor',
    'notConfigured',
    'youngConfiguration',
    'maximumNew',
    'fairShare',
    'rate',
    'scraperQuota',
    'roleQuota',
    'backoff',
  ]),
  why: text,
});
/** Counted by its reason in the output; `approval` is what a digest stands for. */
export type HeldBack = z.infer<typeof heldBack>;

/** What a run has decided: the same facts make the same plan. */
export const fleetPlan = z.object({
  entries: z.array(fleetEntry),
  actions: z.array(fleetAction),
  held: z.array(heldBack),
  /** Of what waits for approval: which connections would go, by what evidence. Absent when nothing does. */
  digest: z.exactOptional(text),
});
/** Made by PlanReconcile, carried out by ActOnPlan, told by EndReconcile. */
export type FleetPlan = z.infer<typeof fleetPlan>;
