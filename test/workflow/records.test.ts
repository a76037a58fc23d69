import {
  CreateClusterCommand,
  DeleteClusterCommand,
  EKSClient,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eks';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { parseConfiguration, readConfiguration } from '../../infra/configuration/configuration.ts';
import { putDeployment } from '../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import type { ExecutionRecord, World } from '../../local/state/state.ts';
import { enter } from '../../local/workflow/doors/doors.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { CLUSTER, clusterOf, freshWorld, scrapers, worldWith } from './support.ts';

/** Plan B at work, and no event of tag changes: what CloudTrail tells of calls of EKS starts both workflows. */
const deployment = await synthesizedDeployment(
  parseConfiguration({ ...readConfiguration(), cloudTrailTagRule: true }, 'plan B'),
);
const without = await synthesizedDeployment(readConfiguration());
const KEY = 'amp-scraper-workspace';
const TAGS = { [KEY]: 'central' };

let runtime: Runtime;
let eks: EKSClient;
beforeAll(async () => {
  runtime = await warmRuntime(deployment);
  eks = new EKSClient({
    endpoint: runtime.endpoint,
    region: 'us-west-2',
    maxAttempts: 1,
    credentials: { accessKeyId: '111111111111', secretAccessKey: 'test' },
  });
});

const object = z.record(z.string(), z.unknown());
const sample = (name: string): Record<string, unknown> =>
  object.parse(JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8')));

function planB(world: World = freshWorld(), tags: Record<string, string> = {}): World {
  putDeployment(world, deployment);
  clusterOf(world, CLUSTER).tags = tags;
  return world;
}

/** How the executions ended that were started meanwhile, a line each; a failed call is told as its error. */
async function after(world: World, call: () => Promise<unknown>): Promise<string[]> {
  const before = new Set(Object.keys(world.executions ?? {}));
  const stage = runtime.open({ world });
  const error = await call().then(
    () => [],
    (thrown: unknown) => [thrown instanceof Error ? thrown.name : String(thrown)],
  );
  await stage.idle();
  await stage.leave();
  const started = Object.values(world.executions ?? {}).filter(({ executionArn }) => !before.has(executionArn));
  return [...error, ...started.map(endOf).toSorted()];
}

const output = z.object({ outcome: z.string() });
const endOf = ({ stateMachineArn, status, output: text, error }: ExecutionRecord) =>
  `${stateMachineArn.replace(/.*-/, '')} ${error ?? (text === undefined ? status : output.parse(JSON.parse(text)).outcome)}`;

const tag =
  (resourceArn: string, tags: Record<string, string> = TAGS) =>
  () =>
    eks.send(new TagResourceCommand({ resourceArn, tags }));
const untag = () => eks.send(new UntagResourceCommand({ resourceArn: CLUSTER, tagKeys: [KEY] }));
const remove = () => eks.send(new DeleteClusterCommand({ name: 'shop' }));

describe('a cluster', () => {
  test('that is tagged is connected; its tag changed, it is connected elsewhere; untagged, its connection goes', async () => {
    const world = planB();
    expect(await after(world, tag(CLUSTER))).toEqual(expect.arrayContaining(['offboard IGNORED', 'onboard ONBOARDED']));
    const [scraper] = scrapers(world);
    expect(scraper).toMatchObject({ status: 'ACTIVE', clusterArn: CLUSTER });
    const moved = await after(world, tag(CLUSTER, { [KEY]: 'own' }));
    expect(moved).toEqual(expect.arrayContaining(['offboard OFFBOARDED', 'onboard ONBOARDED']));
    expect(scrapers(world)).toHaveLength(1);
    expect(scrapers(world)[0]?.workspaceArn).not.toBe(scraper?.workspaceArn);
    const gone = await after(world, untag);
    expect(gone).toEqual(expect.arrayContaining(['offboard OFFBOARDED', 'onboard IGNORED']));
    expect(gone.filter((end) => !/IGNORED|OFFBOARDED/.test(end))).toEqual([]);
    expect(scrapers(world)).toEqual([]);
  });

  test('that is made with the tag is connected when it is ACTIVE', async () => {
    const world = planB();
    const input = {
      name: 'new',
      roleArn: 'arn:aws:iam::111111111111:role/eks-cluster-new',
      resourcesVpcConfig: {
        subnetIds: ['subnet-0a00000000000000a', 'subnet-0a00000000000000b'],
        securityGroupIds: [],
        endpointPrivateAccess: true,
      },
      accessConfig: { authenticationMode: 'API' as const },
      tags: TAGS,
    };
    const ends = await after(world, () => eks.send(new CreateClusterCommand(input)));
    expect(ends).toEqual(expect.arrayContaining(['offboard IGNORED', 'onboard ONBOARDED']));
    expect(scrapers(world)).toMatchObject([{ clusterArn: CLUSTER.replace('shop', 'new') }]);
  });

  test('that is deleted has its connections taken away, with plan B or without', async () => {
    const world = planB();
    await after(world, tag(CLUSTER));
    expect(await after(world, remove)).toEqual(['offboard OFFBOARDED']);
    expect(scrapers(world)).toEqual([]);
  });

  test.each([
    ['without the tag', () => planB(), tag(CLUSTER, { team: 'a' }), []],
    [
      'untagged of another key',
      () => planB(),
      () => eks.send(new UntagResourceCommand({ resourceArn: CLUSTER, tagKeys: ['team'] })),
      [],
    ],
    ['that does not exist', () => planB(), tag(CLUSTER.replace('shop', 'none')), ['ResourceNotFoundException']],
  ])('%s starts nothing', async (_name, world, call, ends) => {
    expect(await after(world(), call)).toEqual(ends);
  });
});

test.each([
  'nodegroup/shop/workers/8ac0ffee-0000-4000-8000-000000000001',
  'addon/shop/vpc-cni/8ac0ffee-0000-4000-8000-000000000002',
])('the tag of %s is IGNORED by both workflows, and nobody is told', async (resource) => {
  const world = planB();
  const arn = CLUSTER.replace('cluster/shop', resource);
  expect(await after(world, tag(arn))).toEqual(['offboard IGNORED', 'onboard IGNORED']);
  expect(scrapers(world)).toEqual([]);
});

describe('the sample', () => {
  test.each([
    ['cloudtrail-tag', 'ONBOARDED', TAGS],
    ['cloudtrail-create', 'ONBOARDED', TAGS],
    ['cloudtrail-untag', 'IGNORED', {}],
  ])('events/%s.json starts onboard and offboard: %s', async (name, outcome, tags) => {
    const world = planB(freshWorld(), tags);
    const result = await enter(runtime, deployment, sample(name), { world });
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { outcome, door: 'tag', clusterArn: CLUSTER } });
    const machines = Object.values(world.executions ?? {}).map(({ stateMachineArn }) =>
      stateMachineArn.replace(/.*-/, ''),
    );
    expect(machines).toEqual(expect.arrayContaining(['onboard', 'offboard']));
  });

  test('events/cloudtrail-delete.json starts offboard, which asks whether it is true', async () => {
    const world = planB(freshWorld(), TAGS);
    const result = await enter(runtime, deployment, sample('cloudtrail-delete'), { world });
    expect(result).toMatchObject({
      output: { outcome: 'IGNORED', reason: 'The cluster is ACTIVE: it was not deleted.' },
    });
  });

  test.each(['cloudtrail-tag', 'cloudtrail-create', 'cloudtrail-untag'])(
    'events/%s.json starts nothing without plan B',
    async (name) => {
      const world = worldWith(() => {});
      expect(await enter(runtime, without, sample(name), { world })).toMatchObject({ error: 'NotMatched' });
    },
  );

  test.each(['cloudtrail-tag', 'cloudtrail-create', 'cloudtrail-untag', 'cloudtrail-delete'])(
    'events/%s.json of a call that was refused starts nothing, and is IGNORED by who is started with it',
    async (name) => {
      const event = sample(name);
      const refused = {
        ...event,
        detail: { ...object.parse(event['detail']), errorCode: 'AccessDenied', responseElements: null },
      };
      const world = planB(freshWorld(), TAGS);
      expect(await enter(runtime, deployment, refused, { world })).toMatchObject({ error: 'NotMatched' });
      for (const workflow of ['onboard', 'offboard'] as const) {
        const { output: ended } = await runtime.execute({ world, input: refused, workflow });
        expect(ended, workflow).toMatchObject({ outcome: 'IGNORED' });
      }
    },
  );
});
