import { beforeAll, describe, expect, test } from 'vitest';
import { tagsAgain } from '../../../functions/shared/request/doors/clusterEvents.ts';
import { OPERATIONS } from '../../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../../local/aws/faults/notation.ts';
import type { World } from '../../../local/state/state.ts';
import type { Runtime, StageOptions } from '../../../local/workflow/runtime.ts';
import { warmRuntime } from '../../runtimes.ts';
import { arnOf, CENTRAL, deploymentWith, KEY, namesOf, OWN, reconcile, worldOf } from '../reconcile/support.ts';
import { clusterOf, isOfNotify } from '../support.ts';
import { heard, HUB_BUS, listen, mailsOf, OWN_BUS, statesOf, statusOf, subjectsOf } from './support.ts';

const DEPLOYMENT = await deploymentWith({});
let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

function listening(workspace: string | undefined): World {
  const world = worldOf(DEPLOYMENT, { shop: workspace });
  for (const bus of [HUB_BUS, OWN_BUS]) listen(world, bus);
  return world;
}

/** The cluster's people set its tag, or take it off: both machines are told, as the rules have it. */
async function set(world: World, workspace: string | undefined, more: Partial<StageOptions> = {}): Promise<void> {
  const { tags } = clusterOf(world, arnOf('shop'));
  if (workspace === undefined) delete tags[KEY];
  else tags[KEY] = workspace;
  const stage = runtime.open({ ...more, world, onTask: () => {} });
  for (const workflow of ['onboard', 'offboard'] as const) {
    world.nextId += 1;
    stage.begin(runtime.stateMachineArn(workflow), `tag-${world.nextId}`, tagsAgain(arnOf('shop')));
  }
  await stage.idle();
  await stage.leave();
}

const faults = (...texts: string[]) => ({ faults: faultPlan(texts.map((text) => parseFault(text, OPERATIONS))) });

