import {
  CreateScraperCommand,
  CreateWorkspaceCommand,
  DeleteScraperCommand,
  DeleteScraperLoggingConfigurationCommand,
  DescribeWorkspaceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateScraperCommand,
  UpdateScraperLoggingConfigurationCommand,
} from '@aws-sdk/client-amp';
import type { Attack } from '../attack.ts';
import type { Scene } from '../clientsAsAnybody.ts';
import {
  CONNECTION,
  OTHERS,
  OWN_WORKSPACE,
  PROVISIONER,
  SOURCE,
  STRAY_WORKSPACE,
  TARGET,
  TARGET_PROVISIONER,
} from '../world.ts';

const refused = (name: string, attempt: Attack['attempt']): Attack => ({
  name: `The provisioner ${name}`,
  subject: 'provisioner',
  layer: 'identity',
  attempt,
});

/** The tag by which a scraper is ours. */
const TAGGED = { 'aws:ResourceTag/amp-scraper:connection': '23262d118a4f16b4bc54' };
const LOG_GROUP = `arn:aws:logs:us-west-2:${SOURCE}:log-group:/aws/vendedlogs/amp-scraper/scrapers`;
const OTHERS_LOG_GROUP = `arn:aws:logs:us-west-2:${SOURCE}:log-group:/aws/vendedlogs/amp-scraper-payments/scrapers`;
const CLUSTER = `arn:aws:eks:us-west-2:${SOURCE}:cluster/shop`;
const TARGET_CLUSTER = `arn:aws:eks:us-west-2:${TARGET}:cluster/platform`;
const SUBNETS = ['subnet-0a00000000000000a', 'subnet-0a00000000000000b'];
const TARGET_SUBNETS = ['subnet-0c00000000000000a', 'subnet-0c00000000000000b'];
const configurationBlob = new TextEncoder().encode('scrape_configs:\n  - job_name: a\n');

interface Wanted {
  as?: string;
  clusterArn?: string;
  subnetIds?: string[];
  workspaceArn?: string;
  sourceRoleArn?: string;
  targetRoleArn?: string;
}

/** A scraper of the source account like the connection's, but for what is wrong with it. */
function createScraper(scene: Scene, wanted: Wanted): Promise<unknown> {
  const { as = PROVISIONER, clusterArn = CLUSTER, subnetIds = SUBNETS, workspaceArn = OWN_WORKSPACE } = wanted;
  const { sourceRoleArn = CONNECTION.sourceRoleArn, targetRoleArn = CONNECTION.targetRoleArn } = wanted;
  return scene.amp(as).send(
    new CreateScraperCommand({
      scrapeConfiguration: { configurationBlob },
      source: { eksConfiguration: { clusterArn, subnetIds } },
      destination: { ampConfiguration: { workspaceArn } },
      roleConfiguration: { sourceRoleArn, targetRoleArn },
    }),
  );
}

