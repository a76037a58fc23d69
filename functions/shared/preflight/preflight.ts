import type { Connection } from '../contract.ts';
import { ClusterNotReady, PreflightFailed, type Finding } from '../errors.ts';
import type { HandlerContext } from '../handler/handler.ts';
import type { ConnectionNames } from '../names.ts';
import * as rules from './rules.ts';
import { configuredTags } from '../request/configuredTags.ts';
import type { Request } from '../request/fields.ts';
import { readAccessEntries } from './accessEntries.ts';
import { accountStackVersion } from './accountStack.ts';
import { ampClient } from '../aws/services/amp.ts';
import { boundariesFindings } from './boundaries.ts';
import { readCluster } from './cluster.ts';
import { ec2Client } from '../aws/services/ec2.ts';
import { eksClient } from '../aws/services/eks.ts';
import { iamClient } from '../aws/services/iam.ts';
import { readSecurityGroups, readSubnets, readVpc } from './network.ts';
import { readTakenOver } from './takenOver.ts';
import { connectionsOf } from '../connection/table/keptSettings.ts';
import { isTaggedOurs } from '../connection/tags.ts';
import { admissionOf } from '../scraper/admission.ts';
import { outlivesCluster } from '../scraper/outlived.ts';
import { listScrapers, type ScraperSummary } from '../scraper/scrapers.ts';
import type { ProvisionerSession } from '../aws/session.ts';
import { keyWarnings, placeWarnings, sharedVpcWarning } from './warnings.ts';
import { readWorkspace } from './workspace.ts';
import { DOORS, type Door } from '../request/doors/doors.ts';

/** What AWS says, and what follows from it for the connection. */
export interface PreflightResult {
  defaults: Pick<
    Connection,
    | 'subnetIds'
    | 'securityGroupIds'
    | 'vpcId'
    | 'takenOver'
    | 'authenticationMode'
    | 'withoutAccessEntry'
    | 'warnings'
    | 'prometheusEndpoint'
    | 'clusterMadeAt'
    | 'connectionTags'
  >;
  /** The scrapers between this cluster and this workspace, whosever they are. */
  scrapers: ScraperSummary[];
  /** Whether the table has an item of the connection. */
  isKept: boolean;
}

/** That there is room under the quota as soon as a scraper is gone that the cluster's tag wants away. */
export interface NoRoomYet {
  goesFirst: string;
}

/** A scraper that is in the way of no other: it goes before a new one is created. */
const LEAVING = new Set(['CREATION_FAILED', 'DELETION_FAILED', 'DELETING']);

/**
 * Holds a request against what AWS has, before anything is created.
 * @param from its door says whether there is time for a cluster that is still being created, and whether the cluster's tag takes away what is
 * in the way; its cluster is asked for unless this invocation has read it.
 * @throws PreflightFailed with all findings at once.
 * @throws ClusterNotReady when nothing is wrong but that the cluster is still being created.
 */