describe('a cluster that is tagged', () => {
  test('is told as connecting, then as connected: on the cluster and on both buses, and by no mail', async () => {
    const world = listening(undefined);
    await set(world, 'central');
    expect(statusOf(world, 'shop')).toEqual({
      status: 'connected',
      reason: 'Its scraper is ACTIVE and its samples arrive.',
    });
    for (const bus of [HUB_BUS, OWN_BUS])
      expect(statesOf(world, bus)).toEqual(['connecting CLAIMED', 'connected ONBOARDED']);
    expect(subjectsOf(world)).toEqual([]);
    const [first, last] = heard(world, OWN_BUS);
    expect(first).toEqual({
      version: '1',
      state: 'connecting',
      code: 'CLAIMED',
      reason: 'Its roles and its scraper are being made: some 20 minutes.',
      since: first?.since,
      clusterArn: arnOf('shop'),
      workspaceArn: CENTRAL,
      connectionId: namesOf('shop').id,
      door: 'tag',
      executionArn: expect.stringContaining(':execution:amp-scraper-onboard:tag-'),
    });
    expect(last?.scraperArn).toMatch(/:scraper\/s-/);
    expect(Date.parse(last?.since ?? '')).toBeGreaterThan(Date.parse(first?.since ?? ''));
  });

  test('and changes nothing is told no more', async () => {
    const world = listening(undefined);
    await set(world, 'central');
    const [tags, events] = [{ ...clusterOf(world, arnOf('shop')).tags }, statesOf(world, HUB_BUS)];
    await set(world, 'central');
    await reconcile(runtime, world);
    expect(clusterOf(world, arnOf('shop')).tags).toEqual(tags);
    expect(statesOf(world, HUB_BUS)).toEqual(events);
    expect(subjectsOf(world)).toEqual(['amp-scraper reconcile: the fleet has changed']);
  });

  test('with what names no workspace is told what there are, and then what became of the right one', async () => {
    const world = listening(undefined);
    await set(world, 'centrall');
    expect(statusOf(world, 'shop')).toEqual({
      status: 'failed',
      reason: expect.stringMatching(
        /^The tag amp-scraper-workspace=centrall of this cluster names no accepted workspace: did you mean central. /,
      ),
    });
    expect(statesOf(world, OWN_BUS)).toEqual(['failed UnknownWorkspace']);
    await set(world, 'centrall');
    expect(statesOf(world, OWN_BUS)).toHaveLength(1);
    await set(world, 'central');
    expect(statusOf(world, 'shop').status).toBe('connected');
    await set(world, 'centrall');
    expect(statesOf(world, OWN_BUS).at(-1)).toBe('failed UnknownWorkspace');
  });

  test('whose onboard fails is told why, in one mail, until it is connected', async () => {
    const world = listening(undefined);
    await set(world, 'central', faults('scraper:failing'));
    expect(statusOf(world, 'shop')).toEqual({
      status: 'failed',
      reason:
        'Amazon Managed Service for Prometheus could not create or update the scraper. Those who run the workflow have been told.',
    });
    expect(subjectsOf(world)).toEqual(['amp-scraper onboard: FAILED ScraperFailed']);
    await set(world, 'central');
    expect(statusOf(world, 'shop').status).toBe('connected');
    expect(subjectsOf(world)).toEqual([
      'amp-scraper onboard: FAILED ScraperFailed',
      'amp-scraper: a connection is connected',
    ]);
  });

  test('whose mistake it is, is told the finding; the mail says whose it is', async () => {
    const world = listening(undefined);
    clusterOf(world, arnOf('shop')).endpointPrivateAccess = false;
    await set(world, 'central');
    expect(statusOf(world, 'shop').reason).toMatch(
      /^AWS does not have what the connection needs. clusterArn .*endpoint/,
    );
    expect(mailsOf(world).map(({ attributes }) => attributes)).toEqual([{ fault: 'REQUESTER', state: 'failed' }]);
  });

  test('while it is being made is told as waiting', async () => {
    const world = listening(undefined);
    Object.assign(clusterOf(world, arnOf('shop')), { status: 'CREATING', activeAt: world.now + 300_000 });
    await set(world, 'central');
    expect(statesOf(world, OWN_BUS)).toEqual(['waiting ClusterNotReady', 'connecting CLAIMED', 'connected ONBOARDED']);
  });

  test('from which nothing comes is told as silent; that the tag is set again does not make it well', async () => {
    const world = listening(undefined);
    await set(world, 'central', faults('scraper:no-samples:write-forbidden'));
    await set(world, 'central');
    expect(statusOf(world, 'shop').status).toBe('silent');
    expect(subjectsOf(world)).toEqual(['amp-scraper: a connection is silent']);
  });
});

