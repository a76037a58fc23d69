import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseConfiguration } from '../../infra/configuration/configuration.ts';
import { membersOf } from '../deployedWorld.ts';
import { putDeployment } from '../deployment/putDeployment.ts';
import { synthesizedDeployment } from '../deployment/synthesized.ts';
import type { World } from '../state/state.ts';
import { enter } from '../workflow/doors/doors.ts';
import { startRuntime } from '../workflow/runtime.ts';
import { FLEET_HUB, fleetConfiguration, fleetFile, fleetMember, fleetWorkspace } from '../world/fleet.ts';
import { loadWorld } from '../world/load.ts';
import { median } from './load.ts';

/** One door's way to a connection, in a world of few accounts and in one of many: seconds of the processor, medians of the rounds. */
export interface DoorFigures {
  door: string;
  few: number;
  many: number;
  ratio: number;
  /** The least and the largest of the rounds. */
  spread: readonly [number, number];
}

export const FEW_ACCOUNTS = 3;
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

/** Connects a cluster by each door in both worlds, alternately. @throws Error for a run that does not connect it */
export async function measureDoors(): Promise<DoorFigures[]> {
  const configuration = parseConfiguration(fleetConfiguration(REGION), "the fleet's configuration");
  const deployment = await synthesizedDeployment(configuration, [FLEET_HUB, MEMBER]);
  const worldOf = async (members: number): Promise<World> => {
    const { world } = loadWorld(fleetFile({ members, tags: { 'amp-scraper-workspace': 'central' } }));
    putDeployment(world, await synthesizedDeployment(configuration, membersOf(world, configuration)));
    return world;
  };
  const [few, many] = [await worldOf(FEW_ACCOUNTS), await worldOf(MANY_ACCOUNTS)];
  const runtime = await startRuntime(deployment);
  const seconds = async (world: World, input: object): Promise<number> => {
    const copy = structuredClone(world);
    collectGarbage();
    const before = process.cpuUsage();
    const { output, error, cause } = await enter(runtime, deployment, input, { world: copy });
    if (JSON.stringify(output)?.includes('ONBOARDED')) return process.cpuUsage(before).user / 1e6;
    throw new Error(`The run that is timed failed: ${error}: ${cause}`);
  };
  try {
    const figures: DoorFigures[] = [];
    for (const [door, input] of Object.entries(inputs())) {
      const rounds: { few: number; many: number }[] = [];
      for (let round = 0; round <= ROUNDS; round += 1) {
        const first = await seconds(round % 2 === 0 ? few : many, input);
        const second = await seconds(round % 2 === 0 ? many : few, input);
        rounds.push(round % 2 === 0 ? { few: first, many: second } : { few: second, many: first });
      }
      figures.push(figuresOfRounds(door, rounds.slice(1)));
    }
    return figures;
  } finally {
    await runtime.close();
  }
}

/** What copying a world leaves behind is collected before the clock starts: a run that is timed would pay for it. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

/** The ratio is of the medians: a round in which the machine does something else counts as one. */
export function figuresOfRounds(door: string, rounds: readonly { few: number; many: number }[]): DoorFigures {
  const [few, many] = [median(rounds.map((one) => one.few)), median(rounds.map((one) => one.many))];
  const ratios = rounds.map((one) => one.many / one.few);
  return { door, few, many, ratio: many / few, spread: [Math.min(...ratios), Math.max(...ratios)] };
}
