import { AmpClient, DeleteScraperCommand } from '@aws-sdk/client-amp';
import { DeleteClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { arnParts } from '../../../../functions/shared/arn.ts';
import { takeTrustAway } from '../../../../local/aws/faults/takenTrust.ts';
import type { Cluster, Scraper, World } from '../../../../local/state/state.ts';
import { removeCluster } from '../../../../local/state/taggedResources.ts';
import { KEY, nameOf, REGION } from './fleet.ts';
import { scrapersOf, wishOf } from './wishes.ts';

/** What somebody does, as data: it prints on a failure. */
export interface Hand {
  minute: number;
  what: (typeof KINDS)[number];
  /** Which of those that it can be done to. */
  pick: number;
}

const KINDS = ['tagged', 'untagged', 'scraperDeleted', 'trustChanged', 'clusterDeleted'] as const;
/** From DeleteCluster until the cluster is gone. */
const DELETING_MS = 600_000;

/** So many within so many hours, in their order; the same for the same seed. */
export function handsOf(seed: number, { hours, hands: count }: { hours: number; hands: number }): Hand[] {
  const hand = fc.record({
    minute: fc.noBias(fc.nat(hours * 60 - 1)),
    what: fc.constantFrom(...KINDS),
    pick: fc.noBias(fc.nat(1_000_000)),
  });
  const [hands = []] = fc.sample(fc.array(hand, { minLength: count, maxLength: count, size: 'max' }), {
    seed,
    numRuns: 1,
  });
  return hands.toSorted((one, other) => one.minute - other.minute);
}

/** Where a hand is at work. */
export interface Grip {
  world: World;
  /** The embedded AWS. */
  endpoint: string;
  /** Sends EventBridge what EKS tells of a cluster's tags. */
  tell: (event: unknown) => Promise<void>;
  /** Does something so many milliseconds later. */
  later: (after: number, run: () => Promise<void>) => void;
  /** The clusters a role of which has lost its trust: a run mends that once. */
  mistrusted: Set<string>;
}

/** @returns what it was done to, if there was anything. */
export async function act({ what, pick }: Hand, grip: Grip): Promise<string | undefined> {
  const { world } = grip;
  const clusters = Object.values(world.accounts).flatMap((account) => Object.values(account.clusters));
  const isConnected = (one: Cluster) => scraperOf(world, one) !== undefined;
  const isWanted = ({ arn }: Cluster) => wishOf(world, arn) !== undefined;
  const whom: Readonly<Record<Hand['what'], (cluster: Cluster) => boolean>> = {
    tagged: (one) => !isWanted(one) && one.status === 'ACTIVE',
    untagged: isWanted,
    scraperDeleted: (one) => isWanted(one) && isConnected(one),
    trustChanged: (one) => isWanted(one) && isConnected(one) && !grip.mistrusted.has(one.arn),
    clusterDeleted: isWanted,
  };
  const able = clusters.filter((one) => isOfFleet(one) && whom[what](one));
  const cluster = able[pick % Math.max(1, able.length)];
  if (cluster === undefined) return undefined;
  await DEEDS[what](cluster, grip, pick);
  return cluster.arn;
}

/** The members of the other unit are nobody's business. */
function isOfFleet({ arn }: Cluster): boolean {
  return Number(arnParts(arn).accountId) % 2 === 0;
}

function scraperOf(world: World, { arn }: Cluster): Scraper | undefined {
  return scrapersOf(world).find(({ clusterArn, status }) => clusterArn === arn && status === 'ACTIVE');
}

const DEEDS: Readonly<Record<Hand['what'], (cluster: Cluster, grip: Grip, pick: number) => Promise<void>>> = {
  tagged: (cluster, grip) => retag(cluster, { [KEY]: nameOf(arnParts(cluster.arn).accountId) }, grip),
  untagged: (cluster, grip) => retag(cluster, {}, grip),
  async scraperDeleted(cluster, { world, endpoint }) {
    const { scraperId } = scraperOf(world, cluster) ?? {};
    await new AmpClient(administrator(cluster, endpoint)).send(new DeleteScraperCommand({ scraperId }));
  },
  async trustChanged(cluster, { world, mistrusted }, pick) {
    const { sourceRoleArn, targetRoleArn } = scraperOf(world, cluster) ?? {};
    const roles = Object.values(world.accounts).flatMap((account) => Object.values(account.roles));
    const role = roles.find(({ arn }) => arn === (pick % 2 === 0 ? sourceRoleArn : targetRoleArn));
    if (role === undefined) throw new Error(`The scraper of ${cluster.arn} has no such role.`);
    takeTrustAway(world, role);
    mistrusted.add(cluster.arn);
  },
  async clusterDeleted(cluster, { world, endpoint, later }) {
    later(DELETING_MS, async () => removeCluster(world, cluster.arn, world.now));
    await new EKSClient(administrator(cluster, endpoint)).send(new DeleteClusterCommand({ name: cluster.name }));
  },
};

function administrator({ arn }: Cluster, endpoint: string) {
  const credentials = { accessKeyId: arnParts(arn).accountId, secretAccessKey: 'test' };
  return { endpoint, region: REGION, credentials };
}

const TAGGED = readFileSync(new URL('../../../../events/eks-cluster-tagged.json', import.meta.url), 'utf8');

async function retag(cluster: Cluster, tags: Record<string, string>, { tell }: Grip): Promise<void> {
  cluster.tags = tags;
  const { accountId: account } = arnParts(cluster.arn);
  const event = JSON.parse(TAGGED);
  await tell({ ...event, account, resources: [cluster.arn], detail: { ...event.detail, tags } });
}
