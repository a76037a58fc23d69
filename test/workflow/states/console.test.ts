import { beforeAll, describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../../local/aws/faults/notation.ts';
import type { World } from '../../../local/state/state.ts';
import type { Runtime } from '../../../local/workflow/runtime.ts';
import { tagsAgain } from '../../../functions/shared/request/doors/clusterEvents.ts';
import { warmRuntime } from '../../runtimes.ts';
import { arnOf, CENTRAL, deploymentWith, KEY, worldOf } from '../reconcile/support.ts';
import { clusterOf } from '../support.ts';
import { heard, HUB_BUS, listen, mailsOf, OWN_BUS, statesOf, statusOf, subjectsOf } from './support.ts';

const DEPLOYMENT = await deploymentWith({});
let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const REQUEST = { clusterArn: arnOf('shop'), workspaceArn: CENTRAL };

function listening(workspace?: string): World {
  const world = worldOf(DEPLOYMENT, { shop: workspace });
  for (const bus of [HUB_BUS, OWN_BUS]) listen(world, bus);
  return world;
}

async function run(world: World, input: object = REQUEST, ...faults: string[]) {
  const plan = faultPlan(faults.map((text) => parseFault(text, OPERATIONS)));
  return runtime.execute({ world, input, faults: plan });
}

describe('a connection of the console', () => {
  test('is told by events, and by nothing on its cluster', async () => {
    const world = listening();
    await run(world);
    for (const bus of [HUB_BUS, OWN_BUS])
      expect(statesOf(world, bus)).toEqual(['connecting CLAIMED', 'connected ONBOARDED']);
    expect(heard(world, OWN_BUS).map(({ door }) => door)).toEqual(['console', 'console']);
    expect([statusOf(world, 'shop'), subjectsOf(world)]).toEqual([{}, []]);
  });

  test('that is changed: a connection that is there is not told as connecting', async () => {
    const world = listening();
    await run(world);
    await run(world, { ...REQUEST, alias: 'other' });
    expect(statesOf(world, HUB_BUS)).toEqual(['connecting CLAIMED', 'connected ONBOARDED']);
  });

  test('that fails again and again for one reason has one mail, and a line of the log each time', async () => {
    const world = listening();
    const faults = 'createScraper:access-denied:always';
    const { logs: first } = await run(world, REQUEST, faults);
    const count = (logs: Record<string, readonly string[]>) =>
      (logs['amp-scraper-notify'] ?? []).filter((line) => line.includes('an execution ended badly')).length;
    const { logs: again } = await run(world, REQUEST, faults);
    expect(subjectsOf(world)).toEqual(['amp-scraper onboard: FAILED AccessDenied']);
    expect([count(first), count(again)]).toEqual([1, 1]);
    await run(world, REQUEST, 'scraper:failing');
    expect(subjectsOf(world).at(-1)).toBe('amp-scraper onboard: FAILED ScraperFailed');
    expect(mailsOf(world).map(({ attributes }) => attributes?.['fault'])).toEqual(['PLATFORM', 'PLATFORM']);
  });

  test('that was stopped stays failed when the clean-up has taken away what it made', async () => {
    const world = listening();
    const stage = runtime.open({
      world,
      onEvent({ kind, state, executionArn }) {
        if (kind === 'entered' && state === 'WaitForScraper' && executionArn === execution.executionArn)
          stage.stop(execution);
      },
    });
    const execution = stage.begin(runtime.stateMachineArn('onboard'), 'stopped', REQUEST);
    await stage.idle();
    await stage.leave();
    expect(Object.values(world.executions ?? {}).map(({ status }) => status)).toEqual(['ABORTED', 'SUCCEEDED']);
    expect(statesOf(world, HUB_BUS)).toEqual(['connecting CLAIMED', 'failed ExecutionAborted']);
  });

  test('that is taken away is told so, and one that there was not is not', async () => {
    const world = listening();
    await run(world);
    await runtime.execute({ world, workflow: 'offboard', input: REQUEST });
    await runtime.execute({ world, workflow: 'offboard', input: REQUEST });
    expect(statesOf(world, OWN_BUS)).toEqual(['connecting CLAIMED', 'connected ONBOARDED', 'disconnected OFFBOARDED']);
    expect(subjectsOf(world)).toEqual(['amp-scraper: a connection is disconnected']);
  });

  test('that a dry run or a wrong request is about is as it was: there is a mail alone', async () => {
    const world = listening();
    await run(world);
    const before = statesOf(world, HUB_BUS);
    clusterOf(world, arnOf('shop')).endpointPrivateAccess = false;
    const dry = await run(world, { ...REQUEST, dryRun: true });
    const wrong = await run(world, { ...REQUEST, alias: '' });
    expect([dry.error, wrong.error]).toEqual(['PreflightFailed', 'InvalidRequest']);
    expect(statesOf(world, HUB_BUS)).toEqual(before);
    expect(subjectsOf(world)).toEqual([
      'amp-scraper onboard: FAILED PreflightFailed',
      'amp-scraper onboard: FAILED InvalidRequest',
    ]);
  });

  test('that requires samples and has none is silent', async () => {
    const world = listening();
    const { error } = await run(world, { ...REQUEST, requireSamples: true }, 'scraper:no-samples');
    expect(error).toBe('NoSamples');
    expect(statesOf(world, HUB_BUS).at(-1)).toBe('silent NO_SAMPLES');
    expect(subjectsOf(world)).toEqual(['amp-scraper onboard: FAILED NoSamples']);
  });
});

const BOTH = ['connecting CLAIMED', 'connected ONBOARDED'];

describe('what cannot be told fails nothing', () => {
  test.each([
    ['notify cannot be called', 'lambda:Invoke:server-error:always', ['connected ONBOARDED']],
    ['notify may not be called', 'lambda:Invoke:access-denied:always', ['connected ONBOARDED']],
    ['a bus takes no event', 'events:PutEvents:access-denied:always', []],
    ['a bus does not answer', 'events:PutEvents:server-error:always', []],
    ['a bus answers once that it is asked too often', 'events:PutEvents:throttle:1', BOTH],
    ['an answer of a bus is lost', 'events:PutEvents:lost-response:1', ['connecting CLAIMED', ...BOTH]],
  ])('%s', async (_name, fault, states) => {
    const world = listening();
    const { status, output } = await run(world, REQUEST, fault);
    expect([status, output]).toMatchObject(['SUCCEEDED', { outcome: 'ONBOARDED', warnings: [] }]);
    expect(statesOf(world, HUB_BUS)).toEqual(states);
  });

  test('a cluster refuses its tags: once, and the events say the same', async () => {
    const world = listening('central');
    await run(world, tagsAgain(arnOf('shop')), 'eks:TagResource:access-denied:always');
    const lines = runtime.logs()['amp-scraper-notify'] ?? [];
    const untold = lines.filter((line) => line.includes('it could not be told'));
    expect(untold).toHaveLength(2);
    expect(untold.join()).toContain('"what":"the status tags"');
    expect(statusOf(world, 'shop')).toEqual({});
    expect(statesOf(world, OWN_BUS)).toEqual(['connecting CLAIMED', 'connected ONBOARDED']);
  });

  test('a cluster keeps its status when that may not be taken off', async () => {
    const world = listening('central');
    await run(world, tagsAgain(arnOf('shop')));
    delete clusterOf(world, arnOf('shop')).tags[KEY];
    const faults = faultPlan([parseFault('eks:UntagResource:access-denied:always', OPERATIONS)]);
    const { output } = await runtime.execute({ world, workflow: 'offboard', input: tagsAgain(arnOf('shop')), faults });
    expect(output).toMatchObject({ outcome: 'OFFBOARDED' });
    expect(statusOf(world, 'shop').status).toBe('connected');
    expect(statesOf(world, OWN_BUS).at(-1)).toBe('disconnected OFFBOARDED');
  });

  test('a mail that is refused is tried again, and the rest is told then', async () => {
    const world = listening();
    await run(world, REQUEST, 'scraper:failing', 'sns:Publish:server-error:1');
    expect(subjectsOf(world)).toEqual(['amp-scraper onboard: FAILED ScraperFailed']);
    expect(statesOf(world, HUB_BUS)).toEqual(['connecting CLAIMED', 'failed ScraperFailed']);
  });
});

describe('with the status tags switched off', () => {
  test('a tagged cluster has none, and its provisioner may set none', async () => {
    const deployment = await deploymentWith({}, { statusTags: false });
    const own = await warmRuntime(deployment);
    const world = worldOf(deployment, { shop: 'central' });
    listen(world, OWN_BUS);
    const calls: string[] = [];
    const input = tagsAgain(arnOf('shop'));
    await own.execute({ world, input, onCall: ({ operation = '' }) => calls.push(operation) });
    expect([statusOf(world, 'shop'), calls.includes('PutEvents'), calls.includes('TagResource')]).toEqual([
      {},
      true,
      false,
    ]);
    const provisioner = world.accounts['111111111111']?.roles['arn:aws:iam::111111111111:role/amp-scraper-provisioner'];
    expect(JSON.stringify(provisioner?.inlinePolicies)).not.toContain('eks:TagResource');
  });
});
