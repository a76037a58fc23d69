import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { ReconcileOutput } from '../../../functions/shared/fleet/run.ts';
import type { Scraper, World } from '../../../local/state/state.ts';
import type { Runtime } from '../../../local/workflow/runtime.ts';
import { warmRuntime } from '../../runtimes.ts';
import {
  ACCOUNT,
  arnOf,
  connect,
  deploymentWith,
  pass,
  quarantine,
  reconcile,
  remove,
  tag,
  worldOf,
} from './support.ts';

const DEPLOYMENT = await deploymentWith({ takesAway: true, heldAccounts: [] }, { scraperQuota: 7 });

/** One cluster of each class, by its name; the other account cannot be looked at. */
const CLUSTERS = {
  connected: 'central',
  wanted: 'central',
  unwanted: 'central',
  orphan: 'central',
  silent: 'central',
  drifted: 'central',
  foreign: 'central',
  held: undefined,
  waits: undefined,
  quarantined: 'central',
} as const;
const CONNECTED = ['connected', 'unwanted', 'orphan', 'silent', 'drifted'];

let runtime: Runtime;
let world: World;
let output: ReconcileOutput;

function scraperOf(name: string): Scraper {
  const found = Object.values(world.accounts[ACCOUNT]?.scrapers ?? {}).find(
    ({ clusterArn }) => clusterArn === arnOf(name),
  );
  if (found === undefined) throw new Error(`Nothing scrapes ${name}.`);
  return found;
}

/** Somebody else's between a cluster that is tagged and the workspace. */
function somebodyElses(like: Scraper, name: string): void {
  const arn = `${like.arn.slice(0, -12)}ffffffffffff`;
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/of-somebody-else`;
  const made = { ...like, arn, clusterArn: arnOf(name), tags: {}, roleArn };
  const account = world.accounts[ACCOUNT];
  if (account !== undefined) account.scrapers[arn] = { ...made, sourceRoleArn: roleArn, targetRoleArn: roleArn };
}

beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  world = Object.assign(worldOf(DEPLOYMENT, CLUSTERS), { provisioningSeconds: 1_038 });
  await connect(runtime, world, CONNECTED);
  await reconcile(runtime, world, { dryRun: true });
  pass(world, 25);
  tag(world, 'unwanted', undefined);
  remove(world, 'orphan');
  tag(world, 'silent', 'central').targets = 0;
  quarantine(world, 'quarantined');
  scraperOf('drifted').status = 'UPDATE_FAILED';
  somebodyElses(scraperOf('connected'), 'foreign');
  tag(world, 'held', 'central').tags['amp-scraper:hold'] = '';
  tag(world, 'waits', 'central');
  output = await reconcile(runtime, world, { dryRun: true });
});

test('each thing of a fleet is in its class', () => {
  expect(output.counts).toEqual({
    connected: 1,
    wanted: 1,
    unwanted: 1,
    orphan: 1,
    silent: 1,
    drifted: 1,
    foreign: 1,
    waiting: 1,
    quarantined: 1,
    held: 1,
  });
  expect([output.held, output.warnings]).toEqual([{ approval: 1, scraperQuota: 1 }, []]);
});

test('a person reads it at 80 columns, each with its cluster and the reason', () => {
  const { report = [] } = output;
  expect(report.filter((line) => line.length > 80 && !/^\s*arn:\S+$/.test(line))).toEqual([]);
  const named = Object.keys(CLUSTERS).filter((name) => name !== 'connected');
  for (const name of named) expect(report).toContain(`  ${arnOf(name)}`);
  expect(report.join(' ').replaceAll(/\s+/g, ' ')).toContain('has 7 scrapers in the Region, as many as its quota');
  expect(report).toContain('Would start: 3 executions');
});

test('docs/fleet.md shows it', () => {
  const shown = readFileSync(new URL('../../../docs/fleet.md', import.meta.url), 'utf8');
  // Onboards run side by side, and AMP gives a scraper its id as they come.
  const report = (output.report ?? []).map((line) => line.replace(/scraper\/s-[\da-f-]+/, 'scraper/s-…'));
  expect(shown).toContain(`\n\`\`\`text\n${report.join('\n')}\n\`\`\`\n`);
});
