import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tagsAgain } from '../../../../functions/shared/request/doors/clusterEvents.ts';
import { factsOf } from '../../../../local/console/answers.ts';
import { firstScrapers, queryMetrics } from '../../../../local/console/app/calls/aps.ts';
import { scan } from '../../../../local/console/app/calls/dynamodb.ts';
import { firstClusters, tagResource, untagResource } from '../../../../local/console/app/calls/eks.ts';
import { openSession, type Session } from '../../../../local/console/app/calls/session.ts';
import {
  describeExecution,
  listExecutions,
  listMachines,
  stopExecution,
} from '../../../../local/console/app/calls/states.ts';
import { curvesOf, looksByNow } from '../../../../local/console/app/accounts/sampleCurves.ts';
import { lookAtAccount } from '../../../../local/console/app/accounts/lookAtAccount.ts';
import { follow, type Followed } from '../../../../local/console/app/executions/follow.ts';
import { eventsByNow } from '../../../../local/console/app/executions/newEvents.ts';
import { newestFirst } from '../../../../local/console/app/executions/newestFirst.ts';
import { pictureOf } from '../../../../local/console/app/executions/picture.ts';
import { provide, start } from '../../../../local/console/app/start/launch.ts';
import { machineArn } from '../../../../local/console/app/start/place.ts';
import { SAMPLES, sampleText } from '../../../../local/console/app/start/samples.ts';
import { connectionRows } from '../../../../local/report/connectionRow.ts';
import { acceleratedClock } from '../../../../local/state/clock.ts';
import type { World } from '../../../../local/state/state.ts';
import type { Stage } from '../../../../local/workflow/stage.ts';
import { warmRuntime } from '../../../runtimes.ts';
import { CLUSTER, DEPLOYMENT, freshWorld, NAMES, REQUEST, scrapers, WORKSPACE } from '../../../workflow/support.ts';

const SPEED = 2_000;
const runtime = await warmRuntime(DEPLOYMENT);

let world: World;
let stage: Stage;
let session: Session;
beforeEach(() => {
  world = freshWorld();
  stage = runtime.open({ world, clock: acceleratedClock(world.now, SPEED) });
  session = openSession(factsOf({ world, deployment: DEPLOYMENT, now: () => stage.now() }), runtime.endpoint);
});
afterEach(async () => {
  await stage.idle();
  await stage.leave();
});

const workflow = () => session.callsOf('333333333333', 'us-west-2');
const source = () => session.callsOf('111111111111', 'us-west-2');
const target = () => session.callsOf('222222222222', 'us-west-2');
const clock = async () => stage.now();

/** The clock stands while a function is at work, and goes on by itself. */
async function laterThan(time: number): Promise<void> {
  while (stage.now() <= time) await new Promise((resolve) => setTimeout(resolve, 1));
}

function place() {
  const [first] = session.facts.places;
  if (first === undefined) throw new Error('The deployment has no workflow.');
  return first;
}

async function started(input: object = REQUEST): Promise<string> {
  const launched = await start(session, place(), 'onboard', JSON.stringify(input));
  return 'executionArn' in launched ? launched.executionArn : expect.fail(launched.answered);
}

async function followed(executionArn: string): Promise<Followed[]> {
  const looks: Followed[] = [];
  do looks.push(await follow(workflow(), executionArn, clock, looks.at(-1)));
  while (looks.at(-1)?.description.status === 'RUNNING');
  return looks;
}

