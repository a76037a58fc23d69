import { readFileSync } from 'node:fs';
import { acceleratedClock } from '../../local/state/clock.ts';
import type { ExecutionRecord } from '../../local/state/state.ts';
import type { Stage } from '../../local/workflow/stage.ts';
import { cluster, DEPLOYMENT, REQUEST, scrapers, WORKSPACE, type WorldFileText } from '../workflow/support.ts';
import type { Death, Scene, Situation } from './scene.ts';

const SUBNETS = ['subnet-0a00000000000000a', 'subnet-0a00000000000000b'];
const OTHER_SUBNETS = ['subnet-0a00000000000000b', 'subnet-0a00000000000000c'];
const UNKNOWN_ROLE = 'arn:aws:iam::111111111111:role/somebody';

const always = (operation: string, fault: string) => ({ faults: [`${operation}:${fault}:always`] });
const refused = (scene: Scene) => scene.run(REQUEST, always('createRole', 'access-denied'));
const connected = (scene: Scene) => scene.run(REQUEST);
const unsampled = (file: WorldFileText) => Object.assign(cluster(file, 'shop'), { targets: 0 });

/** Somebody stops it, as StopExecution does. */
function stop(stage: Stage, execution: ExecutionRecord): void {
  Object.assign(execution, { status: 'ABORTED', stopDate: stage.now() });
  stage.stop(execution);
}
const stopped = (scene: Scene) => scene.run(REQUEST, { when: { state: 'WaitForScraper', act: stop } });

function tagEvent(): unknown {
  return JSON.parse(readFileSync(new URL('../../events/eks-cluster-tagged.json', import.meta.url), 'utf8'));
}

function tagsLost({ world }: Scene): void {
  for (const { roles } of Object.values(world.accounts))
    for (const role of Object.values(roles))
      if (role.path === '/amp-scraper/') delete role.tags['amp-scraper:connection'];
  for (const { tags } of scrapers(world)) delete tags['amp-scraper:connection'];
}

/** A queue has an event that could not be delivered. */
function undelivered({ world }: Scene, name: string): void {
  const queue = Object.values(world.monitoring?.queues ?? {}).find((one) => one.name === name);
  if (queue === undefined) throw new Error(`There is no queue ${name}.`);
  queue.messages.push({ at: world.now, body: JSON.stringify(tagEvent()) });
}

