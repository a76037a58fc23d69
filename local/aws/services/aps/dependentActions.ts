import { SCRAPER_SERVICE } from '../../../../functions/shared/names.ts';
import { arnParts } from '../../../../functions/shared/arn.ts';
import { findCluster } from '../../../state/lookup.ts';
import type { CallContext } from '../../operation.ts';
import type { AccessCheck } from '../../../policies/accessCheck.ts';

/** What a row of the table can name. */
export interface DependentTarget {
  clusterArn: string;
  /** The ARN of the scraper's service-linked role. */
  scraperRoleArn: string;
}

interface DependentAction {
  action: string;
  resource(target: DependentTarget): string;
  context?(target: DependentTarget): Record<string, string>;
  /** Only where EKS has access entries: authentication mode API or API_AND_CONFIG_MAP. */
  withAccessEntries?: true;
  /** Where it is read that CreateScraper needs it; none says that the API itself checks it with the caller. */
  source: string;
}

const FULL_ACCESS = 'managed policy AmazonPrometheusFullAccess v2';
const HANDLER = 'CloudFormation handler permissions of AWS::APS::Scraper (create)';

function accessEntryArn({ clusterArn, scraperRoleArn }: DependentTarget): string {
  const { partition, region, accountId, resource } = arnParts(clusterArn);
  const role = scraperRoleArn.slice(scraperRoleArn.lastIndexOf('/') + 1);
  const uuid = '00000000-0000-0000-0000-000000000000';
  return `arn:${partition}:eks:${region}:${accountId}:access-entry/${resource.slice('cluster/'.length)}/role/${accountId}/${role}/${uuid}`;
}

/**
 * What CreateScraper does in the caller's name beyond `aps:CreateScraper`. That AWS checks each of these with the caller
 * is assumed: the sources list them, and one grant too many is better here than one that is missing in AWS. The handler
 * also lists `aps:DescribeScraper` and `aps:DescribeWorkspace`, left out here as the handler's own reads, and MSK's,
 * the network interfaces' and the log deliveries' actions, left out as not of this workflow.
 */
export const CREATE_SCRAPER_DEPENDENT_ACTIONS: readonly DependentAction[] = [
  { action: 'eks:DescribeCluster', resource: (target) => target.clusterArn, source: `${FULL_ACCESS}; ${HANDLER}` },
  { action: 'ec2:DescribeSubnets', resource: () => '*', source: `${FULL_ACCESS}; ${HANDLER}` },
  { action: 'ec2:DescribeSecurityGroups', resource: () => '*', source: `${FULL_ACCESS}; ${HANDLER}` },
  {
    action: 'iam:CreateServiceLinkedRole',
    resource: (target) => target.scraperRoleArn,
    context: () => ({ 'iam:AWSServiceName': SCRAPER_SERVICE }),
    source: `${FULL_ACCESS}; ${HANDLER}`,
  },
  {
    action: 'eks:CreateAccessEntry',
    resource: (target) => target.clusterArn,
    context: (target) => ({ 'eks:principalArn': target.scraperRoleArn, 'eks:accessEntryType': 'STANDARD' }),
    withAccessEntries: true,
    source: HANDLER,
  },
  {
    action: 'eks:AssociateAccessPolicy',
    resource: accessEntryArn,
    context: ({ clusterArn }) => ({
      'eks:policyArn': `arn:${arnParts(clusterArn).partition}:eks::aws:cluster-access-policy/AmazonPrometheusScraperPolicy`,
      'eks:accessScope': 'cluster',
    }),
    withAccessEntries: true,
    source: `${HANDLER}; the access policy's name is from community reports`,
  },
];

/** The table as access checks. Of a cluster that does not exist the mode is unknown: its access entries are left out. */
export function dependentChecks(call: CallContext, target: DependentTarget): AccessCheck[] {
  const mode = findCluster(call.world, target.clusterArn)?.authenticationMode ?? 'CONFIG_MAP';
  return CREATE_SCRAPER_DEPENDENT_ACTIONS.filter((row) => !row.withAccessEntries || mode !== 'CONFIG_MAP').map(
    (row) => ({
      action: row.action,
      resourceArn: row.resource(target),
      resourceAccountId: call.caller.accountId,
      context: row.context?.(target) ?? {},
      assumed: row.source,
    }),
  );
}

/**
 * `iam:PassRole` on the source role, of CreateScraper and UpdateScraper alike. `iam:PassedToService` is `aps.amazonaws.com`, and not the
 * principal that assumes the role (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amp.html).
 */
export function passRoleCheck(sourceRoleArn: string): AccessCheck {
  return {
    action: 'iam:PassRole',
    resourceArn: sourceRoleArn,
    resourceAccountId: arnParts(sourceRoleArn).accountId,
    context: { 'iam:PassedToService': 'aps.amazonaws.com' },
    assumed: HANDLER,
  };
}
