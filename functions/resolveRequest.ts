import * as z from 'zod/mini';
import { eksClient } from './shared/aws/eks.ts';
import { readCluster } from './shared/preflight/cluster.ts';
import { runPreflight, type PreflightResult } from './shared/preflight/preflight.ts';
import { refuseEarly } from './shared/preflight/refusal.ts';
import { UNCLAIMED, UNDELETED, UNRESTORED, type Output, type Resolved } from './shared/contract.ts';
import { DOORS, readDoor, type Door, type DoorInput } from './shared/request/doors.ts';
import { namedWorkspace } from './shared/request/namedWorkspace.ts';
import { InvalidRequest } from './shared/errors.ts';
import { defineHandler, type HandlerContext } from './shared/handler/handler.ts';
import type { ConnectionNames } from './shared/names.ts';
import { arnParts } from './shared/arn.ts';
import { GIVEN, keptFields, type Request } from './shared/request/fields.ts';
import { checkRequest, readableParts } from './shared/request/request.ts';
import { clusterFindings } from './shared/request/arns.ts';
import { executionNameFindings } from './shared/request/executionName.ts';
import { admissionWarnings } from './shared/scraper/admission.ts';
import { isTaggedOurs } from './shared/connection/tags.ts';
import { outlivesCluster } from './shared/scraper/outlived.ts';
import { requestedConfiguration } from './shared/request/configuration.ts';

const input = z.object({ executionArn: z.string(), input: z.unknown() });

/**
 * Turns what a door handed in into one connection: checked first for what the request alone shows, then for what AWS
 * shows, all findings of either at once and before anything is created, with the defaults filled in.
 */
export const handler = defineHandler('resolveRequest', input, async (event, context): Promise<Resolved> => {
  const door = readDoor(event.input);
  if ('findings' in door) throw new InvalidRequest(door.findings);
  if (door.asks === 'request') return connect(door, door.request, context);
  const tagged = await taggedRequest(door, context);
  return 'ignored' in tagged ? tagged.ignored : connect(door, tagged.request, context);
});

async function connect(from: DoorInput, raw: unknown, context: HandlerContext): Promise<Resolved> {
  const { door, stackId } = from;
  const { request, configuration } = validRequest(raw, context);
  const names = context.names(request);
  context.logger.appendKeys({ connectionId: names.id, door });
  const { defaults, scrapers } = await runPreflight(request, names, context, DOORS[door].waitsForCluster);
  const whole = scrapers.find(
    ({ status, tags, createdAt }) =>
      status.statusCode === 'ACTIVE' &&
      isTaggedOurs(tags, names) &&
      !outlivesCluster(createdAt, defaults.clusterMadeAt),
  );
  const repeated = DOORS[door].looksAgain && whole ? connectedBy(whole.arn, request.clusterArn, defaults) : undefined;
  const owner = stackId === undefined ? {} : { stackId };
  const connection = { ...requested(door, request, names), ...owner, ...defaults, configuration };
  if (repeated === undefined) await refuseEarly(connection, scrapers, context);
  if (request.dryRun) return { decision: 'PLAN', connection };
  return {
    decision: 'CONNECT',
    connection,
    claim: { ...UNCLAIMED, ...repeated },
    deletion: UNDELETED,
    restoration: UNRESTORED,
  };
}

/** What the output of an event that came late or twice says of the connection that is there. */
function connectedBy(arn: string, clusterArn: string, { warnings, ...facts }: PreflightResult['defaults']) {
  return { connectedBy: { arn, warnings: [...warnings, ...admissionWarnings(arn, { clusterArn, ...facts })] } };
}

/** @throws InvalidRequest with the findings of the execution's name, the fields and the scrape configuration's text together. */
function validRequest(raw: unknown, context: HandlerContext) {
  const { environment, executionArn } = context;
  const { request, findings } = checkRequest(raw, environment);
  const named = executionNameFindings(executionArn);
  const { clusterArn, scrapeConfiguration } = request ?? readableParts(raw);
  const ownLabels = request === undefined ? {} : context.names(request).ownLabels;
  const configuration = requestedConfiguration(scrapeConfiguration, { clusterArn, ownLabels }, environment.taskRoot);
  if (request === undefined || configuration.findings.length > 0 || named.length > 0) {
    throw new InvalidRequest([...named, ...findings, ...configuration.findings]);
  }
  return { request, configuration: configuration.source };
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
  };
}

/** What a tagged cluster asks for: its current tags decide, since events come late, twice and out of order. */
async function taggedRequest(
  { door, clusterArn }: Extract<DoorInput, { asks: 'cluster' }>,
  context: HandlerContext,
): Promise<{ ignored: Resolved } | { request: Pick<Request, 'clusterArn' | 'workspaceArn'> }> {
  const { environment } = context;
  const findings = clusterFindings(clusterArn, environment);
  if (findings.length > 0) throw new InvalidRequest(findings);
  const { accountId, partition, resource } = arnParts(clusterArn);
  const name = resource.slice('cluster/'.length);
  const cluster = await readCluster(eksClient(context.session(partition), accountId), name);
  const value = cluster?.tags[environment.clusterTagKey];
  if (value === undefined) {
    const reason = cluster ? `The cluster has no tag ${environment.clusterTagKey} any more.` : 'The cluster is gone.';
    return { ignored: ignore({ door, clusterArn, reason }) };
  }
  const named = namedWorkspace({ key: environment.clusterTagKey, value, clusterArn }, environment.workspaces);
  if ('workspaceArn' in named) return { request: { clusterArn, workspaceArn: named.workspaceArn } };
  return { ignored: ignore({ door, clusterArn, reason: named.unknown }) };
}

function ignore(
  facts: Pick<Output, 'door' | 'clusterArn' | 'connectionId' | 'workspaceArn' | 'scraperArn' | 'reason'>,
  warnings: string[] = [],
): Resolved {
  const nothing = { created: [], updated: [], repaired: [], warnings };
  return { decision: 'IGNORE', output: { outcome: 'IGNORED', ...facts, ...nothing } };
}
