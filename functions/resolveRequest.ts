import * as z from 'zod/mini';
import { eksClient } from './shared/aws/eks.ts';
import { readCluster } from './shared/preflight/cluster.ts';
import { runPreflight } from './shared/preflight/preflight.ts';
import { refuseEarly } from './shared/preflight/refusal.ts';
import { UNCLAIMED, UNDELETED, UNRESTORED, type Door, type Output, type Resolved } from './shared/contract.ts';
import { namedWorkspace, readDoor, type DoorInput } from './shared/request/doors.ts';
import { InvalidRequest } from './shared/errors.ts';
import { defineHandler, type HandlerContext } from './shared/handler/handler.ts';
import type { ConnectionNames } from './shared/names.ts';
import { arnParts } from './shared/arn.ts';
import { checkRequest, readableParts, type Request } from './shared/request/request.ts';
import { clusterFindings } from './shared/request/arns.ts';
import { isTaggedOurs } from './shared/connection/tags.ts';
import { requestedConfiguration } from './shared/request/configuration.ts';
import { GIVEN } from './shared/scraper/settings.ts';

const input = z.object({ executionArn: z.string(), input: z.unknown() });

/**
 * Turns what a door handed in into one connection: checked first for what the request alone shows, then for what AWS
 * shows, all findings of either at once and before anything is created, with the defaults filled in.
 */
export const handler = defineHandler('resolveRequest', input, async (event, context): Promise<Resolved> => {
  const door = readDoor(event.input);
  if ('findings' in door) throw new InvalidRequest(door.findings);
  if (door.door !== 'tag') return connect(door, door.request, context);
  const tagged = await taggedRequest(door.clusterArn, context);
  return 'ignored' in tagged ? tagged.ignored : connect(door, tagged.request, context);
});

async function connect(from: DoorInput, raw: unknown, context: HandlerContext): Promise<Resolved> {
  const { door } = from;
  const { request, configuration } = validRequest(raw, context);
  const names = context.names(request);
  context.logger.appendKeys({ connectionId: names.id, door });
  const { defaults, scrapers } = await runPreflight(request, names, context, door !== 'product');
  const whole = scrapers.find(({ status, tags }) => status.statusCode === 'ACTIVE' && isTaggedOurs(tags, names));
  if (door === 'tag' && whole) {
    const { clusterArn, workspaceArn } = request;
    const reason = `The cluster is connected already, by ${whole.arn}: the event came late or twice.`;
    return ignore(context, { connectionId: names.id, clusterArn, workspaceArn, scraperArn: whole.arn, reason });
  }
  const owner = from.door === 'product' ? { stackId: from.stackId } : {};
  const connection = { ...requested(door, request, names), ...owner, ...defaults, configuration };
  await refuseEarly(connection, scrapers, context);
  if (request.dryRun) return { decision: 'PLAN', connection };
  return { decision: 'CONNECT', connection, claim: UNCLAIMED, deletion: UNDELETED, restoration: UNRESTORED };
}

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

function requested(door: Door, request: Request, names: ConnectionNames) {
  return {
    id: names.id,
    door,
    clusterArn: request.clusterArn,
    workspaceArn: request.workspaceArn,
    alias: request.alias ?? `${names.installation}-${names.id}`,
    tags: request.tags ?? {},
    given: GIVEN.filter((field) => request[field] !== undefined),
    requireSamples: request.requireSamples ?? false,
    replace: request.replace ?? false,
  };
}

/** What a tagged cluster asks for: its current tags decide, since events come late, twice and out of order. */
async function taggedRequest(
  clusterArn: string,
  context: HandlerContext,
): Promise<{ ignored: Resolved } | { request: Pick<Request, 'clusterArn' | 'workspaceArn'> }> {
  const { settings } = context;
  const findings = clusterFindings(clusterArn, settings);
  if (findings.length > 0) throw new InvalidRequest(findings);
  const { accountId, partition, resource } = arnParts(clusterArn);
  const name = resource.slice('cluster/'.length);
  const cluster = await readCluster(eksClient(context.session(partition), accountId), name);
  const value = cluster?.tags[settings.clusterTagKey];
  if (value === undefined) {
    const reason = cluster ? `The cluster has no tag ${settings.clusterTagKey} any more.` : 'The cluster is gone.';
    return { ignored: ignore(context, { clusterArn, reason }) };
  }
  const named = namedWorkspace({ key: settings.clusterTagKey, value, clusterArn }, settings.workspaces);
  if ('workspaceArn' in named) return { request: { clusterArn, workspaceArn: named.workspaceArn } };
  return { ignored: ignore(context, { clusterArn, reason: named.unknown }) };
}

function ignore(
  { logger }: HandlerContext,
  facts: Pick<Output, 'clusterArn' | 'connectionId' | 'workspaceArn' | 'scraperArn' | 'reason'>,
): Resolved {
  logger.appendKeys({ outcome: 'IGNORED', door: 'tag' });
  const nothing = { created: [], updated: [], repaired: [], warnings: [] };
  return { decision: 'IGNORE', output: { outcome: 'IGNORED', door: 'tag', ...facts, ...nothing } };
}
