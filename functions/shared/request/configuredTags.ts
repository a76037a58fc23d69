import type { DeploymentData } from '../deploymentData.ts';

interface ConfiguredTags {
  tags: Record<string, string>;
  /** Of each that the cluster has nothing for, what an output says. */
  warnings: string[];
}

/**
 * What the configuration has set on a connection's roles and scraper, whichever door asks: a fixed value, or that of a tag which the
 * cluster has now. A tag that the cluster does not have is set on neither, which is told: where a policy of the organization demands it,
 * AWS refuses the first role, and nothing is made.
 */
export function configuredTags(
  { connectionTags }: Pick<DeploymentData, 'connectionTags'>,
  clusterArn: string,
  clusterTags: Readonly<Record<string, string>>,
): ConfiguredTags {
  const found = Object.entries(connectionTags).map(([key, from]) => ({ key, from, value: valueOf(from, clusterTags) }));
  return {
    tags: Object.fromEntries(found.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value]]))),
    warnings: found.flatMap(({ key, from, value }) =>
      typeof from === 'string' || value !== undefined
        ? []
        : [
            `Cluster ${clusterArn} has no tag ${from.clusterTag}, which connectionTags of the configuration copies: ` +
              `neither the roles nor the scraper get the tag ${key} from it. Tag the cluster and run again.`,
          ],
    ),
  };
}

function valueOf(
  from: DeploymentData['connectionTags'][string],
  clusterTags: Readonly<Record<string, string>>,
): string | undefined {
  if (typeof from === 'string') return from;
  return Object.hasOwn(clusterTags, from.clusterTag) ? clusterTags[from.clusterTag] : undefined;
}
