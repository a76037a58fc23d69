import { SCRAPER_SERVICE } from '../../functions/shared/names.ts';
import { uniqueId } from '../state/uniqueId.ts';
import { accountOf } from '../state/lookup.ts';
import type { World } from '../state/state.ts';

const PATH = `/aws-service-role/${SCRAPER_SERVICE}/`;
/** Beyond this prefix AWS promises nothing about the name. */
const NAME_PREFIX = 'AWSServiceRoleForAmazonPrometheusScraper';

const TRUST_POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: SCRAPER_SERVICE }, Action: 'sts:AssumeRole' }],
};

/**
 * Of the managed policy AmazonPrometheusScraperServiceRolePolicy what matters here: a scraper without role configuration
 * writes within its own account alone.
 */
const PERMISSIONS = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'aps:RemoteWrite',
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalAccount': '${aws:ResourceAccount}' } },
    },
  ],
};

/** The service-linked role of a scraper: its name ends in the first 15 characters of the scraper's UUID, as in AWS's samples. */
export function scraperRoleArn(partition: string, accountId: string, scraperUuid: string): string {
  return `arn:${partition}:iam::${accountId}:role${PATH}${NAME_PREFIX}_${scraperUuid.slice(0, 15)}`;
}

/** AMP makes the role with the scraper, before CreateScraper answers. */
export function createScraperRole(world: World, accountId: string, roleArn: string): void {
  accountOf(world, accountId).roles[roleArn] = {
    roleName: roleArn.slice(roleArn.lastIndexOf('/') + 1),
    roleId: uniqueId(world, 'AROA'),
    path: PATH,
    arn: roleArn,
    createdAt: world.now,
    maxSessionDuration: 3600,
    trustPolicy: JSON.stringify(TRUST_POLICY),
    trustedIds: {},
    tags: {},
    attachedPolicyArns: [],
    inlinePolicies: { AmazonPrometheusScraperServiceRolePolicy: JSON.stringify(PERMISSIONS) },
    serviceLinked: SCRAPER_SERVICE,
  };
  world.iamRevision += 1;
}

/** And takes it away when the scraper is gone. */
export function deleteScraperRole(world: World, accountId: string, roleArn: string): void {
  delete accountOf(world, accountId).roles[roleArn];
  world.iamRevision += 1;
}