export async function runPreflight(
  request: Request,
  names: ConnectionNames,
  context: HandlerContext,
  { door, cluster: read }: { door: Door; cluster?: rules.ClusterFacts },
): Promise<PreflightResult | NoRoomYet> {
  const session = context.session(names.partition);
  const { scraperQuota } = context.environment;
  const outdated = await accountStacksFindings(names, session);
  if (outdated.length > 0) throw new PreflightFailed(outdated);
  const [cluster, workspace, scrapers, boundaries] = await Promise.all([
    read ?? readCluster(eksClient(session, names.sourceAccountId), names.clusterName),
    readWorkspace(ampClient(session, names.targetAccountId), names.workspaceId),
    listScrapers(ampClient(session, names.sourceAccountId)),
    boundariesFindings(names, context),
  ]);
  const ofThePair = scrapers.filter(
    ({ source, destination }) =>
      source.eksConfiguration?.clusterArn === request.clusterArn &&
      destination.ampConfiguration?.workspaceArn === request.workspaceArn,
  );
  const ours = ofThePair.filter(({ tags }) => isTaggedOurs(tags, names));
  const living = ours.filter(({ status }) => !LEAVING.has(status.statusCode));
  const outlived = living.filter(({ createdAt }) => outlivesCluster(createdAt, cluster?.createdAt));
  const exists = living.length > outlived.length;
  const room = exists ? [] : rules.quotaFindings(request.clusterArn, scrapers.length - ours.length, scraperQuota);
  const goesFirst = room.length > 0 && DOORS[door].looksAgain ? movedFrom(scrapers, request, context, door) : undefined;
  const ready = cluster !== undefined && cluster.status !== 'CREATING' && cluster.status !== 'PENDING';
  const network =
    ready && cluster.vpcId !== '' ? await networkFacts(request, names, cluster, exists, session) : NO_NETWORK;
  const findings = [
    ...(cluster === undefined
      ? [missing('clusterArn', request.clusterArn, 'cluster')]
      : [
          ...rules.clusterFindings(request.clusterArn, cluster),
          ...rules.authenticationFindings(cluster.authenticationMode, request.requireSamples ?? false),
        ]),
    ...network.findings,
    ...boundaries,
    ...(workspace === undefined
      ? [missing('workspaceArn', request.workspaceArn, 'workspace')]
      : rules.workspaceFindings(request.workspaceArn, workspace)),
    ...(goesFirst === undefined ? room : []),
  ];
  if (findings.length > 0 || cluster === undefined || workspace?.prometheusEndpoint === undefined) {
    throw new PreflightFailed(findings);
  }
  if (goesFirst !== undefined) return { goesFirst };
  if (!ready && !DOORS[door].waitsForCluster)
    throw new PreflightFailed([rules.notReadyFinding(request.clusterArn, cluster)]);
  if (!ready) {
    throw new ClusterNotReady(
      `Cluster ${request.clusterArn} is ${cluster.status}; it was waited for. Run again when it is ACTIVE; nothing was created.`,
    );
  }
  const { clusterSecurityGroupId, authenticationMode, vpcId } = cluster;
  const securityGroupIds = request.securityGroupIds ?? (clusterSecurityGroupId ? [clusterSecurityGroupId] : []);
  const { subnetIds } = network;
  const { prometheusEndpoint, kmsKeyArn } = workspace;
  const own = { subnetIds, securityGroupIds, vpcId };
  const [admission, item] = await Promise.all([
    admissionFacts(request.clusterArn, names, cluster, ours, session),
    connectionsOf(context).get(names),
  ]);
  const takenOver = await readTakenOver(ours, own, item?.settingsBefore, names, context);
  const configured = configuredTags(context.environment, request.clusterArn, cluster.tags);
  const warnings = [
    ...configured.warnings,
    ...network.warnings,
    ...keyWarnings(request.clusterArn, request.workspaceArn, kmsKeyArn),
    ...admission.warnings,
  ];
  const madeAgain = outlived.length > 0 && cluster.createdAt ? { clusterMadeAt: cluster.createdAt.toISOString() } : {};
  const tagged = Object.keys(configured.tags).length > 0 ? { connectionTags: configured.tags } : {};
  const facts = { takenOver, authenticationMode, prometheusEndpoint, ...madeAgain, ...tagged };
  const defaults = { ...own, ...facts, ...admission, warnings };
  return { defaults, scrapers: ofThePair, isKept: item !== undefined };
}

/** Statuses that a scraper has only once it has been ACTIVE, and is not on its way out. */
const MADE = new Set(['ACTIVE', 'UPDATING', 'UPDATE_FAILED']);

/** Of a scraper that is there: a new one gets its access entry. */
async function admissionFacts(
  clusterArn: string,
  names: ConnectionNames,
  { authenticationMode: mode }: rules.ClusterFacts,
  ours: readonly ScraperSummary[],
  session: ProvisionerSession,
): Promise<Pick<Connection, 'withoutAccessEntry' | 'warnings'>> {
  const scraper = ours.find(({ status }) => MADE.has(status.statusCode));
  if (mode === 'CONFIG_MAP' || scraper === undefined) return { warnings: [] };
  const entries = await readAccessEntries(eksClient(session, names.sourceAccountId), names.clusterName);
  return admissionOf(scraper, { clusterArn, entries });
}

