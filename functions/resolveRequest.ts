import * as z from 'zod/mini';
import { answeredAccounts } from './shared/connection/table/answeredAccounts.ts';
import { retryCount } from './shared/handler/attempts.ts';
import { readEventCluster } from './shared/preflight/eventCluster.ts';
import { requirePlace } from './shared/preflight/place.ts';
import type { ClusterFacts } from './shared/preflight/rules.ts';
import { runPreflight, type NoRoomYet, type PreflightResult } from './shared/preflight/preflight.ts';
import { refuseEarly } from './shared/preflight/refusal.ts';
import { UNCLAIMED, UNDELETED, UNRESTORED, type Output, type Resolved } from './shared/contract.ts';
import { DOORS, readDoor, type Door, type DoorInput } from './shared/request/doors/doors.ts';
import { namedWorkspace, workspaceTag } from './shared/request/namedWorkspace.ts';
import type { Environment } from './shared/environment.ts';
import { ClusterNotReady, InvalidRequest, PreflightFailed } from './shared/errors.ts';
import { defineHandler, type HandlerContext } from './shared/handler/handler.ts';
import { connectionId, type ConnectionNames } from './shared/names.ts';
import { arnParts } from './shared/arn.ts';
import { GIVEN, keptFields, type Request } from './shared/request/fields.ts';
import { checkRequest, readableParts } from './shared/request/request.ts';
import { tellLater } from './shared/notice/tellLater.ts';
import { NO_TAG, UNKNOWN_WORKSPACE } from './shared/notice/state/statusTags.ts';
import { revocationFindings } from './shared/request/revocation.ts';
import { clusterFindings } from './shared/request/arns.ts';
import { executionNameFindings } from './shared/request/executionName.ts';
import { admissionWarnings } from './shared/scraper/admission.ts';
import { isTaggedOurs } from './shared/connection/tags.ts';
import { outlivesCluster } from './shared/scraper/outlived.ts';
import { requestedConfiguration } from './shared/request/configuration/configuration.ts';
import { inputFindings } from './shared/request/inputSize.ts';

const input = z.object({ executionArn: z.string(), startTime: z.string(), input: z.unknown(), retryCount });

/**
 * Serves ResolveRequest of onboard, its first state. `input` is what a door handed in: a request, EventBridge's event of a cluster, or a
 * product's.
 * Turns it into one connection: checked first for what the request alone shows, then for what AWS shows, all findings of either at once
 * and before anything is created, with the defaults filled in.
 * ToConnect? reads `decision`: ClaimConnection goes on with the `connection` of CONNECT and with `claim`, `deletion` and `restoration`,
 * none of which has begun; PlanConnection with that of PLAN; Ignored ends with the `output` of IGNORE.
 * @throws InvalidRequest for what the request alone shows, or an account that the configuration does not accept.
 * @throws PreflightFailed, NotOurs, ReplacementNeeded for what AWS shows, which CreateSourceRole to CreateScraper would stumble over.
 * @throws ClusterNotReady while the cluster is being created; the state looks again each minute, 20 times.
 * @throws AccessDenied when the provisioner refuses; the state tries again for two minutes, since one made seconds ago does at first.
 */
export const handler = defineHandler('resolveRequest', input, async (event, context): Promise<Resolved> => {
  const read = readDoor(event.input, context.environment.partition);
  if ('findings' in read) throw new InvalidRequest(read.findings);
  const tooLarge = inputFindings(event.input);
  if (tooLarge.length > 0) throw new InvalidRequest(tooLarge);
  const { door } = read;
  switch (read.asks) {
    case 'request':
      return connect(read, read.request, event, context);
    case 'tags': {
      const tagged = await taggedRequest(read.clusterArn, event.retryCount, context);
      if ('reason' in tagged) return ignore({ door, clusterArn: read.clusterArn, ...tagged });
      const { request, cluster } = tagged;
      const id = connectionId(context.environment.name, request.clusterArn, request.workspaceArn);
      if (read.connected === id) return ignore({ door, ...request, reason: STILL_WANTED });
      return connect(read, request, { ...event, cluster }, context);
    }
    case 'deletion':
      return ignore({ door, clusterArn: read.clusterArn, reason: 'The cluster was deleted: offboard is for that.' });
    case 'nothing':
      return ignore({ door, reason: read.reason });
  }
});

