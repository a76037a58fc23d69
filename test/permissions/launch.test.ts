import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { launchProblem, type StackOperation } from '../../local/workflow/doors/launch.ts';
import { provide } from '../../local/workflow/doors/doors.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { evaluate, evaluateAssumeRole } from '../../local/policies/authorize.ts';
import { storedPolicy } from '../../local/policies/policyDocument.ts';
import type { World } from '../../local/state/state.ts';
import { warmRuntime } from '../runtimes.ts';
import { CLUSTER, DEPLOYMENT, freshWorld, NAMES, role, scrapers, WORKSPACE } from '../workflow/support.ts';
import { list } from './statements.ts';
import { STRANGER, WORKFLOW } from './world.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const [product] = DEPLOYMENT.products;
const LAUNCH = `arn:aws:iam::${WORKFLOW}:role/amp-scraper-us-west-2-launch`;
const PROVIDER = DEPLOYMENT.providers[0]?.onEventArn ?? '';
const stackId = (name: string) => `arn:aws:cloudformation:us-west-2:${WORKFLOW}:stack/SC-${WORKFLOW}-pp-${name}/1`;

const OPERATIONS: readonly StackOperation[] = (['Create', 'Update', 'Delete'] as const).map((RequestType) => ({
  RequestType,
  StackId: stackId('shop'),
  providerArn: PROVIDER,
}));

/** What each operation is refused for, of those that are. */
async function refusals(world: World, deployment = DEPLOYMENT): Promise<(string | undefined)[]> {
  const problems = await Promise.all(OPERATIONS.map((one) => launchProblem(world, deployment, one)));
  return problems.filter((one) => one !== undefined);
}

const statements = storedPolicy(role(freshWorld(), LAUNCH)?.inlinePolicies['launch'] ?? '', LAUNCH).Statement;
const granted = statements.flatMap(({ Action }) => list(Action));

function withStatements(change: (action: string) => boolean, replace: object = {}): World {
  const world = freshWorld();
  const kept = statements.map((one) => ({ ...one, Action: list(one.Action).filter(change), ...replace }));
  const Statement = kept.filter(({ Action }) => Action.length > 0);
  Object.assign(role(world, LAUNCH) ?? {}, {
    inlinePolicies: { launch: JSON.stringify({ Version: '2012-10-17', Statement }) },
  });
  world.iamRevision += 1;
  return world;
}

describe('the launch role', () => {
  test('may do what each operation on a launched stack takes', async () => {
    expect(await refusals(freshWorld())).toEqual([]);
  });

  test.each(granted)('needs %s', async (action) => {
    const [refused] = await refusals(withStatements((one) => one !== action));
    expect(refused).toContain(`not authorized to perform: ${action}`);
  });

  test('reads no object that Service Catalog has not tagged', async () => {
    const untagged = evaluate(
      freshWorld(),
      { kind: 'role', roleArn: LAUNCH },
      { action: 's3:GetObject', resourceArn: 'arn:aws:s3:::payments/1', resourceAccountId: WORKFLOW, mode: 'identity' },
    );
    expect(await untagged).toMatchObject({ allowed: false });
  });

  test('is assumed by Service Catalog for this account alone', async () => {
    const principal = { kind: 'service', service: 'servicecatalog.amazonaws.com' } as const;
    const by = (sourceAccount: string) =>
      evaluateAssumeRole(freshWorld(), { principal, roleArn: LAUNCH, sourceAccount });
    expect(await Promise.all([WORKFLOW, STRANGER].map(by))).toMatchObject([{ allowed: true }, { allowed: false }]);
  });

  test('is the one that the product is launched with', async () => {
    expect(product).toMatchObject({ accountId: WORKFLOW, region: 'us-west-2', launchRoleArn: LAUNCH });
    const unconstrained = {
      ...DEPLOYMENT,
      products: [{ name: 'one', accountId: WORKFLOW, region: 'us-west-2', launchers: [] }],
    };
    expect(await refusals(freshWorld(), unconstrained)).toHaveLength(OPERATIONS.length);
  });
});

const object = z.record(z.string(), z.unknown());
const SECOND_CLUSTER = CLUSTER.replace('/shop', '/legacy');

let requests = 0;
function operation(kind: 'create' | 'delete', stack: string, clusterArn: string): Record<string, unknown> {
  requests += 1;
  const text = readFileSync(new URL(`../../events/product-${kind}.json`, import.meta.url), 'utf8');
  const event = object.parse(JSON.parse(text));
  return {
    ...event,
    StackId: stackId(stack),
    RequestId: `77777777-2222-4333-8444-${String(requests).padStart(12, '0')}`,
    ...(kind === 'delete' ? { PhysicalResourceId: `${clusterArn}|${WORKSPACE}` } : {}),
    ResourceProperties: { ...object.parse(event['ResourceProperties']), clusterArn },
  };
}

/** Operations of CloudFormation that are under way at the same time. */
async function together(world: World, events: readonly object[]) {
  const stage = runtime.open({ world });
  const results = await Promise.all(events.map((event) => provide(stage, DEPLOYMENT, event, { world })));
  await stage.idle();
  await stage.leave();
  return results.map(({ error, cloudFormation }) => ({ error, answer: cloudFormation?.Status }));
}

describe('an operation of another stack beside', () => {
  const SUCCESS = { error: undefined, answer: 'SUCCESS' };

  test('leaves each with its own', async () => {
    const world = freshWorld();
    const created = [operation('create', 'shop', CLUSTER), operation('create', 'other', SECOND_CLUSTER)];
    expect(await together(world, created)).toEqual([SUCCESS, SUCCESS]);
    expect(
      scrapers(world)
        .map(({ clusterArn }) => clusterArn)
        .toSorted(),
    ).toEqual([CLUSTER, SECOND_CLUSTER].toSorted());
    const another = [operation('delete', 'other', SECOND_CLUSTER), operation('create', 'third', CLUSTER)];
    expect(await together(world, another)).toEqual([SUCCESS, { error: 'OwnedElsewhere', answer: 'FAILED' }]);
    expect(scrapers(world)).toMatchObject([{ clusterArn: CLUSTER, status: 'ACTIVE' }]);
    expect(role(world, NAMES.sourceRoleArn)).toBeDefined();
  });

  test('is refused without a launch role that may call the provider, and begins nothing', async () => {
    const world = withStatements((action) => action !== 'lambda:InvokeFunction');
    expect(await together(world, [operation('create', 'shop', CLUSTER)])).toMatchObject([{ error: 'AccessDenied' }]);
    expect([scrapers(world), Object.keys(world.executions ?? {})]).toEqual([[], []]);
  });
});
