import * as z from 'zod/mini';
import { lineCounts } from '../logging/lines.ts';

/**
 * What one run of reconcile has seen, as it stands in the table: what AWS answered, and no conclusion from it. What could not be read is
 * told as that; nothing is ever taken for absent because it could not be read.
 */
const text = z.string();
const tags = z.record(text, text);

/** Why something could not be read: the error's name, and what AWS said. */
const problem = z.object({ error: text, message: text });
/** It is in the table and in reports: the message is shortened. */
export type Problem = z.infer<typeof problem>;

/** A cluster of the pair, by whatever names it: the resource tagging API, ListClusters, a scraper. */
const seenCluster = z.object({
  arn: text,
  /** Its tags by the resource tagging API, which shows deleted clusters for hours and new tags late: a hint, and no evidence. */
  hinted: z.exactOptional(tags),
  /** What DescribeCluster answered in this run. Absent of one that nobody had to ask about. */
  described: z.exactOptional(
    z.union([
      /** ISO 8601. */
      z.object({ status: text, createdAt: text, tags }),
      /** ResourceNotFoundException, while ListClusters of the pair answered and did not name it. */
      z.literal('GONE'),
      z.object({ unknown: problem }),
    ]),
  ),
});
/** As a look at its account found it; PlanReconcile reads it from the table. */
export type SeenCluster = z.infer<typeof seenCluster>;

/** A scraper as ListScrapers shows it, ours or not. */
const seenScraper = z.object({
  arn: text,
  status: text,
  statusReason: z.exactOptional(text),
  /** ISO 8601. */
  createdAt: text,
  /** Absent where its source is no cluster, or its destination no workspace. */
  clusterArn: z.exactOptional(text),
  workspaceArn: z.exactOptional(text),
  sourceRoleArn: z.exactOptional(text),
  targetRoleArn: z.exactOptional(text),
  /** How many of its last lines of vended logs there are of each kind, of one that has any. */
  lines: z.exactOptional(lineCounts),
  tags,
});
/** As a look at its account found it, whose settings nobody has read: that would be a call for each. */
export type SeenScraper = z.infer<typeof seenScraper>;

/** An account in the Region of the workflow: what of it was seen in one look. */
export const seenPair = z.union([
  z.object({
    accountId: text,
    clusters: z.array(seenCluster),
    /** All of them, whosever they are: they count towards the quota. */
    scrapers: z.array(seenScraper),
    /** Events that the account's rule could not forward; null where the account forwards none. */
    undelivered: z.union([z.number(), z.null(), z.object({ unknown: problem })]),
    /** Why the tags or the list of clusters could not be read, e.g. since the account stack is older: no new cluster may have been seen. */
    unread: z.exactOptional(z.array(problem)),
  }),
  z.object({ accountId: text, unreachable: problem }),
]);
/** Written by LookAtRange for each account that the run lists. */
export type SeenPair = z.infer<typeof seenPair>;

/** Whose samples a workspace has: of the connections that were asked about, those with a sample in the last minutes. */
export const seenWorkspace = z.union([
  z.object({ workspaceArn: text, asked: z.array(text), fresh: z.array(text) }),
  z.object({ workspaceArn: text, unknown: problem }),
]);
/** Written by LookAtRange for each workspace of an established connection. */
export type SeenWorkspace = z.infer<typeof seenWorkspace>;

/** The roles that an account of workspaces has, against its quota. */
export const seenRoles = z.union([
  z.object({ accountId: text, roles: z.number(), quota: z.number() }),
  z.object({ accountId: text, unknown: problem }),
]);
/** Written by LookAtRange for each account of accepted workspaces. */
export type SeenRoles = z.infer<typeof seenRoles>;

/** One part of the run's work, as the state machine hands it to the function that looks: a range of what the run lists. */
export const lookRange = z.object({
  kind: z.enum(['pairs', 'workspaces', 'accounts']),
  from: z.number(),
  to: z.number(),
});
/** Places in the lists of one kind: `from` is looked at, `to` is not. */
export type LookRange = z.infer<typeof lookRange>;
