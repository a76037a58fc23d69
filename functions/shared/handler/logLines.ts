import * as z from 'zod/mini';
import { output } from '../contract.ts';
import { inventory } from '../fleet/inventory.ts';
import { BAD_ENDS } from '../notice/badEnds.ts';

const failure = z.object({
  errorName: z.string(),
  reason: z.exactOptional(z.string()),
  findings: z.exactOptional(z.array(z.string())),
});

/**
 * Every line that a function writes, with the fields that it has beside the invocation's own. Handlers write no other, and the
 * metrics are counted from these: a message or a field that changes here changes in their filters.
 */
export const LOG_LINES = {
  /** The last line of an invocation that ended well. */
  done: { level: 'info', message: 'done', fields: z.object({}) },
  /** How an execution ends that ends well: once in each, by the handler whose result has the execution's output. */
  outcome: { level: 'info', message: 'outcome', fields: z.pick(output, { outcome: true, door: true }) },
  /** `waitedSeconds`: from when the scraper began to be made ready; 0 for one that was ready at the first look. */
  scraperActive: {
    level: 'info',
    message: 'the scraper is ACTIVE',
    fields: z.object({ waitedSeconds: z.number() }),
  },
  scraperNotWhole: {
    level: 'info',
    message: 'an ACTIVE scraper is not whole',
    fields: z.object({ reason: z.string() }),
  },
  /** An event is ignored for it: an account of the configuration without its account stack. */
  neverAnswered: {
    level: 'warn',
    message: 'an event of an account whose provisioner has never answered',
    fields: z.object({ accountId: z.string() }),
  },
  /** Of a connection that its cluster's tag does not want, beyond what tags may take away in an hour. */
  leftToReconcile: { level: 'warn', message: 'a removal was left to reconcile', fields: z.object({}) },
  /**
   * How the fleet is, once in each run of reconcile that ends well. `held`: removals that wait for an approval. `oldestSeconds`: for how
   * long runs have seen the oldest thing that is not done. The quotas are of the account that has used most of it.
   */
  reconciled: {
    level: 'info',
    message: 'reconciled',
    fields: z.object({
      isDryRun: z.boolean(),
      classes: inventory,
      held: z.number(),
      oldestSeconds: z.number(),
      scraperQuotaPercent: z.number(),
      roleQuotaPercent: z.number(),
    }),
  },
  /** An account or a workspace that a run learns nothing of, or too little. */
  notLookedAt: {
    level: 'warn',
    message: 'it could not be looked at',
    fields: z.extend(failure, { what: z.string() }),
  },
  leaseNotHeld: { level: 'warn', message: 'the lease was not held any more', fields: z.object({}) },
  queryFailed: {
    level: 'warn',
    message: 'the workspace could not be asked',
    fields: z.object({ reason: z.string() }),
  },
  /** The execution that a product's operation waits for; the next look may see it. */
  notSeen: { level: 'warn', message: 'the execution could not be looked at', fields: failure },
  /** Of an execution, by the function that writes its mail: once in each, unless the event came twice or Lambda tried it again. */
  endedBadly: {
    level: 'warn',
    message: 'an execution ended badly',
    fields: z.object({ status: z.enum(BAD_ENDS), errorName: z.string(), fault: z.enum(['REQUESTER', 'PLATFORM']) }),
  },
  /** An event or a cluster's tags that were not written: of the account's stack, or of AWS. */
  notTold: {
    level: 'warn',
    message: 'it could not be told',
    fields: z.extend(failure, { what: z.string(), accountId: z.string(), code: z.exactOptional(z.string()) }),
  },
  /** After the SDK's own attempts; what failed is the next line. `operation`: e.g. `iam:CreateRole`. */
  throttled: {
    level: 'warn',
    message: 'AWS refused a call as one too many',
    fields: z.object({ operation: z.string(), accountId: z.string() }),
  },
  /** An error of the closed set. */
  failed: { level: 'error', message: 'failed', fields: failure },
  /** CloudFormation is told that its operation failed; what failed is counted where it did. */
  operationFailed: { level: 'error', message: 'the operation failed', fields: z.object({ errorName: z.string() }) },
  failedUnexpectedly: {
    level: 'error',
    message: 'failed unexpectedly',
    fields: z.object({ errorName: z.string(), error: z.object({ message: z.string() }) }),
  },
} as const;
/** A line's name in the registry; its message is what a saved query or a metric filter looks for. */
export type LogLine = keyof typeof LOG_LINES;
/** A line's own fields, without those that every line of an invocation has. */
export type LogFields<Name extends LogLine> = z.infer<(typeof LOG_LINES)[Name]['fields']>;

/** Writes one of the registry's lines. */
export type Log = <Name extends LogLine>(name: Name, fields: LogFields<Name>) => void;
