import * as fc from 'fast-check';
import { arnParts } from '../../../../functions/shared/arn.ts';
import { EVENT_KINDS, type EventKind } from '../../../../local/state/lostEvents.ts';
import type { Cluster, Scraper, World } from '../../../../local/state/state.ts';
import { removeCluster } from '../../../../local/state/taggedResources.ts';
import type { Runtime } from '../../../../local/workflow/runtime.ts';
import { tagsAgain } from '../../../../functions/shared/request/doors/clusterEvents.ts';
import { clusterOf } from '../../support.ts';
import {
  ACCOUNT,
  arnOf,
  begin,
  CENTRAL,
  connectClusters,
  deploymentWith,
  KEY,
  onceIn,
  reconcile,
  scraped,
  worldOf,
} from '../support.ts';

export const [SECOND, HELD] = ['444444444444', '555555555555'] as const;
/** Of scrapers, in the configuration of these worlds. */
export const QUOTA = 4;
const HOUR = 3_600_000;

/** Everything that may be done, and little of it at a time. */
export const DEPLOYMENT = await deploymentWith(
  { takesAway: true, repairDrift: true, maximumNew: 3, heldAccounts: [HELD] },
  { accounts: [ACCOUNT, '222222222222', SECOND, HELD], scraperQuota: QUOTA },
);

const CONNECTED = [
  ...['a', 'b', 'c'].map((name) => arnOf(name)),
  arnOf('d', SECOND),
  arnOf('e', SECOND),
  arnOf('f', HELD),
] as const;
/** Of a fleet that was disturbed, two onboards of these were stopped, and nobody was told; else nobody wants them connected. */
const LEFT = [arnOf('roles', SECOND), arnOf('scraper', SECOND)] as const;

/** What is done to a cluster that was connected, or was to be, with nobody being told. */
const CHANGES: Readonly<Record<string, (world: World, arn: string) => void>> = {
  untagged: (world, arn) => tags(world, arn, {}),
  moved: (world, arn) => tags(world, arn, { [KEY]: 'own' }),
  nowhere: (world, arn) => tags(world, arn, { [KEY]: 'unheard-of' }),
  held: (world, arn) => tags(world, arn, { 'amp-scraper:hold': '' }),
  gone: (world, arn) => void delete world.accounts[arnParts(arn).accountId]?.clusters[arn],
  ghost: (world, arn) => removeCluster(world, arn, world.now),
  untaggedAndShown(world, arn) {
    lags(world, arn, clusterOf(world, arn).tags);
    tags(world, arn, {});
  },
  shownUntagged: (world, arn) => lags(world, arn, {}),
  scraperGone: (world, arn) => eachScraper(world, arn, ({ arn: gone }, scrapers) => void delete scrapers[gone]),
  updateFailed: (world, arn) => eachScraper(world, arn, (one) => void (one.status = 'UPDATE_FAILED')),
  nameless: (world, arn) => eachScraper(world, arn, (one) => void delete one.tags['amp-scraper:connection']),
  silent: (world, arn) => void (clusterOf(world, arn).targets = 0),
};

/** A cluster that there was not: what its tag is, and what else is there. */
const ADDITIONS: Readonly<Record<string, Addition>> = {
  central: { value: 'central' },
  own: { value: 'own' },
  byArn: { value: CENTRAL },
  nowhere: { value: 'unheard-of' },
  untagged: {},
  notShown: { value: 'central', isShown: false },
  failing: { value: 'central', isFailing: true },
  foreign: { value: 'central', isForeign: true },
  foreignAlone: { isForeign: true },
};

interface Addition {
  value?: string;
  isShown?: boolean;
  isFailing?: boolean;
  isForeign?: boolean;
}

/** What becomes of the world, as data: it prints on a failure. */
export interface Mishaps {
  changes: { arn: string; what: string }[];
  additions: { accountId: string; what: string }[];
  isDisturbed: boolean;
  /** Of those that the runs themselves give rise to, the kinds of which nothing comes through. */
  lost: EventKind[];
}

const names = (of: object) => fc.constantFrom(...Object.keys(of));

const mishaps: fc.Arbitrary<Mishaps> = fc.record({
  changes: fc.uniqueArray(fc.record({ arn: fc.constantFrom(...CONNECTED, ...LEFT), what: names(CHANGES) }), {
    selector: ({ arn }) => arn,
    maxLength: 3,
  }),
  additions: fc.array(fc.record({ accountId: fc.constantFrom(ACCOUNT, SECOND, HELD), what: names(ADDITIONS) }), {
    maxLength: 2,
  }),
  isDisturbed: fc.boolean(),
  lost: fc.subarray([...EVENT_KINDS]),
});

/** The same for the same seed. */
export function mishapsOf(seed: number): Mishaps {
  const [found] = fc.sample(mishaps, { seed, numRuns: 1 });
  if (found === undefined) throw new Error(`There is nothing of seed ${seed}.`);
  return found;
}

