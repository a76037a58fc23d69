import { arnParts } from '../../arn.ts';
import { isTaggedOurs } from '../../connection/tags.ts';
import { connectionNames, type ConnectionNames } from '../../names.ts';
import type { SeenCluster, SeenScraper } from '../seen.ts';
import type { FleetConnection, FleetFacts } from './facts.ts';
import { wishOf, type Wish } from './wish.ts';

/** A cluster and a workspace that something or somebody connects: a cluster's tag, the table, a scraper of ours. */
export interface Subject {
  names: ConnectionNames;
  wish: Wish;
  cluster: SeenCluster | undefined;
  item: FleetConnection | undefined;
  /** Ours between the two, the ACTIVE one first; those that are going are none. */
  scrapers: readonly SeenScraper[];
  /** Somebody else's between the two. */
  foreign: readonly SeenScraper[];
}

type Pair = Pick<FleetConnection, 'clusterArn' | 'workspaceArn'>;
type Between = Pick<SeenScraper, 'clusterArn' | 'workspaceArn'>;

/**
 * Every pair of ARNs that anything speaks of in the accounts that answered, in the order of their ids.
 * @param facts Of an account that did not answer nothing is concluded, and its connections are no subjects.
 */
export function subjectsOf(facts: FleetFacts): Subject[] {
  const clusters = new Map<string, SeenCluster>();
  const scrapers: SeenScraper[] = [];
  const answered = new Set<string>();
  for (const pair of facts.pairs) {
    if ('unreachable' in pair) continue;
    answered.add(pair.accountId);
    scrapers.push(...pair.scrapers);
    for (const cluster of pair.clusters) clusters.set(cluster.arn, cluster);
  }
  const items = facts.connections.filter(({ clusterArn }) => answered.has(arnParts(clusterArn).accountId));
  const wishes = new Map([...clusters].map(([arn, cluster]) => [arn, wishOf(cluster, facts.configuration)]));
  const found = new Map<string, ConnectionNames>();
  const add = (pair: Pair): void => {
    const names = connectionNames(facts.installation, pair.clusterArn, pair.workspaceArn);
    found.set(names.id, names);
  };
  items.forEach(add);
  for (const [clusterArn, wish] of wishes) {
    if (wish.kind === 'wants') add({ clusterArn, workspaceArn: wish.workspaceArn });
  }
  for (const scraper of scrapers) {
    const names = namesOf(scraper, facts.installation);
    if (names !== undefined && isOurs(scraper, names)) found.set(names.id, names);
  }
  const byPair = groupByPair(scrapers);
  return [...found.values()]
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .map((names) => {
      const between = byPair.get(pairKey(names)) ?? [];
      return {
        names,
        cluster: clusters.get(names.clusterArn),
        wish: wishes.get(names.clusterArn) ?? wishOf(undefined, facts.configuration),
        item: items.find(({ connectionId }) => connectionId === names.id),
        scrapers: between.filter((one) => isOurs(one, names)).toSorted(activeFirst),
        foreign: between.filter((one) => !isOurs(one, names)),
      };
    });
}

function pairKey({ clusterArn, workspaceArn }: Between): string {
  return `${clusterArn} ${workspaceArn}`;
}

function groupByPair(scrapers: readonly SeenScraper[]): Map<string, SeenScraper[]> {
  const byPair = new Map<string, SeenScraper[]>();
  for (const scraper of scrapers) {
    if (scraper.status === 'DELETING') continue;
    const key = pairKey(scraper);
    byPair.set(key, [...(byPair.get(key) ?? []), scraper]);
  }
  return byPair;
}

function namesOf({ clusterArn, workspaceArn }: SeenScraper, installation: string): ConnectionNames | undefined {
  if (clusterArn === undefined || workspaceArn === undefined) return undefined;
  return connectionNames(installation, clusterArn, workspaceArn);
}

/** By what AWS says of its source, destination and roles; a tag alone makes nothing ours that has roles of others. */
export function isOurs(scraper: SeenScraper, names: ConnectionNames): boolean {
  return hasOurRole(scraper, names) || (scraper.sourceRoleArn === undefined && isTaggedOurs(scraper.tags, names));
}

function hasOurRole({ sourceRoleArn, targetRoleArn }: SeenScraper, names: ConnectionNames): boolean {
  return sourceRoleArn === names.sourceRoleArn || targetRoleArn === names.targetRoleArn;
}

function activeFirst(one: SeenScraper, other: SeenScraper): number {
  const rank = ({ status }: SeenScraper) => (status === 'ACTIVE' ? 0 : 1);
  return rank(one) - rank(other) || (one.arn < other.arn ? -1 : 1);
}
