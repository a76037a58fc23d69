import * as z from 'zod/mini';
import { connectionChange } from '../../notice/state/connectionState.ts';
import { fleetPlan } from '../plan.ts';

/** How the keys of the fleet's items begin, or are. */
export const ITEMS = {
  lease: 'lease',
  configuration: 'configuration',
  run: 'run',
  batch: 'batch#',
  plan: 'plan',
  pair: 'pair#',
  workspace: 'workspace#',
  account: 'account#',
  attempt: 'attempt#',
  approval: 'approval#',
} as const;

/** `run`: the accounts that the run is about, and since when it runs (ISO 8601). */
export const storedRun = z.object({
  startedAt: z.string(),
  /** Of the Region's pairs. */
  accounts: z.array(z.string()),
});
/** Written by BeginReconcile, read by PlanReconcile: an account that is in it and was not seen is unreachable. */
export type StoredRun = z.infer<typeof storedRun>;

/** `configuration`: its digest, and when a run first saw it (ISO 8601). */
export const storedConfiguration = z.object({ digest: z.string(), firstSeenAt: z.string() });

/** `attempt#<cluster>`. */
export const storedAttempt = z.object({
  clusterArn: z.string(),
  executionArn: z.string(),
  kind: z.enum(['connect', 'repair']),
  failures: z.number(),
  failedAt: z.exactOptional(z.string()),
  error: z.exactOptional(z.string()),
});

/** `approval#<digest>`: what a plan let wait, and when it was made (ISO 8601). */
export const storedApproval = z.object({
  digest: z.string(),
  at: z.string(),
  evidence: z.array(z.tuple([z.string(), z.string(), z.string()])),
});

/** `plan`: what the last run has decided, and when it began (ISO 8601); of what is well there is the count alone. */
export const storedPlan = z.object({
  at: z.string(),
  isDryRun: z.boolean(),
  plan: fleetPlan,
  /** What people are to be told of connections. */
  changes: z.array(connectionChange),
});
/** Written by PlanReconcile, read by ActOnPlan, EndReconcile and the next run's PlanReconcile. */
export type StoredPlan = z.infer<typeof storedPlan>;
