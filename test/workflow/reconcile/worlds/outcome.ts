import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { arnParts } from '../../../../functions/shared/arn.ts';
import { storedPlan } from '../../../../functions/shared/fleet/table/storedRun.ts';
import type { FleetClass } from '../../../../functions/shared/fleet/fleetClasses.ts';
import type { FleetPlan } from '../../../../functions/shared/fleet/plan.ts';
import type { CallRecord } from '../../../../local/aws/server.ts';
import type { Scraper, World } from '../../../../local/state/state.ts';
import { CENTRAL, KEY, OWN } from '../support.ts';
import { HELD, QUOTA } from './generate.ts';

/** What a tag may name, as the configuration of these worlds has it. */
const NAMED: Readonly<Record<string, string>> = { central: CENTRAL, [CENTRAL]: CENTRAL, own: OWN, [OWN]: OWN };

export interface Compared {
  before: World;
  world: World;
  /** The ARNs of somebody else's scrapers. */
  foreign: readonly string[];
  /** Of the last run. */
  counts: Readonly<Record<string, number>> | undefined;
}

/** The scrapers of a cluster that are not somebody else's, nor on their way out. */
function ownOf(world: World, arn: string, foreign: readonly string[]): Scraper[] {
  return Object.values(world.accounts)
    .flatMap(({ scrapers }) => Object.values(scrapers))
    .filter((one) => one.clusterArn === arn && one.status !== 'DELETING' && !foreign.includes(one.arn));
}

function rolesOf(world: World, arn: string): string[] {
  return Object.values(world.accounts)
    .flatMap(({ roles }) => Object.values(roles))
    .filter(({ tags }) => tags['amp-scraper:cluster'] === arn)
    .map((one) => one.arn);
}

const clustersOf = (world: World) => Object.values(world.accounts).flatMap(({ clusters }) => Object.values(clusters));

/** In what the fleet is not as the tags of its clusters say, and no plan says why. By the world alone: no rule of the product is asked. */
export function problemsOf(compared: Compared): string[] {
  const { before, world, foreign } = compared;
  const arns = new Set([
    ...clustersOf(world).map(({ arn }) => arn),
    ...Object.values(before.accounts).flatMap(({ scrapers }) => Object.values(scrapers).map((one) => one.clusterArn)),
  ]);
  const scrapersOf = (one: World, arn: string) => Object.values(one.accounts).flatMap(({ scrapers }) => scrapers[arn]);
  const touched = foreign.filter((arn) => asMade(scrapersOf(world, arn)) !== asMade(scrapersOf(before, arn)));
  return [
    ...touched.map((arn) => `${arn} is somebody else's, and was touched`),
    ...[...arns].flatMap((arn) => problemsOfCluster(arn, compared).map((problem) => `${arn} ${problem}`)),
    ...miscounted(compared),
  ];
}

/** What is named is counted; of what is well there is the count alone. */
function miscounted({ world, counts = {} }: Compared): string[] {
  const { connected: _connected, working: _working, ...told } = counts;
  const named = Map.groupBy(planOf(world).entries, (one): string => one.class);
  return [...new Set([...Object.keys(told), ...named.keys()])].flatMap((one) => {
    const [count, length] = [told[one] ?? 0, named.get(one)?.length ?? 0];
    return count === length ? [] : [`${count} are counted as ${one}, and ${length} are named`];
  });
}

/** What nobody but its owner changes of a scraper. */
function asMade(scrapers: readonly (Scraper | undefined)[]): string {
  const kept = scrapers.map(
    (one) => one && { arn: one.arn, tags: one.tags, status: one.status, roles: one.sourceRoleArn },
  );
  return JSON.stringify(kept);
}