const STILL_WANTED = 'The tag asks for the connection that was made just now: nobody has changed it meanwhile.';

/** When the execution started, how often its state was tried before, and the cluster where this attempt has read it already. */
type Attempt = Pick<z.infer<typeof input>, 'startTime' | 'retryCount'> & { cluster?: ClusterFacts };

async function connect(from: DoorInput, raw: unknown, attempt: Attempt, context: HandlerContext): Promise<Resolved> {
  const { door, stackId, product } = from;
  const { request, configuration, warnings } = await validRequest(raw, door, context);
  const { clusterArn, workspaceArn } = request;
  const organizationalUnits = await requirePlace({ clusterArn, workspaceArn, product }, context);
  const names = context.names(request);
  context.logger.appendKeys({ connectionId: names.id, door });
  const seen = await preflight(request, names, context, { door, ...attempt });
  if ('goesFirst' in seen) {
    const why = { state: 'waiting', code: 'NoRoomYet', reason: noRoomYet(seen, workspaceArn) } as const;
    return ignore({ door, clusterArn, workspaceArn, ...why });
  }
  const { defaults, scrapers } = seen;
  const whole = scrapers.find(
    ({ status, tags, createdAt }) =>
      status.statusCode === 'ACTIVE' &&
      isTaggedOurs(tags, names) &&
      !outlivesCluster(createdAt, defaults.clusterMadeAt),
  );
  const leavesAlone = DOORS[door].looksAgain && !('repairs' in from);
  const repeated = leavesAlone && whole ? connectedBy(whole.arn, clusterArn, defaults) : undefined;
  const owner = { ...(stackId === undefined ? {} : { stackId }), ...(product === undefined ? {} : { product }) };
  const { tags, ...asked } = requested(door, request, names);
  const told = { ...defaults, warnings: [...warnings, ...defaults.warnings], configuration };
  const placed = organizationalUnits ? { organizationalUnits: [...organizationalUnits] } : {};
  const connection = { ...asked, ...owner, ...told, ...placed };
  const all = { ...tags, ...connection.connectionTags };
  if (repeated === undefined) await refuseEarly({ ...connection, tags: all }, scrapers, context);
  if (request.dryRun) return { decision: 'PLAN', connection };
  return {
    decision: 'CONNECT',
    connection,
    claim: { ...UNCLAIMED, ...repeated },
    deletion: UNDELETED,
    restoration: UNRESTORED,
  };
}

/**
 * Notes both accounts, whose provisioners have answered: of a connection that the table has, they are noted already. A dry run notes
 * nothing.
 * @throws as runPreflight
 */
async function preflight(
  request: Request,
  names: ConnectionNames,
  context: HandlerContext,
  from: Attempt & { door: Door },
): Promise<PreflightResult | NoRoomYet> {
  const note = async () => {
    if (!request.dryRun) await answeredAccounts(context).note([names.sourceAccountId, names.targetAccountId]);
  };
  const result = await runPreflight(request, names, context, from).catch(async (error: unknown) => {
    if (error instanceof PreflightFailed) await note();
    if (error instanceof ClusterNotReady && from.retryCount === 0 && !request.dryRun)
      await tellWaiting(request, from, context);
    throw error;
  });
  if ('goesFirst' in result || !result.isKept) await note();
  return result;
}

async function tellWaiting(
  { clusterArn, workspaceArn }: Request,
  { door, startTime: since }: Attempt & { door: Door },
  context: HandlerContext,
): Promise<void> {
  const why = { code: 'ClusterNotReady', reason: 'The cluster is not ACTIVE yet: it is looked at every minute.' };
  const of = { clusterArn, workspaceArn, door, executionArn: context.executionArn };
  await tellLater({ changes: [{ state: 'waiting', ...why, since, ...of }] }, context);
}