describe('an execution', () => {
  test('is followed by what is new of it, to the picture that its whole history has', async () => {
    const executionArn = await started();
    const looks = await followed(executionArn);
    const last = looks.at(-1);
    if (last === undefined) return expect.fail('It was not looked at.');
    const lengths = looks.map(({ events }) => events.length);
    expect(lengths).toEqual(lengths.toSorted((one, other) => one - other));
    expect(new Set(lengths).size).toBeGreaterThan(2);
    expect(last.events).toEqual(await eventsByNow(workflow(), executionArn, []));
    expect(last.events.map(({ type, at }) => [type, at])).toEqual(
      world.executions?.[executionArn]?.history?.map(({ type, at }) => [type, at]),
    );
    const picture = pictureOf(last);
    expect(picture).toMatchObject({ machine: 'amp-scraper-onboard', status: 'SUCCEEDED', executionArn });
    expect(picture.passages.map(({ state }) => state)).toEqual(expect.arrayContaining(['ResolveRequest', 'Onboarded']));
    expect(picture.graph.nodes.map(({ state }) => state)).toContain('PatchTrust');
    expect(looks.every(({ graph }) => graph === last.graph)).toBe(true);
  });

  test('that has more events than one look takes lacks none of them', async () => {
    const executionArn = await started();
    await stage.ended(executionArn);
    const all = await eventsByNow(workflow(), executionArn, []);
    expect(all.length).toBeGreaterThan(60);
    for (const known of [1, 2, 30, all.length - 1, all.length])
      expect(await eventsByNow(workflow(), executionArn, all.slice(0, known))).toEqual(all);
  });

  test('is asked for what is new alone', async () => {
    const executionArn = await started();
    await stage.ended(executionArn);
    const all = await eventsByNow(workflow(), executionArn, []);
    const asked: unknown[] = [];
    const calls = workflow();
    const counting: typeof calls = {
      ...calls,
      json: (service, shape, operation, input) => {
        asked.push({ operation, input });
        return calls.json(service, shape, operation, input);
      },
    };
    await eventsByNow(counting, executionArn, all.slice(0, -3));
    const input = expect.objectContaining({ reverseOrder: true, maxResults: 25 });
    expect(asked).toEqual([{ operation: 'GetExecutionHistory', input }]);
  });

  test('that is refused is drawn with its error, and one that is stopped is ABORTED', async () => {
    const [failing] = (await followed(await started({ ...REQUEST, clusterArn: `${CLUSTER}-none` }))).slice(-1);
    expect(failing && pictureOf(failing)).toMatchObject({
      status: 'FAILED',
      error: 'PreflightFailed',
      cause: expect.stringMatching(/^AWS does not have what the connection needs/),
    });
    const executionArn = await started();
    await stopExecution(workflow(), executionArn);
    const [stopped] = (await followed(executionArn)).slice(-1);
    expect(stopped && pictureOf(stopped)).toMatchObject({ status: 'ABORTED' });
  });

  test('of a dry run has its plan', async () => {
    const [planned] = (await followed(await started({ ...REQUEST, dryRun: true }))).slice(-1);
    expect(planned && pictureOf(planned).plan?.changes.length).toBeGreaterThan(0);
    expect(scrapers(world)).toEqual([]);
  });

  test('has a fleet where it is of reconcile alone', async () => {
    const launched = await start(session, place(), 'reconcile', '{"dryRun": true}');
    const executionArn = 'executionArn' in launched ? launched.executionArn : expect.fail(launched.answered);
    const [planned] = (await followed(executionArn)).slice(-1);
    expect(planned && pictureOf(planned)).toMatchObject({ fleet: { outcome: 'PLANNED' } });
    const [ignored] = (await followed(await started(tagsAgain(`${CLUSTER}-public`)))).slice(-1);
    expect(JSON.parse(ignored?.description.output ?? '')).toMatchObject({ outcome: 'IGNORED' });
    expect(ignored && pictureOf(ignored)).not.toHaveProperty('fleet');
  });

  test('is refused in the words of AWS where there is none', async () => {
    const executionArn = `${machineArn(place(), 'onboard').replace(':stateMachine:', ':execution:')}:none`;
    await expect(describeExecution(workflow(), executionArn)).rejects.toThrow(
      `ExecutionDoesNotExist: Execution Does Not Exist: '${executionArn}'`,
    );
    await expect(describeExecution(source(), executionArn)).rejects.toThrow('AccessDenied');
  });
});

describe("all machines' executions", () => {
  test('are one list, the newest first, as far as every page reaches', async () => {
    const refused = { ...REQUEST, clusterArn: `${CLUSTER}-none` };
    const planned = { ...REQUEST, dryRun: true };
    const arns: string[] = [];
    // A clean-up follows what is refused, and nothing what is planned: the machines' pages do not reach equally far.
    for (const input of [refused, refused, refused, planned, planned, planned]) {
      const executionArn = await started(input);
      await stage.ended(executionArn);
      arns.unshift(executionArn);
      await stage.idle();
      await laterThan(stage.now());
    }
    const machines = await listMachines(workflow());
    const list = async (maxResults: number) =>
      newestFirst(
        await Promise.all(
          machines.map(({ stateMachineArn }) => listExecutions(workflow(), { stateMachineArn, maxResults })),
        ),
      );
    const whole = await list(100);
    expect(whole.hasMore).toBe(false);
    const own = whole.executions.map(({ executionArn }) => executionArn);
    expect(own.filter((arn) => arns.includes(arn))).toEqual(arns);
    const dates = whole.executions.map(({ startDate }) => startDate);
    expect(dates).toEqual(dates.toSorted((one, other) => other - one));
    const part = await list(2);
    expect(part.hasMore).toBe(true);
    expect(part.executions.map(({ executionArn }) => executionArn)).toEqual(own.slice(0, part.executions.length));
  });

  test('of a machine that has a next page without a first one are not known', () => {
    expect(newestFirst([{ executions: [], nextToken: 'next' }])).toEqual({ executions: [], hasMore: true });
    expect(newestFirst([])).toEqual({ executions: [], hasMore: false });
  });
});

