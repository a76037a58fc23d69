import { describe, expect, test } from 'vitest';
import { handler as actOnPlan } from '../../../functions/actOnPlan.ts';
import type { FleetAction } from '../../../functions/shared/fleet/plan.ts';
import { connectionNames } from '../../../functions/shared/names.ts';
import { useEmbedded } from '../embedded.ts';
import { CLUSTER_ARN, WORKSPACE_ARN } from '../support.ts';
import { itemsOfFleet, RUN_STARTED, runOf } from './support.ts';

const SECOND = WORKSPACE_ARN.replace(/ws-.*/, 'ws-22222222-2222-4222-8222-222222222222');
const aws = useEmbedded();

const connecting = (workspaceArn = WORKSPACE_ARN, clusterArn = CLUSTER_ARN): FleetAction => {
  const connectionId = connectionNames('amp-scraper', clusterArn, workspaceArn).id;
  return { kind: 'connect', clusterArn, workspaceArn, connectionId, why: 'The cluster has the tag.' };
};
const planned = (run: string, actions: FleetAction[]) =>
  itemsOfFleet(run).put('plan', {
    at: RUN_STARTED,
    isDryRun: false,
    plan: { entries: [], actions, held: [] },
    changes: [],
  });
const act = (executionArn: string, done = 0) => actOnPlan({ executionArn, acted: { next: 'ACT', done, started: {} } });
const attempt = async (run: string) => (await itemsOfFleet(run).get(`attempt#${CLUSTER_ARN}`))?.value;
const started = () => aws.inputsOf('StartExecution').map(({ name }) => name);

describe('a plan', () => {
  test('is carried out by the run that has made it', async () => {
    const run = runOf(aws, 'own');
    await planned(run, [connecting()]);
    expect(await act(run)).toEqual({ next: 'END', done: 1, started: { connect: 1 } });
    expect(started()).toHaveLength(1);
    expect(await attempt(run)).toMatchObject({ clusterArn: CLUSTER_ARN, kind: 'connect', failures: 0 });
  });

  test('is carried out by no other run: it goes by what another one has seen', async () => {
    await planned(runOf(aws, 'planner'), [connecting()]);
    const other = runOf(aws, 'other');
    expect(await act(other)).toEqual({ next: 'END', done: 0, started: {} });
    expect([started(), await attempt(other)]).toEqual([[], undefined]);
  });

  test('is gone on with where the attempt before has begun, and what is begun twice is begun once', async () => {
    const run = runOf(aws, 'again');
    const office = connecting(WORKSPACE_ARN, CLUSTER_ARN.replace('shop', 'office'));
    await planned(run, [connecting(), office]);
    expect(await act(run, 1)).toEqual({ next: 'END', done: 2, started: { connect: 1 } });
    const [first] = started();
    await act(run, 1);
    expect(started()).toEqual([first, first]);
  });
});

test('failures in a row are of the cluster, whatever workspace its tag names meanwhile', async () => {
  const run = runOf(aws, 'failures');
  const failedAt = RUN_STARTED;
  const before = { clusterArn: CLUSTER_ARN, executionArn: run, kind: 'connect', failures: 4, failedAt, error: 'X' };
  await itemsOfFleet(run).put(`attempt#${CLUSTER_ARN}`, before);
  await planned(run, [connecting(SECOND)]);
  await act(run);
  const after = await itemsOfFleet(run).of('attempt#');
  expect(after).toMatchObject([{ sk: `attempt#${CLUSTER_ARN}`, value: { failures: 4 } }]);
});
