import { connectionNames } from '../../names.ts';
import type { SeenCluster, SeenScraper } from '../seen.ts';
import type { PairWork } from '../table/work.ts';
import type { FleetConfiguration } from './facts.ts';
import { isOurs } from './subjects.ts';
import { hintedWorkspace } from './wish.ts';

type Known = PairWork['known'][number];

/**
 * The clusters of a pair that DescribeCluster has to be asked about: each of which the hint and what is there do not say the same, and
 * each that has something of ours and no hint, or something that was begun and never came to stand. Where the hint is that a cluster wants
 * what it has, nothing will be concluded of it.
 * @param known the pairs that the table has of the account.
 */
export function clustersToDescribe(
  clusters: readonly SeenCluster[],
  scrapers: readonly SeenScraper[],
  known: readonly Known[],
  configuration: Pick<FleetConfiguration, 'clusterTagKeys' | 'workspaces'>,
  installation: string,
): string[] {
  const own = new Map<string, Set<string>>();
  const add = ({ clusterArn, workspaceArn }: Known): void => {
    own.set(clusterArn, (own.get(clusterArn) ?? new Set()).add(workspaceArn));
  };
  for (const scraper of scrapers) {
    const { clusterArn, workspaceArn, status } = scraper;
    if (clusterArn === undefined || workspaceArn === undefined || status === 'DELETING') continue;
    if (isOurs(scraper, connectionNames(installation, clusterArn, workspaceArn))) add({ clusterArn, workspaceArn });
  }
  const scraped = new Map([...own].map(([arn, workspaces]) => [arn, new Set(workspaces)]));
  known.forEach(add);
  const byArn = new Map(clusters.map((cluster) => [cluster.arn, cluster]));
  const left = new Set(known.flatMap(({ clusterArn, isLeft }) => (isLeft ? [clusterArn] : [])));
  const all = new Set([...byArn.keys(), ...own.keys()]);
  return [...all].filter((arn) => {
    const cluster = byArn.get(arn);
    const hinted = cluster && hintedWorkspace(cluster, configuration);
    const there = own.get(arn);
    if (left.has(arn)) return true;
    if (there === undefined)
      return Object.keys(cluster?.hinted ?? {}).some((key) => configuration.clusterTagKeys.includes(key));
    return !(there.size === 1 && hinted !== undefined && there.has(hinted) && scraped.get(arn)?.has(hinted));
  });
}