export interface Fleets {
  well: World;
  disturbed: World;
}

/** A fleet by a configuration that is a day old, and the same with two onboards that were cut short. */
export async function fleetsBefore(runtime: Runtime): Promise<Fleets> {
  const world = worldOf(
    DEPLOYMENT,
    { a: 'central', b: 'own', c: 'central' },
    {
      [SECOND]: { d: 'central', e: 'central', roles: undefined, scraper: undefined },
      [HELD]: { f: 'central' },
    },
  );
  // One series each is as good as many, and is less to keep.
  for (const { clusters } of Object.values(world.accounts))
    for (const cluster of Object.values(clusters)) cluster.targets = 1;
  await connectClusters(runtime, world, CONNECTED);
  await reconcile(runtime, world, { dryRun: true });
  if (scraped(world).length !== CONNECTED.length) throw new Error(`Connected are ${scraped(world).join()} alone.`);
  world.now += 25 * HOUR;
  const well = structuredClone(world);
  await cutShort(runtime, world, LEFT[0], 'CreateTargetRole');
  await cutShort(runtime, world, LEFT[1], 'CreateScraper');
  return { well, disturbed: world };
}

/** The function that the execution is in goes on to its end. */
async function cutShort(runtime: Runtime, world: World, arn: string, state: string): Promise<void> {
  tags(world, arn, { [KEY]: 'central' });
  world.lostEvents = { 'execution-status': 1 };
  const stage = onceIn(runtime, world, { workflow: 'onboard', state }, (on, execution) => on.stop(execution));
  begin(stage, runtime, world, 'onboard', tagsAgain(arn));
  await stage.idle();
  await stage.leave();
}

/** The world with all that has become of it. @returns the ARNs of somebody else's scrapers in it, too */
export function after(
  fleets: Fleets,
  { changes, additions, isDisturbed }: Mishaps,
): { world: World; foreign: string[] } {
  const before = isDisturbed ? fleets.disturbed : fleets.well;
  const world = structuredClone(before);
  for (const { arn, what } of changes) CHANGES[what]?.(world, arn);
  const foreign = additions.flatMap(({ accountId, what }, index) => {
    const { clusters = {}, scrapers = {} } = before.accounts[accountId] ?? {};
    const [[likeCluster], [likeScraper]] = [Object.values(clusters), Object.values(scrapers)];
    if (likeCluster === undefined || likeScraper === undefined) throw new Error(`Nothing is in account ${accountId}.`);
    return add(world, { name: `new${index}`, accountId, ...ADDITIONS[what] }, likeCluster, likeScraper);
  });
  return { world, foreign };
}

function add(
  world: World,
  { name, accountId, value, isShown, isFailing, isForeign }: Addition & { name: string; accountId: string },
  likeCluster: Cluster,
  likeScraper: Scraper,
): string[] {
  const arn = arnOf(name, accountId);
  const account = world.accounts[accountId];
  if (account === undefined) throw new Error(`The world has no account ${accountId}.`);
  account.clusters[arn] = {
    ...structuredClone(likeCluster),
    name,
    arn,
    tags: value === undefined ? {} : { [KEY]: value },
    ...(isFailing ? { scraperOutcome: { outcome: 'CREATION_FAILED' } } : {}),
  };
  if (isShown === false) lags(world, arn);
  if (!isForeign) return [];
  const roleArn = `arn:aws:iam::${accountId}:role/of-somebody-else`;
  const scraperId = `s-${name.padStart(8, '0')}`;
  const scraperArn = `arn:aws:aps:us-west-2:${accountId}:scraper/${scraperId}`;
  account.scrapers[scraperArn] = {
    ...structuredClone(likeScraper),
    scraperId,
    arn: scraperArn,
    clusterArn: arn,
    workspaceArn: CENTRAL,
    tags: {},
    roleArn,
    sourceRoleArn: roleArn,
    targetRoleArn: roleArn,
  };
  return [scraperArn];
}

function tags(world: World, arn: string, value: Record<string, string>): void {
  clusterOf(world, arn).tags = value;
}

/** For three hours the resource tagging API shows these tags of it, or does not show it. */
function lags(world: World, arn: string, shown?: Readonly<Record<string, string>>): void {
  const until = world.now + 3 * HOUR;
  world.shownTags = { ...world.shownTags, [arn]: { ...(shown === undefined ? {} : { tags: { ...shown } }), until } };
}

function eachScraper(
  world: World,
  arn: string,
  change: (scraper: Scraper, scrapers: Record<string, Scraper>) => void,
): void {
  const scrapers = world.accounts[arnParts(arn).accountId]?.scrapers ?? {};
  for (const scraper of Object.values(scrapers).filter(({ clusterArn }) => clusterArn === arn))
    change(scraper, scrapers);
}
