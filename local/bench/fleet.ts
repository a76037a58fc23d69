import { readFileSync } from 'node:fs';
import { parseConfiguration } from '../../infra/configuration/configuration.ts';
import { membersOf } from '../deployedWorld.ts';
import { putDeployment } from '../deployment/putDeployment.ts';
import { synthesizedDeployment } from '../deployment/synthesized.ts';
import type { World } from '../state/state.ts';
import { enter, type DoorResult } from '../workflow/doors/doors.ts';
import { startRuntime } from '../workflow/runtime.ts';
import { FLEET_HUB, fleetConfiguration, fleetFile, fleetMember, fleetWorkspace } from '../world/fleet.ts';
import { loadWorld } from '../world/load.ts';
import { median } from './load.ts';
import { spent, type Spent } from './spent.ts';

/** One door's way to a connection, in a world of few accounts and in one of many: seconds of the processor, medians of the rounds. */
export interface DoorFigures {
  door: string;
  few: number;
  many: number;
  ratio: number;
  /** The least and the largest of the rounds. */
  spread: readonly [number, number];
}

/** Of the world that the large one is compared with. */
export const FEW_ACCOUNTS = 3;
/** Of the large world: what a door costs should not depend on it. */
export const MANY_ACCOUNTS = 1_000;
/** Rounds that count; one before them loads and compiles. */
export const ROUNDS = 7;

const REGION = 'us-west-2';
const MEMBER = fleetMember(0);
const CLUSTER = `arn:aws:eks:${REGION}:${MEMBER}:cluster/shop`;

/** What each door is asked by: the request, EventBridge's event, CloudFormation's. */
function inputs(): Record<string, object> {
  const event = (name: string): string => readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8');
  const ofFleet = (text: string): object =>
    JSON.parse(
      text
        .replaceAll(/arn:aws:eks:[\w-]+:\d{12}:cluster\/\w+/g, CLUSTER)
        .replaceAll('111111111111', MEMBER)
        .replaceAll('333333333333', FLEET_HUB),
    );
  return {
    console: { clusterArn: CLUSTER, workspaceArn: fleetWorkspace(REGION) },
    tag: ofFleet(event('eks-cluster-tagged')),
    product: ofFleet(event('product-create')),
  };
}

/** Connects the cluster by a door in a copy of one of the worlds; what the run took. */
export type ConnectIn = (world: World, door: string, onCall?: () => void) => Promise<Spent<DoorResult>>;

/**
 * Worlds of so many member accounts each, for as long as `use` takes.
 * @throws Error for a run that does not connect the cluster.
 */
export async function inFleets<Result>(
  sizes: readonly number[],
  use: (worlds: World[], connect: ConnectIn) => Promise<Result>,
): Promise<Result> {
  const configuration = parseConfiguration(fleetConfiguration(REGION), "the fleet's configuration");
  const deployment = await synthesizedDeployment(configuration, [FLEET_HUB, MEMBER]);
  const worlds: World[] = [];
  for (const members of sizes) {
    const { world } = loadWorld(fleetFile({ members, tags: { 'amp-scraper-workspace': 'central' } }));
    putDeployment(world, await synthesizedDeployment(configuration, membersOf(world, configuration)));
    worlds.push(world);
  }
  const runtime = await startRuntime(deployment);
  const asked = inputs();
  const connect: ConnectIn = async (world, door, onCall) => {
    const copy = structuredClone(world);
    const run = await spent(() =>
      enter(runtime, deployment, asked[door], { world: copy, ...(onCall ? { onCall } : {}) }),
    );
    const { output, error, cause } = run.result;
    if (JSON.stringify(output)?.includes('ONBOARDED')) return run;
    throw new Error(`The run that is timed failed: ${error}: ${cause}`);
  };
  try {
    return await use(worlds, connect);
  } finally {
    await runtime.close();
  }
}

/** Connects a cluster by each door in both worlds, alternately. @throws as inFleets */
export async function measureDoors(): Promise<DoorFigures[]> {
  return inFleets([FEW_ACCOUNTS, MANY_ACCOUNTS], async ([few, many], connect) => {
    if (few === undefined || many === undefined) throw new Error('There are two worlds.');
    const figures: DoorFigures[] = [];
    for (const door of Object.keys(inputs())) {
      const rounds: { few: number; many: number }[] = [];
      for (let round = 0; round <= ROUNDS; round += 1) {
        const first = (await connect(round % 2 === 0 ? few : many, door)).seconds;
        const second = (await connect(round % 2 === 0 ? many : few, door)).seconds;
        rounds.push(round % 2 === 0 ? { few: first, many: second } : { few: second, many: first });
      }
      figures.push(figuresOfRounds(door, rounds.slice(1)));
    }
    return figures;
  });
}

/** The ratio is of the medians: a round in which the machine does something else counts as one. */
function figuresOfRounds(door: string, rounds: readonly { few: number; many: number }[]): DoorFigures {
  const [few, many] = [median(rounds.map((one) => one.few)), median(rounds.map((one) => one.many))];
  const ratios = rounds.map((one) => one.many / one.few);
  return { door, few, many, ratio: many / few, spread: [Math.min(...ratios), Math.max(...ratios)] };
}
