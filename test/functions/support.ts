import { deploymentFile, type DeploymentData } from '../../functions/shared/deploymentData.ts';
import type { OnboardState, TaggedConnection } from '../../functions/shared/contract.ts';
import type { Environment } from '../../functions/shared/environment.ts';
import { connectionNames } from '../../functions/shared/names.ts';
import { handlerFile } from '../../local/workflow/lambda/code.ts';
import { taskRoots } from '../../local/workflow/lambda/taskRoot.ts';

/** The happy path that every test here starts from and changes one thing of. */
export const CLUSTER_ARN = 'arn:aws:eks:us-west-2:111111111111:cluster/shop';
export const WORKSPACE_ARN = 'arn:aws:aps:us-west-2:222222222222:workspace/ws-11111111-2222-3333-4444-555555555555';
export const SCRAPER_ARN = 'arn:aws:aps:us-west-2:111111111111:scraper/s-0a0b0c0d-1111-2222-3333-444455556666';
/** A scraper's service-linked role, in the form that DescribeScraper shows. */
export const SCRAPER_ROLE_ARN =
  'arn:aws:iam::111111111111:role/aws-service-role/scraper.aps.amazonaws.com/AWSServiceRoleForAmazonPrometheusScraper_1234abcd-56ef-7';
export const EXECUTION_ARN = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:test';

/** When the executions of the tests started. */
export const STARTED = '2026-01-05T08:00:00.000Z';

export const NAMES = connectionNames('amp-scraper', CLUSTER_ARN, WORKSPACE_ARN);

export const TEST_ENVIRONMENT: Environment = {
  name: 'amp-scraper',
  partition: 'aws',
  accounts: ['111111111111', '222222222222', '555555555555'],
  targetOnlyAccounts: ['555555555555'],
  withdrawn: [],
  workspaces: { central: { arn: WORKSPACE_ARN } },
  draining: [],
  products: {},
  provisionerExternalIds: ['an-external-id'],
  clusterTagKeys: ['amp-scraper-workspace'],
  statusTags: true,
  reservedTagPrefixes: ['dp:'],
  connectionTags: {},
  roleTags: {},
  scraperQuota: 10,
  regionCount: 1,
  reconcile: { takesAway: false, repairDrift: false, maximumNew: 20, heldAccounts: [] },
  connectionsTable: 'amp-scraper-connections',
  region: 'us-west-2',
  taskRoot: '/var/task',
};

const roots = taskRoots();

/** A folder with what lies beside a handler in its bundle. */
export function taskRootOf(data: DeploymentData): string {
  return roots.folderOf(handlerFile('resolveRequest'), deploymentFile(data));
}

export const CONNECTION: TaggedConnection = {
  id: NAMES.id,
  door: 'console',
  clusterArn: CLUSTER_ARN,
  workspaceArn: WORKSPACE_ARN,
  subnetIds: ['subnet-1', 'subnet-2'],
  securityGroupIds: ['sg-1'],
  alias: 'shop',
  tags: {},
  given: [],
  configuration: { from: 'service' },
  requireSamples: false,
  replace: false,
  vpcId: 'vpc-1',
  takenOver: [],
  authenticationMode: 'API_AND_CONFIG_MAP',
  warnings: [],
  prometheusEndpoint: 'https://aps-workspaces.us-west-2.amazonaws.com/workspaces/ws-1/',
};

/** Both roles, the scraper and the trust as they are after a first run's ACTIVE. */
export const STATE: OnboardState = {
  connection: CONNECTION,
  sourceRole: { arn: NAMES.sourceRoleArn, created: true, updated: false, repaired: [] },
  targetRole: { arn: NAMES.targetRoleArn, created: true, updated: false, repaired: [] },
  scraper: {
    scraperId: 's-0a0b0c0d-1111-2222-3333-444455556666',
    arn: SCRAPER_ARN,
    created: true,
    updated: false,
    repaired: [],
    settings: {
      alias: 'shop',
      subnetIds: ['subnet-1', 'subnet-2'],
      securityGroupIds: ['sg-1'],
      configuration: 'sha256:000000000000',
    },
    warnings: [],
    shortestIntervalSeconds: 60,
    progress: { status: 'ACTIVE', waitedSeconds: 1040, waitSeconds: 0, seenPending: true },
  },
  trust: { updated: [], repaired: [] },
};