/** Before anything else is asked: an old provisioner would refuse what it does not know yet, in whatever state that comes. */
async function accountStacksFindings(names: ConnectionNames, session: ProvisionerSession): Promise<Finding[]> {
  const { installation, sourceAccountId, targetAccountId } = names;
  const find = async (path: string, accountId: string) =>
    rules.accountStackFindings(path, accountId, await accountStackVersion(iamClient(session, accountId), installation));
  const found = await Promise.all([
    find('clusterArn', sourceAccountId),
    ...(targetAccountId === sourceAccountId ? [] : [find('workspaceArn', targetAccountId)]),
  ]);
  return found.flat();
}

const NO_NETWORK = { subnetIds: [], findings: [], warnings: [] };

interface NetworkFacts {
  subnetIds: string[];
  findings: Finding[];
  warnings: string[];
}

/** An existing scraper has its subnets: what the cluster has free today matters to a new one, or to subnets that are named. */
async function networkFacts(
  request: Request,
  names: ConnectionNames,
  cluster: rules.ClusterFacts,
  exists: boolean,
  session: ProvisionerSession,
): Promise<NetworkFacts> {
  const ec2 = ec2Client(session, names.sourceAccountId);
  const wantedGroups = request.securityGroupIds ?? [];
  const [subnets, groups, vpc] = await Promise.all([
    readSubnets(ec2, request.subnetIds ?? cluster.subnetIds),
    wantedGroups.length > 0 ? readSecurityGroups(ec2, wantedGroups) : [],
    readVpc(ec2, cluster.vpcId).catch((error: unknown) => ({ unread: error })),
  ]);
  const vpcFacts = 'unread' in vpc ? unreadVpc(vpc.unread, cluster.vpcId, subnets, names.sourceAccountId) : { vpc };
  const otherFindings = [
    ...rules.securityGroupFindings(wantedGroups, groups, cluster.vpcId),
    ...('vpc' in vpcFacts ? rules.vpcFindings(request.clusterArn, cluster.vpcId, vpcFacts.vpc) : []),
  ];
  const unread = 'vpc' in vpcFacts ? [] : [vpcFacts.warning];
  const placed = (ids: readonly string[]) => [...unread, ...placeWarnings(ids, subnets, session.region)];
  if (request.subnetIds) {
    const { subnetIds } = request;
    const findings = rules.givenSubnetFindings(subnetIds, subnets, cluster.vpcId);
    return { subnetIds, findings: [...findings, ...otherFindings], warnings: placed(subnetIds) };
  }
  const subnetIds = rules.chooseSubnets(subnets);
  const findings = exists ? [] : rules.chosenSubnetFindings(subnetIds, cluster);
  return { subnetIds, findings: [...findings, ...otherFindings], warnings: placed(exists ? [] : subnetIds) };
}

/** What a participant of a shared VPC may not read is no reason to refuse; its own account's VPC is to be readable. */
function unreadVpc(
  error: unknown,
  vpcId: string,
  subnets: readonly rules.SubnetFacts[],
  accountId: string,
): { warning: string } {
  const owner = subnets.find(({ ownerId }) => ownerId !== accountId)?.ownerId;
  const isRefused = error instanceof Error && UNREADABLE.includes(error.name);
  if (owner === undefined || !isRefused) throw error;
  return { warning: sharedVpcWarning(vpcId, owner, error.name) };
}

const UNREADABLE = ['UnauthorizedOperation', 'InvalidVpcID.NotFound'];

function missing(path: string, value: string, what: string): Finding {
  return { path, value, problem: `is a ${what} that does not exist`, remedy: `Name a ${what} that exists` };
}

/** The scraper of the cluster that the same door has made to another workspace. */
function movedFrom(
  scrapers: readonly ScraperSummary[],
  { clusterArn, workspaceArn }: Request,
  context: HandlerContext,
  door: Door,
): string | undefined {
  const moved = scrapers.find(({ source, destination, tags }) => {
    const other = destination.ampConfiguration?.workspaceArn;
    if (source.eksConfiguration?.clusterArn !== clusterArn || other === undefined || other === workspaceArn)
      return false;
    const names = context.names({ clusterArn, workspaceArn: other });
    return isTaggedOurs(tags, names) && tags?.[names.tagKeys.door] === door;
  });
  return moved?.arn;
}