describe('the doors', () => {
  test('of the product: its function answers, and the execution is found by its RequestId', async () => {
    const sample = SAMPLES.find(({ name }) => name === 'product-create');
    if (sample === undefined) return expect.fail('There is no sample of a product.');
    const launched = await provide(session, place(), sampleText(sample, 'a-request-of-the-page'));
    const executionArn = 'executionArn' in launched ? launched.executionArn : expect.fail(launched.answered);
    expect(executionArn).toMatch(/:amp-scraper-onboard:a-request-of-the-page$/);
    const waiter = Object.values(world.executions ?? {}).find(({ name }) => name !== 'a-request-of-the-page');
    expect(waiter?.stateMachineArn).toContain('waiter');
    expect(await stage.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('of the product: what is refused is told, and an event without a function asks nobody', async () => {
    const event = { RequestType: 'Create', RequestId: 'one', ResourceProperties: {} };
    expect(await provide(session, place(), JSON.stringify(event))).toEqual({
      answered: expect.stringContaining('ServiceToken'),
    });
    const none = 'arn:aws:lambda:us-west-2:333333333333:function:none';
    const unknown = { ...event, ResourceProperties: { ServiceToken: none } };
    await expect(provide(session, place(), JSON.stringify(unknown))).rejects.toThrow(`Function not found: ${none}`);
  });

  test('of the tag: a cluster is tagged and untagged as its account', async () => {
    const tags = async () => {
      const { clusters } = await firstClusters(source(), 100);
      return clusters.find(({ arn }) => arn === CLUSTER)?.tags;
    };
    await untagResource(source(), CLUSTER, 'amp-scraper-workspace');
    expect(await tags()).not.toHaveProperty('amp-scraper-workspace');
    await tagResource(source(), CLUSTER, { 'amp-scraper-workspace': 'central', 'a key + more': 'a value' });
    expect(await tags()).toMatchObject({ 'amp-scraper-workspace': 'central', 'a key + more': 'a value' });
    await untagResource(source(), CLUSTER, 'a key + more');
    expect(await tags()).not.toHaveProperty('a key + more');
    await stage.idle();
    const { executions } = await listExecutions(workflow(), {
      stateMachineArn: machineArn(place(), 'onboard'),
      maxResults: 10,
    });
    expect(executions.map(({ name }) => name.split('-')[0])).toContain('tag');
  });

  test('of the first clusters no more are described than are wanted', async () => {
    expect(await firstClusters(source(), 2)).toMatchObject({ hasMore: true, clusters: { length: 2 } });
  });
});

test('what a connection has made is seen in both accounts, in the table and in the workspace', async () => {
  await stage.ended(await started());
  const [connection] = connectionRows(await scan(workflow(), place().environment.connectionsTable));
  expect(connection).toMatchObject({ id: NAMES.id, clusterArn: CLUSTER, workspaceArn: WORKSPACE, established: true });
  const seen = await lookAtAccount(session, '111111111111');
  expect(seen.roles).toMatchObject([{ name: NAMES.sourceRoleName, arn: NAMES.sourceRoleArn }]);
  expect(JSON.parse(seen.roles[0]?.trustPolicy ?? '')).toHaveProperty('Statement');
  const [scraper] = await firstScrapers(source());
  expect(scraper).toMatchObject({ arn: scrapers(world)[0]?.arn, status: { statusCode: 'ACTIVE' } });
  const [up] = await queryMetrics(target(), NAMES.workspaceId, 'count(up)');
  expect(up?.value).toBe(18);
  const label = Object.keys(NAMES.ownLabels)[0] ?? '';
  const now = stage.now();
  const looks = await looksByNow(target(), NAMES.workspaceId, label, now, []);
  const curves = curvesOf(looks, label, WORKSPACE);
  expect(curves).toMatchObject([{ connectionId: NAMES.id, workspaceArn: WORKSPACE }]);
  expect(curves[0]?.points.at(-1)).toMatchObject({ up: 18, down: 0 });
  const later = await looksByNow(target(), NAMES.workspaceId, label, now + 180_000, looks);
  expect(later.length - later.findIndex(({ at }) => at === looks.at(-1)?.at)).toBe(4);
});