const SCRAPERS: readonly Attack[] = [
  refused('passes a target role to a scraper', (scene) =>
    createScraper(scene, {
      as: TARGET_PROVISIONER,
      clusterArn: TARGET_CLUSTER,
      subnetIds: TARGET_SUBNETS,
      workspaceArn: CONNECTION_WORKSPACE,
      sourceRoleArn: CONNECTION.targetRoleArn,
    }),
  ),
  refused("passes another team's role to a scraper", (scene) =>
    createScraper(scene, { sourceRoleArn: OTHERS.payments }),
  ),
  refused('passes itself to a scraper', (scene) => createScraper(scene, { sourceRoleArn: PROVISIONER })),
  refused('makes a scraper that writes to a workspace that is not configured', (scene) =>
    createScraper(scene, { workspaceArn: STRAY_WORKSPACE }),
  ),
  refused("makes a scraper of another account's cluster", (scene) =>
    createScraper(scene, { clusterArn: TARGET_CLUSTER }),
  ),
  refused('deletes a scraper without our tag', (scene) =>
    scene.amp(PROVISIONER).send(new DeleteScraperCommand({ scraperId: scene.foreignScraper.scraperId })),
  ),
  refused('switches the logs of a scraper without our tag on', (scene) =>
    scene.amp(PROVISIONER).send(
      new UpdateScraperLoggingConfigurationCommand({
        scraperId: scene.foreignScraper.scraperId,
        loggingDestination: { cloudWatchLogs: { logGroupArn: `${LOG_GROUP}:*` } },
      }),
    ),
  ),
  refused('switches the logs of a scraper without our tag off', (scene) =>
    scene
      .amp(PROVISIONER)
      .send(new DeleteScraperLoggingConfigurationCommand({ scraperId: scene.foreignScraper.scraperId })),
  ),
  refused('reads another log group of its account', (scene) =>
    scene.act(PROVISIONER, 'logs:FilterLogEvents', `${OTHERS_LOG_GROUP}:log-stream:`),
  ),
  refused("reads the scrapers' logs of another account, which would let it", (scene) =>
    scene.actByOwnPolicies(PROVISIONER, 'logs:FilterLogEvents', `${LOG_GROUP.replace(SOURCE, TARGET)}:log-stream:`),
  ),
  refused('opens log groups to others', (scene) => scene.act(PROVISIONER, 'logs:PutResourcePolicy', '*')),
  refused("takes the scrapers' log group away", (scene) => scene.act(PROVISIONER, 'logs:DeleteLogGroup', LOG_GROUP)),
  ...[
    'aps:DeleteScraper',
    'aps:DeleteScraperLoggingConfiguration',
    'aps:DescribeScraper',
    'aps:DescribeScraperLoggingConfiguration',
    'aps:UpdateScraper',
    'aps:UpdateScraperLoggingConfiguration',
  ].map((action) =>
    refused(`calls ${action} for a scraper with our tag of another account, which would let it`, (scene) =>
      scene.actByOwnPolicies(PROVISIONER, action, scene.scraper.arn.replace(SOURCE, TARGET), TAGGED),
    ),
  ),
  refused('changes a scraper without our tag', (scene) =>
    scene
      .amp(PROVISIONER)
      .send(new UpdateScraperCommand({ scraperId: scene.foreignScraper.scraperId, alias: 'other' })),
  ),
  refused("gives the connection's scraper another team's role", (scene) =>
    scene.amp(PROVISIONER).send(
      new UpdateScraperCommand({
        scraperId: scene.scraper.scraperId,
        roleConfiguration: { sourceRoleArn: OTHERS.payments, targetRoleArn: CONNECTION.targetRoleArn },
      }),
    ),
  ),
  refused("sends the connection's scraper to another workspace", (scene) =>
    scene.amp(PROVISIONER).send(
      new UpdateScraperCommand({
        scraperId: scene.scraper.scraperId,
        destination: { ampConfiguration: { workspaceArn: OWN_WORKSPACE } },
        roleConfiguration: {
          sourceRoleArn: CONNECTION.sourceRoleArn,
          targetRoleArn: CONNECTION.targetRoleArn,
        },
      }),
    ),
  ),
  refused("takes the tags off the connection's scraper", (scene) =>
    scene
      .amp(PROVISIONER)
      .send(new UntagResourceCommand({ resourceArn: scene.scraper.arn, tagKeys: ['amp-scraper:connection'] })),
  ),
];

const CONNECTION_WORKSPACE = `arn:aws:aps:us-west-2:${TARGET}:workspace/${CONNECTION.workspaceId}`;

const WORKSPACES: readonly Attack[] = [
  refused('tags a workspace', (scene) =>
    scene.amp(PROVISIONER).send(new TagResourceCommand({ resourceArn: OWN_WORKSPACE, tags: { team: 'other' } })),
  ),
  refused('makes a workspace', (scene) => scene.amp(PROVISIONER).send(new CreateWorkspaceCommand({}))),
  refused('reads a workspace that is not configured', (scene) =>
    scene
      .amp(TARGET_PROVISIONER)
      .send(new DescribeWorkspaceCommand({ workspaceId: STRAY_WORKSPACE.slice(STRAY_WORKSPACE.lastIndexOf('/') + 1) })),
  ),
  refused('asks a workspace that is not configured for its metrics', (scene) =>
    scene.act(TARGET_PROVISIONER, 'aps:QueryMetrics', STRAY_WORKSPACE),
  ),
  refused('writes to a configured workspace itself', (scene) =>
    scene.act(TARGET_PROVISIONER, 'aps:RemoteWrite', CONNECTION_WORKSPACE),
  ),
  refused('deletes a configured workspace', (scene) =>
    scene.act(TARGET_PROVISIONER, 'aps:DeleteWorkspace', CONNECTION_WORKSPACE),
  ),
  refused("lets others into a configured workspace by the workspace's own policy", (scene) =>
    scene.act(TARGET_PROVISIONER, 'aps:PutResourcePolicy', CONNECTION_WORKSPACE),
  ),
];

const accessEntry = (of: string, region = 'us-west-2') =>
  `arn:aws:eks:${region}:${SOURCE}:access-entry/shop/${of}/00000000-0000-0000-0000-000000000000`;
