import { withinShare } from '../../aws/deadline.ts';
import { ampClient } from '../../aws/services/amp.ts';
import { eksClient } from '../../aws/services/eks.ts';
import type { HandlerContext } from '../../handler/handler.ts';
import type { LineCounts } from '../../logging/lines.ts';
import { readLines } from '../../logging/readLines.ts';
import { tagKeys, tagPrefix } from '../../names.ts';
import { listWithoutSettings, type ListedScraper } from '../../scraper/listed.ts';
import { clustersToDescribe } from '../rules/describing.ts';
import type { SeenCluster, SeenPair, SeenScraper } from '../seen.ts';
import type { PairWork } from '../table/work.ts';
import { clusterName, describeCluster, listClusters } from './clusters.ts';
import { hintedTags } from './hints.ts';
import { problemOf, readOr, type Read } from './problem.ts';
import { undeliveredEvents } from './undelivered.ts';

/** Calls of EKS at once in one account: its rates are published nowhere. */
const DESCRIBED_AT_ONCE = 10;

/**
 * An account in the Region. Its scrapers are the inventory: where they cannot be listed the account is unreachable. What else cannot be
 * read leaves that part unknown; where nobody hints at tags, every cluster is described. So is one that is hinted at and not listed, which
 * is gone, most likely: a hint that it wants what it has would leave its scraper there for as long as its ghost is shown.
 */
export async function lookAtPair(work: PairWork, startedAt: string, context: HandlerContext): Promise<SeenPair> {
  const { accountId } = work;
  const { partition, name: installation } = context.environment;
  try {
    const session = context.session(partition);
    const eks = eksClient(session, accountId);
    const [summaries, hints, listed, undelivered] = await Promise.all([
      listWithoutSettings(ampClient(session, accountId)),
      readOr(hintedTags(session, partition, accountId), context),
      readOr(listClusters(eks), context),
      readOr(undeliveredEvents(session, { partition, installation }, accountId), context),
    ]);
    const scrapers = await withLines(
      summaries.map((one) => seenScraper(one, context)),
      () => readLines(session, { installation, partition }, { accountId, until: Date.parse(startedAt) / 1000 }),
      context,
    );
    const found = clustersOf(hints, listed, work, context);
    const names = 'value' in listed ? new Set(listed.value) : undefined;
    const suspected = names === undefined ? [] : found.filter(({ arn }) => !names.has(clusterName(arn)));
    const asked = 'value' in hints ? toDescribe(found, scrapers, work, context) : found.map(({ arn }) => arn);
    const all = new Set([...asked, ...suspected.map(({ arn }) => arn)]);
    const described = await inTurn([...all], DESCRIBED_AT_ONCE, async (arn) => ({
      arn,
      described: withOwnTags(await describeCluster(eks, arn, names, context), context),
    }));
    const unread = [hints, listed].flatMap((one) => ('unknown' in one ? [one.unknown] : []));
    return {
      accountId,
      clusters: merged(found, described),
      scrapers,
      undelivered: 'value' in undelivered ? undelivered.value : undelivered,
      ...(unread.length === 0 ? {} : { unread }),
    };
  } catch (error) {
    return { accountId, unreachable: problemOf(error, context) };
  }
}

/** Of tags only those that mean something here: the others are nobody's business, and many. */
function ownTags(tags: Record<string, string>, { environment: { name, clusterTagKeys } }: HandlerContext) {
  const isOwn = (key: string) => clusterTagKeys.includes(key) || key.startsWith(tagPrefix(name));
  return Object.fromEntries(Object.entries(tags).filter(([key]) => isOwn(key)));
}

type Described = NonNullable<SeenCluster['described']>;

function withOwnTags(described: Described, context: HandlerContext): Described {
  if (described === 'GONE' || 'unknown' in described) return described;
  return { ...described, tags: ownTags(described.tags, context) };
}

function seenScraper(summary: ListedScraper, context: HandlerContext): SeenScraper {
  const { arn, status, statusReason, createdAt, source, destination, roleConfiguration, tags = {} } = summary;
  const { clusterArn } = source.eksConfiguration ?? {};
  const { workspaceArn } = destination.ampConfiguration ?? {};
  const { sourceRoleArn, targetRoleArn } = roleConfiguration ?? {};
  return {
    arn,
    status: status.statusCode,
    ...(statusReason === undefined ? {} : { statusReason }),
    createdAt: createdAt.toISOString(),
    ...(clusterArn === undefined ? {} : { clusterArn }),
    ...(workspaceArn === undefined ? {} : { workspaceArn }),
    ...(sourceRoleArn === undefined ? {} : { sourceRoleArn }),
    ...(targetRoleArn === undefined ? {} : { targetRoleArn }),
    tags: ownTags(tags, context),
  };
}

/** Of an account's last lines, what they can have. */
const LINES_SHARE = 1 / 2;

/**
 * The scrapers, with what the last lines of each can be. Asked where one of ours scrapes; why they could not be read is nobody's business, as
 * in an account whose stacks are older.
 */
async function withLines(
  scrapers: SeenScraper[],
  read: () => Promise<Map<string, LineCounts>>,
  { environment: { name } }: HandlerContext,
): Promise<SeenScraper[]> {
  const { connection } = tagKeys(name);
  if (!scrapers.some(({ status, tags }) => status === 'ACTIVE' && Object.hasOwn(tags, connection))) return scrapers;
  const counts = await withinShare(LINES_SHARE, read).catch(() => new Map<string, LineCounts>());
  return scrapers.map((one) => {
    const lines = counts.get(one.arn.slice(one.arn.lastIndexOf('/') + 1));
    return lines === undefined ? one : { ...one, lines };
  });
}

/** By whatever names them. Of one that a scraper or the table alone names, DescribeCluster says whether it is there. */
function clustersOf(
  hints: Read<Map<string, Record<string, string>>>,
  listed: Read<string[]>,
  { accountId }: PairWork,
  context: HandlerContext,
): SeenCluster[] {
  const { partition, region } = context.environment;
  const prefix = `arn:${partition}:eks:${region}:${accountId}:cluster/`;
  const hinted = 'value' in hints ? hints.value : new Map<string, Record<string, string>>();
  const names = 'value' in listed ? listed.value.map((name) => `${prefix}${name}`) : [];
  const arns = new Set([...hinted.keys(), ...names].filter((arn) => arn.startsWith(prefix)));
  return [...arns].map((arn) => {
    const tags = hinted.get(arn);
    return { arn, ...(tags === undefined ? {} : { hinted: ownTags(tags, context) }) };
  });
}

function toDescribe(
  clusters: readonly SeenCluster[],
  scrapers: readonly SeenScraper[],
  { known }: PairWork,
  { environment }: HandlerContext,
): string[] {
  return clustersToDescribe(clusters, scrapers, known, environment, environment.name);
}

function merged(found: readonly SeenCluster[], described: readonly SeenCluster[]): SeenCluster[] {
  const byArn = new Map(found.map((one) => [one.arn, one]));
  for (const one of described) byArn.set(one.arn, { ...byArn.get(one.arn), ...one });
  return [...byArn.values()];
}

/** So many at once, in order. */
async function inTurn<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += atOnce)
    results.push(...(await Promise.all(items.slice(from, from + atOnce).map(run))));
  return results;
}
