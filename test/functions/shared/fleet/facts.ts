import { connectionNames } from '../../../../functions/shared/names.ts';
import type {
  FleetConfiguration,
  FleetConnection,
  FleetFacts,
} from '../../../../functions/shared/fleet/rules/facts.ts';
import type { SeenCluster, SeenPair, SeenScraper } from '../../../../functions/shared/fleet/seen.ts';

export const NOW = '2026-03-02T12:00:00.000Z';
export const KEY = 'amp-scraper-workspace';
export const [SHOP, OFFICE, HUB] = ['111111111111', '444444444444', '222222222222'] as const;
export const CENTRAL = `arn:aws:aps:us-west-2:${HUB}:workspace/ws-central`;
export const SECOND = `arn:aws:aps:us-west-2:${HUB}:workspace/ws-second`;

export const clusterArn = (name: string, account: string = SHOP): string =>
  `arn:aws:eks:us-west-2:${account}:cluster/${name}`;
export const namesOf = (cluster: string, workspace: string = CENTRAL) =>
  connectionNames('amp-scraper', cluster, workspace);

export const configuration = (change: Partial<FleetConfiguration> = {}): FleetConfiguration => ({
  firstSeenAt: '2026-02-01T00:00:00.000Z',
  clusterTagKeys: [KEY],
  workspaces: { central: { arn: CENTRAL }, second: { arn: SECOND } },
  draining: [],
  heldAccounts: [],
  withdrawn: [],
  scraperQuota: 10,
  takesAway: true,
  repairDrift: true,
  maximumNew: 20,
  regions: 1,
  ...change,
});

/** A cluster as DescribeCluster has it, with the tag's value or none. */
export const cluster = (arn: string, value?: string, change: Partial<SeenCluster> = {}): SeenCluster => ({
  arn,
  described: {
    status: 'ACTIVE',
    createdAt: '2026-01-01T00:00:00.000Z',
    tags: value === undefined ? {} : { [KEY]: value },
  },
  ...change,
});

export const scraper = (arn: string, change: Partial<SeenScraper> = {}, workspace: string = CENTRAL): SeenScraper => {
  const names = namesOf(arn, workspace);
  return {
    arn: `arn:aws:aps:us-west-2:${names.sourceAccountId}:scraper/s-${names.id}`,
    status: 'ACTIVE',
    createdAt: '2026-01-02T00:00:00.000Z',
    clusterArn: arn,
    workspaceArn: workspace,
    sourceRoleArn: names.sourceRoleArn,
    targetRoleArn: names.targetRoleArn,
    tags: {
      [names.tagKeys.connection]: names.id,
      [names.tagKeys.door]: 'tag',
      [names.tagKeys.execution]: EXECUTION,
    },
    ...change,
  };
};
export const EXECUTION = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:made-it';

export const item = (
  arn: string,
  change: Partial<FleetConnection> = {},
  workspace: string = CENTRAL,
): FleetConnection => ({
  connectionId: namesOf(arn, workspace).id,
  clusterArn: arn,
  workspaceArn: workspace,
  door: 'tag',
  established: true,
  holderRuns: false,
  ...change,
});

export const pair = (accountId: string, clusters: SeenCluster[] = [], scrapers: SeenScraper[] = []): SeenPair => ({
  accountId,
  clusters,
  scrapers,
  undelivered: 0,
});

export const facts = (change: Partial<FleetFacts> = {}): FleetFacts => ({
  now: NOW,
  installation: 'amp-scraper',
  accounts: (change.pairs ?? []).map(({ accountId }) => accountId),
  pairs: [],
  workspaces: [],
  roles: [],
  connections: [],
  attempts: [],
  configuration: configuration(),
  ...change,
});

/** So many hours before `NOW`. */
export const hoursAgo = (hours: number): string => new Date(Date.parse(NOW) - hours * 3_600_000).toISOString();