describe('a tag that is taken off', () => {
  test('takes the status with it where there was no connection', async () => {
    const world = listening(undefined);
    await set(world, 'centrall');
    expect(statusOf(world, 'shop').status).toBe('failed');
    await set(world, undefined);
    expect(clusterOf(world, arnOf('shop')).tags).toEqual({});
    expect([statesOf(world, OWN_BUS), subjectsOf(world)]).toEqual([['failed UnknownWorkspace'], []]);
  });

  test('while an onboard is at work that fails then: the cluster shows nothing in the end', async () => {
    const world = listening('central');
    const stage = runtime.open({
      world,
      ...faults('scraper:failing'),
      onTask: () => {},
      onEvent({ kind, state }) {
        if (kind === 'entered' && state === 'CheckStatus') delete clusterOf(world, arnOf('shop')).tags[KEY];
      },
    });
    stage.begin(runtime.stateMachineArn('onboard'), 'failing', tagsAgain(arnOf('shop')));
    await stage.idle();
    await stage.leave();
    expect(statesOf(world, OWN_BUS)).toEqual(['connecting CLAIMED', 'failed ScraperFailed']);
    expect(clusterOf(world, arnOf('shop')).tags).toEqual({});
  });

  test('ends what was to be mended: the next failure has its mail', async () => {
    const world = listening(undefined);
    await set(world, 'central', faults('scraper:no-samples:write-forbidden'));
    await set(world, undefined);
    await set(world, 'central', faults('scraper:no-samples:write-forbidden'));
    expect(subjectsOf(world)).toEqual([
      'amp-scraper: a connection is silent',
      'amp-scraper: a connection is disconnected',
      'amp-scraper: a connection is silent',
    ]);
  });

  test('by whom ever: a revocation by the console takes the status off, too', async () => {
    const world = listening(undefined);
    await set(world, 'central');
    const input = { clusterArn: arnOf('shop'), workspaceArn: CENTRAL, revoke: true };
    const { output } = await runtime.execute({ world, workflow: 'offboard', input });
    expect(output).toMatchObject({ outcome: 'OFFBOARDED' });
    expect(clusterOf(world, arnOf('shop')).tags).toEqual({ [KEY]: 'central' });
  });

  test('takes the status with it; the end of the connection is told by mail and events', async () => {
    const world = listening(undefined);
    await set(world, 'central');
    await set(world, undefined);
    expect(clusterOf(world, arnOf('shop')).tags).toEqual({});
    for (const bus of [HUB_BUS, OWN_BUS]) expect(statesOf(world, bus).at(-1)).toBe('disconnected OFFBOARDED');
    expect(subjectsOf(world)).toEqual(['amp-scraper: a connection is disconnected']);
    await set(world, 'central');
    await set(world, undefined);
    expect(statesOf(world, HUB_BUS)).toEqual([
      'connecting CLAIMED',
      'connected ONBOARDED',
      'disconnected OFFBOARDED',
      'connecting CLAIMED',
      'connected ONBOARDED',
      'disconnected OFFBOARDED',
    ]);
    expect(subjectsOf(world)).toHaveLength(2);
  });

  test('from a connection that cannot be taken away says so on the cluster', async () => {
    const world = listening(undefined);
    await set(world, 'central');
    await set(world, undefined, faults('deleteScraper:access-denied:always'));
    expect(statusOf(world, 'shop')).toEqual({
      status: 'failed',
      reason: 'AWS refused a call for want of permission. Those who run the workflow have been told.',
    });
    await set(world, undefined);
    expect(clusterOf(world, arnOf('shop')).tags).toEqual({});
  });
});

test('a tag that names another workspace: the status is of the new one, and the end of the old one is told', async () => {
  const world = listening(undefined);
  await set(world, 'central');
  await set(world, 'own');
  expect(statusOf(world, 'shop').status).toBe('connected');
  const events = heard(world, HUB_BUS).map(({ state, workspaceArn }) => [state, workspaceArn]);
  expect(events).toEqual([
    ['connecting', CENTRAL],
    ['connected', CENTRAL],
    ['connecting', OWN],
    ['connected', OWN],
    ['disconnected', CENTRAL],
  ]);
});

test('a cluster of another Region, or of an account that is none of ours, is told nothing', async () => {
  const world = listening('central');
  const asked = new Set<string | undefined>();
  for (const arn of [arnOf('shop').replace('us-west-2', 'eu-west-1'), arnOf('shop', '999999999999')]) {
    const { status, error } = await runtime.execute({
      world,
      input: tagsAgain(arn),
      onCall: ({ operation, callerArn = '' }) => {
        if (isOfNotify(callerArn)) asked.add(operation);
      },
    });
    expect([status, error]).toEqual(['FAILED', 'InvalidRequest']);
  }
  expect(asked).toEqual(new Set(['GetItem', 'PutItem', 'Publish', 'PutEvents']));
  expect([statusOf(world, 'shop'), statesOf(world, OWN_BUS)]).toEqual([{}, []]);
  expect(statesOf(world, HUB_BUS)).toEqual(['failed InvalidRequest', 'failed InvalidRequest']);
});
