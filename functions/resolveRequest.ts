import * as z from 'zod/mini';
import { ampClient } from './shared/aws/amp.ts';
import { readCluster } from './shared/aws/cluster.ts';
import { ec2Client } from './shared/aws/ec2.ts';
import { eksClient } from './shared/aws/eks.ts';
import { readSecurityGroups, readSubnets, readVpc } from './shared/aws/network.ts';
import { listScrapers } from './shared/aws/scrapers.ts';
import type { ProvisionerSession } from './shared/aws/session.ts';
import { readWorkspace } from './shared/aws/workspace.ts';
import { GIVEN, type Connection, type Resolved } from './shared/contract.ts';
import { ClusterNotReady, InvalidRequest, PreflightFailed, type Finding } from './shared/errors.ts';
import { defineHandler, type HandlerContext } from './shared/handler.ts';
import { connectionNames, type ConnectionNames } from './shared/names.ts';
import * as preflight from './shared/preflight.ts';
import { checkRequest, readableParts, type Request } from './shared/request.ts';
import { requestedConfiguration } from './shared/requestedConfiguration.ts';

const input = z.object({ executionArn: z.string(), input: z.unknown() });

/**
 * Turns what a door handed in into one connection: checked first for what the request alone shows, then for what AWS
 * shows, all findings of either at once and before anything is created, with the defaults filled in.
 */
export const handler = defineHandler('resolveRequest', input, async (event, context): Promise<Resolved> => {
  const { request, configuration } = validRequest(event.input, context);
  const names = connectionNames(request.clusterArn, request.workspaceArn);
  context.logger.appendKeys({ connectionId: names.id });
  const facts = await preflightFacts(request, names, context);
  return { connection: { ...requested(request, names), ...facts, configuration } };
});

/** @throws InvalidRequest with the findings of the fields and of the scrape configuration's text together. */
function validRequest(raw: unknown, { settings }: HandlerContext) {
  const { request, findings } = checkRequest(raw, settings);
  const { clusterArn, scrapeConfiguration } = request ?? readableParts(raw);
  const configuration = requestedConfiguration(scrapeConfiguration, clusterArn, settings.taskRoot);
  if (request === undefined || configuration.findings.length > 0) {
    throw new InvalidRequest([...findings, ...configuration.findings]);
  }
  return { request, configuration: configuration.source };
}

function requested(request: Request, names: ConnectionNames) {
  return {
    id: names.id,
    door: 'console',
    clusterArn: request.clusterArn,
    workspaceArn: request.workspaceArn,
    alias: request.alias ?? `amp-scraper-${names.id}`,
    tags: request.tags ?? {},
    given: GIVEN.filter((field) => request[field] !== undefined),
    requireSamples: request.requireSamples ?? false,
  } as const;
}

/** A scraper that is in the way of no other: it goes before a new one is created. */
const LEAVING = new Set(['CREATION_FAILED', 'DELETION_FAILED', 'DELETING']);

type Facts = Pick<Connection, 'subnetIds' | 'securityGroupIds' | 'authenticationMode' | 'prometheusEndpoint'>;

async function preflightFacts(request: Request, names: ConnectionNames, context: HandlerContext): Promise<Facts> {
  const session = context.session(names.partition);
  const [cluster, workspace, scrapers] = await Promise.all([
    readCluster(eksClient(session, names.sourceAccountId), names.clusterName),
    readWorkspace(ampClient(session, names.targetAccountId), names.workspaceId),
    listScrapers(ampClient(session, names.sourceAccountId)),
  ]);
  const ofThePair = scrapers.filter(
    ({ source, destination }) =>
      source.eksConfiguration?.clusterArn === request.clusterArn &&
      destination.ampConfiguration?.workspaceArn === request.workspaceArn,
  );
  const exists = ofThePair.some(({ status }) => !LEAVING.has(status.statusCode));
  const ready = cluster !== undefined && cluster.status !== 'CREATING' && cluster.status !== 'PENDING';
  const network = ready
    ? await networkFacts(request, names, cluster, exists, session)
    : { subnetIds: [], findings: [] };
  const findings = [
    ...(cluster === undefined
      ? [missing('clusterArn', request.clusterArn, 'cluster')]
      : preflight.clusterFindings(request.clusterArn, cluster)),
    ...(cluster === undefined
      ? []
      : preflight.authenticationFindings(cluster.authenticationMode, request.requireSamples ?? false)),
    ...network.findings,
    ...(workspace === undefined
      ? [missing('workspaceArn', request.workspaceArn, 'workspace')]
      : preflight.workspaceFindings(request.workspaceArn, workspace)),
    ...(exists ? [] : preflight.quotaFindings(scrapers.length - ofThePair.length, context.settings.scraperQuota)),
  ];
  if (findings.length > 0 || cluster === undefined || workspace === undefined) throw new PreflightFailed(findings);
  if (!ready) {
    throw new ClusterNotReady(
      `Cluster ${request.clusterArn} is ${cluster.status}; it was waited for. Run again when it is ACTIVE; nothing was created.`,
    );
  }
  return {
    subnetIds: network.subnetIds,
    securityGroupIds:
      request.securityGroupIds ?? (cluster.clusterSecurityGroupId ? [cluster.clusterSecurityGroupId] : []),
    authenticationMode: cluster.authenticationMode,
    prometheusEndpoint: workspace.prometheusEndpoint,
  };
}

/** An existing scraper has its subnets: what the cluster has free today matters to a new one, or to subnets that are named. */
async function networkFacts(
  request: Request,
  names: ConnectionNames,
  cluster: preflight.ClusterFacts,
  exists: boolean,
  session: ProvisionerSession,
): Promise<{ subnetIds: string[]; findings: Finding[] }> {
  const ec2 = ec2Client(session, names.sourceAccountId);
  const wanted = request.subnetIds ?? cluster.subnetIds;
  const wantedGroups = request.securityGroupIds ?? [];
  const [subnets, groups, vpc] = await Promise.all([
    readSubnets(ec2, wanted),
    wantedGroups.length > 0 ? readSecurityGroups(ec2, wantedGroups) : [],
    readVpc(ec2, cluster.vpcId),
  ]);
  const otherFindings = [
    ...preflight.securityGroupFindings(wantedGroups, groups, cluster.vpcId),
    ...preflight.vpcFindings(cluster.vpcId, vpc),
  ];
  if (request.subnetIds) {
    const findings = preflight.givenSubnetFindings(request.subnetIds, subnets, cluster.vpcId);
    return { subnetIds: request.subnetIds, findings: [...findings, ...otherFindings] };
  }
  const subnetIds = preflight.chooseSubnets(subnets);
  const findings = exists ? [] : preflight.chosenSubnetFindings(subnetIds, cluster);
  return { subnetIds, findings: [...findings, ...otherFindings] };
}

function missing(path: string, value: string, what: string): Finding {
  return { path, value, problem: `is a ${what} that does not exist`, remedy: `Name a ${what} that exists` };
}