const accessPolicy = (name: string) => ({
  'eks:policyArn': `arn:aws:eks::aws:cluster-access-policy/${name}`,
  'eks:accessScope': 'cluster',
});
const entryFor = (principalArn: string) => ({ 'eks:principalArn': principalArn, 'eks:accessEntryType': 'STANDARD' });
const scraperRole = (scene: Scene) => scene.scraper.roleArn;
const scraperEntry = (scene: Scene, region?: string) =>
  accessEntry(`role/${SOURCE}/${scraperRole(scene).slice(scraperRole(scene).lastIndexOf('/') + 1)}`, region);

const CLUSTERS: readonly Attack[] = [
  refused("gives another principal's access entry the scrapers' access policy", (scene) =>
    scene.act(
      PROVISIONER,
      'eks:AssociateAccessPolicy',
      accessEntry(`role/${SOURCE}/payments`),
      accessPolicy('AmazonPrometheusScraperPolicy'),
    ),
  ),
  refused('makes an access entry for itself', (scene) =>
    scene.act(PROVISIONER, 'eks:CreateAccessEntry', CLUSTER, entryFor(PROVISIONER)),
  ),
  refused('makes an access entry for a user', (scene) =>
    scene.act(PROVISIONER, 'eks:CreateAccessEntry', CLUSTER, entryFor(`arn:aws:iam::${SOURCE}:user/administrator`)),
  ),
  refused("makes an access entry for a role that has a scraper role's name and not its path", (scene) =>
    scene.act(
      PROVISIONER,
      'eks:CreateAccessEntry',
      CLUSTER,
      entryFor(`arn:aws:iam::${SOURCE}:role/AWSServiceRoleForAmazonPrometheusScraper_0`),
    ),
  ),
  refused('makes a scraper an access entry in another account, which would let it', (scene) =>
    scene.actByOwnPolicies(PROVISIONER, 'eks:CreateAccessEntry', TARGET_CLUSTER, entryFor(scraperRole(scene))),
  ),
  refused('makes a scraper cluster administrator', (scene) =>
    scene.act(
      PROVISIONER,
      'eks:AssociateAccessPolicy',
      scraperEntry(scene),
      accessPolicy('AmazonEKSClusterAdminPolicy'),
    ),
  ),
  refused('makes itself cluster administrator', (scene) =>
    scene.act(
      PROVISIONER,
      'eks:AssociateAccessPolicy',
      accessEntry(`role/${SOURCE}/amp-scraper-provisioner`),
      accessPolicy('AmazonEKSClusterAdminPolicy'),
    ),
  ),
  refused('gives a scraper its access policy in another account, which would let it', (scene) =>
    scene.actByOwnPolicies(
      PROVISIONER,
      'eks:AssociateAccessPolicy',
      scraperEntry(scene).replaceAll(SOURCE, TARGET),
      accessPolicy('AmazonPrometheusScraperPolicy'),
    ),
  ),
  refused("puts an access entry's user into other groups", (scene) =>
    scene.act(PROVISIONER, 'eks:UpdateAccessEntry', scraperEntry(scene)),
  ),
  refused("changes a cluster's configuration", (scene) => scene.act(PROVISIONER, 'eks:UpdateClusterConfig', CLUSTER)),
  refused('deletes a cluster', (scene) => scene.act(PROVISIONER, 'eks:DeleteCluster', CLUSTER)),
  refused('reads a cluster of another account, which would let it', (scene) =>
    scene.actByOwnPolicies(PROVISIONER, 'eks:DescribeCluster', TARGET_CLUSTER),
  ),
  refused('reads a VPC of another partition', (scene) =>
    scene.act(
      PROVISIONER,
      'ec2:DescribeVpcAttribute',
      `arn:aws-us-gov:ec2:us-gov-west-1:${SOURCE}:vpc/vpc-0a1111111111111aa`,
    ),
  ),
  refused('opens a security group', (scene) =>
    scene.act(
      PROVISIONER,
      'ec2:AuthorizeSecurityGroupIngress',
      `arn:aws:ec2:us-west-2:${SOURCE}:security-group/sg-0123456789abcdef0`,
    ),
  ),
  refused('makes a service-linked role of another service', (scene) =>
    scene.act(
      PROVISIONER,
      'iam:CreateServiceLinkedRole',
      `arn:aws:iam::${SOURCE}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
      { 'iam:AWSServiceName': 'autoscaling.amazonaws.com' },
    ),
  ),
];

export const PROVISIONER_ON_SCRAPERS: readonly Attack[] = [...SCRAPERS, ...WORKSPACES, ...CLUSTERS];