/** Cut off before its tasks: the execution is RUNNING, and goes on when the world is opened again. */
async function atWork({ world, play, runtime }: Scene): Promise<ExecutionRecord> {
  return play(
    async (stage) => {
      const execution = stage.begin(runtime.stateMachineArn('onboard'), 'page-1', REQUEST);
      while (scrapers(world).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      await stage.leave();
      return execution;
    },
    { clock: acceleratedClock(world.now, 100) },
  );
}

/** A product's stack is deleted while its onboard runs. */
async function givenUp(scene: Scene): Promise<ExecutionRecord> {
  const id = '7d1f6a52-3c2e-4b1c-9d7e-0a6f4f7a1c01';
  await scene.play(
    async (stage) => {
      const ask = async (name: string, RequestId: string) => {
        const event = JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8'));
        await stage.invoke(DEPLOYMENT.providers[0]?.onEventArn ?? '', JSON.stringify({ ...event, RequestId }));
      };
      await ask('product-create', id);
      while (scrapers(scene.world).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await ask('product-delete', id.replace(/01$/, '02'));
    },
    { clock: acceleratedClock(scene.world.now, 1_000) },
  );
  const found = Object.values(scene.world.executions ?? {}).find(({ name }) => name === id);
  if (found === undefined) throw new Error('The product has started no execution.');
  return found;
}

const isCalled =
  (name: string): Death =>
  (functionArn) =>
    functionArn.includes(name) ? 'States.Timeout' : undefined;

const left = (scene: Scene) =>
  scene.run(REQUEST, { faults: ['scraper:failing', 'deleteScraper:access-denied:always'] });

function foreign(file: WorldFileText): void {
  const { accounts } = file;
  const one = {
    clusterName: 'shop',
    workspaceArn: WORKSPACE,
    sourceRoleArn: UNKNOWN_ROLE,
    targetRoleArn: UNKNOWN_ROLE,
  };
  Object.assign(accounts['111111111111'] ?? {}, { scrapers: [one, { ...one, alias: 'second' }] });
}

/** By page and heading. Where nothing in particular has happened, a connection is there. */
export const SITUATIONS: Readonly<Record<string, Situation>> = {
  Errors: { produce: refused },
  InvalidRequest: { produce: (scene) => scene.run({ ...REQUEST, color: 'red' }), isError: true },
  PreflightFailed: {
    file: (file) => Object.assign(cluster(file, 'shop'), { endpointPrivateAccess: false }),
    produce: connected,
    isError: true,
  },
  ClusterNotReady: {
    file: (file) => Object.assign(cluster(file, 'shop'), { status: 'CREATING', activeAfterSeconds: 6_000 }),
    produce: connected,
    isError: true,
    speed: 3_000,
  },
  NotOurs: {
    async produce(scene) {
      await connected(scene);
      tagsLost(scene);
      return connected(scene);
    },
    isError: true,
  },
  OwnedElsewhere: {
    async produce(scene) {
      await scene.run(tagEvent());
      return connected(scene);
    },
    isError: true,
  },
  ReplacementNeeded: {
    async produce(scene) {
      await scene.run({ ...REQUEST, subnetIds: SUBNETS });
      return scene.run({ ...REQUEST, subnetIds: OTHER_SUBNETS });
    },
    isError: true,
  },
  ScraperFailed: { produce: left, isError: true },
  ScraperTimeout: { produce: (scene) => scene.run(REQUEST, { faults: ['scraper:stuck'] }), isError: true },
  NoSamples: { file: unsampled, produce: (scene) => scene.run({ ...REQUEST, requireSamples: true }), isError: true },
  AccessDenied: { produce: refused, isError: true },
  QuotaExceeded: { produce: (scene) => scene.run(REQUEST, always('createScraper', 'quota')), isError: true },
  AwsUnavailable: { produce: (scene) => scene.run(REQUEST, always('createRole', 'throttle')), isError: true },
  Redriven: {
    async produce(scene) {
      const execution = await stopped(scene);
      await scene.play(async (stage) => {
        await stage.redrive(execution.executionArn);
        await stage.ended(execution.executionArn);
      });
      return execution;
    },
    isError: true,
  },
  'States.Timeout': { produce: (scene) => scene.run(REQUEST, { death: isCalled('createSourceRole') }), isError: true },
  'States.Runtime': {
    produce: (scene) =>
      scene.run(REQUEST, {
        adapt: ({ States, ...definition }) => ({
          ...definition,
          States: { ...States, WaitForScraper: { Type: 'Choice', Choices: [] } },
        }),
      }),
  },
  ProductGaveUp: { produce: givenUp, isError: true },
  'Other errors': { produce: stopped },
  Alarms: { produce: refused },
  'notify-errors': {
    produce: (scene) =>
      scene.run(REQUEST, { faults: ['createRole:access-denied:always', 'sns:Publish:server-error:always'] }),
  },
  'failed-executions': { produce: refused },
  throttles: { produce: (scene) => scene.run(REQUEST, always('createRole', 'throttle')) },
  'dead-letters': {
    async produce(scene) {
      undelivered(scene, 'amp-scraper-dead-letters');
      return connected(scene);
    },
  },
  'clean-up-failed': { produce: stopped },
  'forward-dead-letters': {
    async produce(scene) {
      undelivered(scene, 'amp-scraper-forward-dead-letters');
      return connected(scene);
    },
  },
  'reconcile-failed': { produce: connected },
  'removals-held': { produce: connected },
  silent: { produce: connected },
  orphans: { produce: connected },
  unreachable: { produce: connected },
  quarantined: { produce: refused },
  'no-samples': { file: unsampled, produce: connected },
  'Look at an execution': { produce: refused },
  'List connections': { produce: connected },
  'Run again': { produce: refused },
  Redrive: { produce: refused },
  'I tagged a cluster and nothing happened': {
    async produce(scene) {
      await scene.run(tagEvent());
      return scene.run(tagEvent());
    },
  },
  'Read the report of reconcile': { produce: connected },
  'Stop an execution and clean up after it': { produce: atWork, speed: 60 },
  'Take away what a deleted cluster left': {
    async produce(scene) {
      const execution = await scene.run(tagEvent());
      delete scene.world.accounts['111111111111']?.clusters['shop'];
      return execution;
    },
  },
  'What an undo left': { produce: left },
  'Cut a scraper off now and keep it off': { produce: connected, order: [1, 2, 3, 0] },
  'Withdraw an account, a Region or a workspace': { produce: connected },
  'Remove old versions': { produce: connected },
  'Take over a scraper': { file: foreign, produce: connected },
};