function problemsOfCluster(arn: string, compared: Compared): string[] {
  const { before, world, foreign } = compared;
  const own = ownOf(world, arn, foreign);
  const cluster = clustersOf(world).find((one) => one.arn === arn);
  const isHeld = arnParts(arn).accountId === HELD || (cluster !== undefined && 'amp-scraper:hold' in cluster.tags);
  const value = cluster?.tags[KEY];
  const wanted = value === undefined ? undefined : NAMED[value];
  if (isHeld || (value !== undefined && wanted === undefined)) {
    const arnsOf = (scrapers: Scraper[]) => scrapers.map((one) => one.arn).join();
    const isLeft = arnsOf(own) === arnsOf(ownOf(before, arn, foreign));
    const isTold = !isHeld || own.length === 0 || classesOf(world, arn).includes('held');
    return [
      ...(isLeft ? [] : ['was to be left as it is, and was not']),
      ...(isTold ? [] : ['is held, and is not told as that']),
    ];
  }
  if (wanted === undefined) {
    const left = [...own.map((one) => one.arn), ...rolesOf(world, arn)];
    return left.length === 0 ? [] : [`wants nothing, and has ${left.join()}`];
  }
  const others = own.filter(({ workspaceArn }) => workspaceArn !== wanted);
  const toIt = own.filter(({ workspaceArn, status }) => workspaceArn === wanted && status === 'ACTIVE');
  const isThere = toIt.length === 1 || (toIt.length === 0 && isNamed(arn, wanted, compared));
  const isSilent = toIt.length === 1 && cluster?.targets === 0;
  const isNameless = toIt.some((one) => !('amp-scraper:connection' in one.tags));
  return [
    ...others.map((one) => `has ${one.arn} to another workspace`),
    ...(isThere ? [] : [`has ${toIt.length} scrapers to ${wanted}`]),
    ...(isSilent && !classesOf(world, arn).includes('silent') ? ['has no samples, and is not told as that'] : []),
    ...(isNameless && !classesOf(world, arn).includes('drifted') ? ['has lost its tag, and is not told as that'] : []),
  ];
}

/** What the last plan calls it, to whatever workspace. */
function classesOf(world: World, arn: string): FleetClass[] {
  return planOf(world).entries.flatMap((one) => (one.clusterArn === arn ? [one.class] : []));
}

/** Whether the last plan says why the cluster is not connected, and that is so. */
function isNamed(clusterArn: string, workspaceArn: string, { world, foreign }: Compared): boolean {
  const { accountId } = arnParts(clusterArn);
  const scrapers = Object.values(world.accounts[accountId]?.scrapers ?? {});
  const found = planOf(world).entries.find((one) => one.clusterArn === clusterArn && one.workspaceArn === workspaceArn);
  if (found?.class === 'waiting') return scrapers.length >= QUOTA;
  if (found?.class === 'foreign')
    return scrapers.some((one) => foreign.includes(one.arn) && one.clusterArn === clusterArn);
  const isFailing = clustersOf(world).some(
    ({ arn, scraperOutcome }) => arn === clusterArn && scraperOutcome !== undefined,
  );
  return found?.class === 'quarantined' && isFailing;
}

/** The last plan, as the table has it. */
export function planOf(world: World): FleetPlan {
  const items = Object.values(world.tables ?? {}).flatMap((table) => table.items);
  const found = items.find(({ pk, sk }) => JSON.stringify([pk, sk]) === '[{"S":"fleet"},{"S":"plan"}]');
  const { B } = z.object({ B: z.string() }).parse(found?.['value']);
  return storedPlan.parse(JSON.parse(gunzipSync(Buffer.from(B, 'base64')).toString('utf8'))).plan;
}

/**
 * The scrapers that were taken away in a run without evidence: that the looks of the run have asked for the cluster itself, and its tag
 * names another workspace or none; or that there is none, and all clusters of the account were listed. Tags do not change meanwhile.
 */
export function withoutEvidence(before: World, world: World, calls: readonly CallRecord[]): string[] {
  const there = new Set(Object.values(world.accounts).flatMap(({ scrapers }) => Object.keys(scrapers)));
  const gone = Object.values(before.accounts)
    .flatMap(({ scrapers }) => Object.values(scrapers))
    .filter(({ arn }) => !there.has(arn));
  return gone.filter((one) => !isEvident(one, before, calls)).map(({ arn }) => arn);
}

function isEvident({ clusterArn, accountId, workspaceArn }: Scraper, before: World, calls: readonly CallRecord[]) {
  const looks = calls.filter((one) => one.accountId === accountId && one.callerArn?.includes('lookAtRange'));
  const inputDigest = createHash('sha256')
    .update(JSON.stringify({ name: clusterArn.split('/')[1] }))
    .digest('hex');
  const described = looks.filter((one) => one.operation === 'DescribeCluster' && one.inputDigest === inputDigest);
  const cluster = clustersOf(before).find(({ arn }) => arn === clusterArn);
  if (cluster !== undefined) {
    return NAMED[cluster.tags[KEY] ?? ''] !== workspaceArn && described.some(({ status }) => status === 200);
  }
  const isListed = looks.some(({ operation, status }) => operation === 'ListClusters' && status === 200);
  return isListed && described.some(({ errorCode }) => errorCode === 'ResourceNotFoundException');
}
