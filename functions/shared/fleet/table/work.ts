import * as z from 'zod/mini';
import { AwsUnavailable } from '../../errors.ts';
import { lookRange, type LookRange } from '../seen.ts';
import type { FleetItems } from './fleetItems.ts';
import { ITEMS } from './storedRun.ts';

const text = z.string();

/** An account to look at, and the pairs that the table has of its clusters. */
const pairWork = z.object({
  accountId: text,
  /** What the table has of it; `isLeft`: it was begun, and never came to stand. */
  known: z.array(z.object({ clusterArn: text, workspaceArn: text, isLeft: z.exactOptional(z.boolean()) })),
});
/** What a look of kind `pairs` is about: an account, with the pairs that the table knows there. */
export type PairWork = z.infer<typeof pairWork>;

/** A workspace to ask, and the ids of the connections to it that are established. */
const workspaceWork = z.object({ workspaceArn: text, ids: z.array(text) });
/** What a look of kind `workspaces` is about: a workspace, with the connections to ask it for. */
export type WorkspaceWork = z.infer<typeof workspaceWork>;

/** An account of workspaces, whose roles are counted. */
const accountWork = z.object({ accountId: text });
/** What a look of kind `accounts` is about: an account whose roles are counted against its quota. */
export type AccountWork = z.infer<typeof accountWork>;

/** All that a run looks at: cut into ranges, and read range by range from the table. */
export interface FleetWork {
  pairs: PairWork[];
  workspaces: WorkspaceWork[];
  accounts: AccountWork[];
}
const KINDS = lookRange.shape.kind.options;
const batch = <T>(one: z.ZodMiniType<T>) => z.object({ startedAt: text, things: z.array(one) });
const BATCHES = { pairs: batch(pairWork), workspaces: batch(workspaceWork), accounts: batch(accountWork) } as const;

/** How many things one invocation looks at, all at once. A batch is an item of the table, which the state machine knows by numbers. */
export const BATCH = 10;

function batchKey(kind: LookRange['kind'], from: number): string {
  return `${ITEMS.batch}${kind}#${from}`;
}

/** Where what was seen of something is written. */
export const seenKey = {
  pairs: ({ accountId }: { accountId: string }) => `${ITEMS.pair}${accountId}`,
  workspaces: ({ workspaceArn }: { workspaceArn: string }) => `${ITEMS.workspace}${workspaceArn}`,
  accounts: ({ accountId }: { accountId: string }) => `${ITEMS.account}${accountId}`,
} as const;

/** What a run leaves in the table is of no use after a month, whatever became of its accounts since: seconds since the epoch. */
export function expiryOf(startedAt: string): number {
  return Math.floor(Date.parse(startedAt) / 1000) + 30 * 24 * 3600;
}

/** Writes a run's work in batches. @returns the ranges that the state machine hands out */
export async function writeWork(items: FleetItems, work: FleetWork, startedAt: string): Promise<LookRange[]> {
  const expires = expiryOf(startedAt);
  const ranges = KINDS.flatMap((kind) =>
    Array.from({ length: Math.ceil(work[kind].length / BATCH) }, (_, n) => ({
      kind,
      from: n * BATCH,
      to: Math.min((n + 1) * BATCH, work[kind].length),
    })),
  );
  for (let at = 0; at < ranges.length; at += BATCH) {
    const some = ranges.slice(at, at + BATCH);
    await Promise.all(
      some.map(({ kind, from, to }) =>
        items.put(batchKey(kind, from), { startedAt, things: work[kind].slice(from, to) }, expires),
      ),
    );
  }
  return ranges;
}

/**
 * The part of the run's work that a range is: of one kind.
 * @param executionArn the run's; another's batch is none of its work.
 * @throws AwsUnavailable when the table does not have it.
 */
export async function readWork(
  items: FleetItems,
  { kind, from, to }: LookRange,
  executionArn: string,
): Promise<Partial<FleetWork> & { startedAt: string }> {
  const start = from - (from % BATCH);
  const item = await items.get(batchKey(kind, start));
  const found = item?.run === executionArn ? BATCHES[kind].safeParse(item.value).data : undefined;
  if (found === undefined)
    throw new AwsUnavailable(`The table has no batch ${start} of ${kind} of this run: another one has begun since.`);
  return { startedAt: found.startedAt, [kind]: found.things.slice(from - start, to - start) };
}