/** The offboard of the same tag takes it away, and starts onboard again. */
function noRoomYet({ goesFirst }: NoRoomYet, workspaceArn: string): string {
  return (
    `The quota of scrapers has no room for two of the cluster: ${goesFirst} goes first, and offboard then starts the onboard to ` +
    `${workspaceArn}. No metrics arrive in between.`
  );
}

/** What the output of an event that came late or twice says of the connection that is there. */
function connectedBy(arn: string, clusterArn: string, { warnings, ...facts }: PreflightResult['defaults']) {
  return { connectedBy: { arn, warnings: [...warnings, ...admissionWarnings(arn, { clusterArn, ...facts })] } };
}

/** @throws InvalidRequest with the findings of the execution's name, the fields and the scrape configuration's text together. */
async function validRequest(raw: unknown, door: Door, context: HandlerContext) {
  const { environment, executionArn } = context;
  const { request, findings } = checkRequest(raw, environment);
  const ofDoor = revocationFindings('liftRevoke', request?.liftRevoke, door);
  const named = executionNameFindings(executionArn);
  const { clusterArn, scrapeConfiguration } = request ?? readableParts(raw);
  const ownLabels = request === undefined ? {} : context.names(request).ownLabels;
  const configuration = await requestedConfiguration(
    scrapeConfiguration,
    { clusterArn, ownLabels },
    environment.taskRoot,
  );
  if (request === undefined || configuration.findings.length > 0 || named.length > 0 || ofDoor.length > 0) {
    throw new InvalidRequest([...named, ...findings, ...ofDoor, ...configuration.findings]);
  }
  return { request, configuration: configuration.source, warnings: configuration.warnings };
}

function requested(door: Door, request: Request, names: ConnectionNames) {
  return {
    id: names.id,
    door,
    clusterArn: request.clusterArn,
    workspaceArn: request.workspaceArn,
    alias: request.alias ?? `${names.installation}-${names.id}`,
    given: GIVEN.filter((field) => request[field] !== undefined),
    ...keptFields(request),
    ...(request.logs === undefined ? {} : { logs: request.logs }),
    ...(request.liftRevoke ? { liftRevoke: true } : {}),
  };
}

/** What a tag asks for, or why it asks for nothing. */
type Asked =
  | ({ reason: string } & Pick<Output, 'state' | 'code'>)
  | { request: Pick<Request, 'clusterArn' | 'workspaceArn'>; cluster: ClusterFacts };

/** What a tagged cluster asks for: its current tags decide, since events come late, twice and out of order. */
async function taggedRequest(clusterArn: string, retries: number, context: HandlerContext): Promise<Asked> {
  const { environment } = context;
  const findings = clusterFindings(clusterArn, environment);
  if (findings.length > 0) throw new InvalidRequest(findings);
  await requirePlace({ clusterArn }, context);
  const found = await readEventCluster(clusterArn, retries, context);
  if ('ignored' in found) return { reason: found.ignored, state: 'waiting', code: 'NeverAnswered' };
  const asked = askedBy(found.cluster, clusterArn, environment);
  if ('reason' in asked) await answeredAccounts(context).note([arnParts(clusterArn).accountId]);
  return asked;
}

function askedBy(
  cluster: ClusterFacts | undefined,
  clusterArn: string,
  { clusterTagKeys, workspaces }: Environment,
): Asked {
  if (cluster === undefined) return { reason: 'The cluster is gone.' };
  const tag = workspaceTag(cluster.tags, clusterTagKeys);
  if (tag === undefined)
    return { reason: `The cluster has no tag ${clusterTagKeys.join(' or ')} any more.`, code: NO_TAG };
  const named = namedWorkspace({ ...tag, clusterArn }, workspaces);
  return 'unknown' in named
    ? { reason: named.unknown, state: 'failed', code: UNKNOWN_WORKSPACE }
    : { request: { clusterArn, workspaceArn: named.workspaceArn }, cluster };
}

function ignore(facts: Pick<Output, 'door' | 'clusterArn' | 'workspaceArn' | 'reason' | 'state' | 'code'>): Resolved {
  const nothing = { created: [], updated: [], repaired: [], warnings: [] };
  return { decision: 'IGNORE', output: { outcome: 'IGNORED', ...facts, ...nothing } };
}
