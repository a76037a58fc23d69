import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, vi } from 'vitest';
import { parseConfiguration, readConfiguration } from '../../../infra/configuration/configuration.ts';
import type { Deployment } from '../../../local/deployment/deployed.ts';
import { synthesizedDeployment } from '../../../local/deployment/synthesized.ts';
import { examine, type Examination } from '../../../local/doctor/examine.ts';
import { acceleratedClock } from '../../../local/state/clock.ts';
import type { World } from '../../../local/state/state.ts';
import { startRuntime } from '../../../local/workflow/runtime.ts';
import type { Stage } from '../../../local/workflow/stage.ts';
import { BUNDLED } from '../../bundles.ts';
import { connect, pass, reconcile, worldOf } from '../../workflow/reconcile/support.ts';
import { addRole } from '../aws/testWorld.ts';

export const WORKFLOW = '333333333333';
export const MACHINE = `arn:aws:states:us-west-2:${WORKFLOW}:stateMachine:amp-scraper-`;
const CLOCK_SPEED = 60;

const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
const credentials = join(folder, 'credentials');
/** The sample's, with somebody who is told of alarms. */
export const CONFIGURATION_FILE = join(folder, 'configuration.json');
const written = { ...readConfiguration(), alarmEmail: 'oncall@example.com', reconcile: { takesAway: true } };
const CONFIGURATION = parseConfiguration(written, 'the test');
writeFileSync(CONFIGURATION_FILE, JSON.stringify(written));

/** Whoever looks, by profile. */
export const ENVIRONMENT = { AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_CONFIG_FILE: '/dev/null' };
const PROFILES = [
  ['workflow', WORKFLOW],
  ['source', '111111111111'],
].map(([name, key]) => `[${name}]\naws_access_key_id = ${key}\naws_secret_access_key = test\n`);
writeFileSync(credentials, PROFILES.join(''));
for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);

const DEPLOYMENT: Deployment = await synthesizedDeployment(CONFIGURATION);
/** Its own: what is planted in what it has deployed is nobody else's. */
export const runtime = await startRuntime(DEPLOYMENT, { ...BUNDLED, hurry: 1_000 });
afterAll(async () => {
  await runtime.close();
  rmSync(folder, { recursive: true });
});

/** Two clusters are connected, and the last run saw that all is well, a day after the first saw the configuration. */
async function healthyWorld(): Promise<World> {
  const world = worldOf(DEPLOYMENT, { shop: 'central', office: 'central' });
  await reconcile(runtime, world);
  await connect(runtime, world, ['shop', 'office']);
  pass(world, 25);
  await reconcile(runtime, world);
  return world;
}
const HEALTHY = await healthyWorld();

/** What has gone wrong: of what is deployed, and in the world. */
export interface Plant {
  deployed?: (deployment: Deployment) => void;
  world?: (world: World) => void;
}

/** A healthy world that is served, with a fault in it. */
export function serve({ deployed, world: planted }: Plant = {}): { world: World; stage: Stage } {
  const world = structuredClone(HEALTHY);
  const deployment = structuredClone(DEPLOYMENT);
  deployed?.(deployment);
  runtime.update(world, deployment);
  planted?.(world);
  return { world, stage: runtime.open({ world, clock: acceleratedClock(world.now, CLOCK_SPEED) }) };
}

export async function leave({ stage }: { stage: Stage }): Promise<void> {
  await stage.idle();
  await stage.leave();
}

/** What doctor finds there. */
export function look(profile = 'workflow'): Promise<Examination> {
  const access = { region: 'us-west-2', profile, endpoint: runtime.endpoint };
  return examine(access, CONFIGURATION, () => {});
}

/** What doctor finds as somebody who may do everything but an action. */
export async function lookWithout(world: World, action: string): Promise<Examination> {
  const inline = [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: action, Resource: '*' },
  ];
  const RoleArn = addRole(world, { name: 'reader', account: WORKFLOW, inline });
  const sts = new STSClient({ region: 'us-west-2', profile: 'workflow', endpoint: runtime.endpoint });
  const { Credentials: keys } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'doctor' }));
  const own = join(folder, `without-${action.replace(':', '-')}`);
  writeFileSync(
    own,
    `[reader]\naws_access_key_id = ${keys?.AccessKeyId}\naws_secret_access_key = ${keys?.SecretAccessKey}\n` +
      `aws_session_token = ${keys?.SessionToken}\n`,
  );
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', own);
  try {
    return await look('reader');
  } finally {
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', credentials);
  }
}
