import { beforeAll, describe, expect, test } from 'vitest';
import { output as outputSchema } from '../../functions/shared/contract.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import type { World } from '../../local/state/state.ts';
import { warmRuntime } from '../runtimes.ts';
import { CLUSTER, DEPLOYMENT, freshWorld, REQUEST, scrapers } from './support.ts';

const TAGGED = {
  source: 'aws.tag',
  'detail-type': 'Tag Change on Resource',
  account: '111111111111',
  resources: [CLUSTER],
};

let runtime: Runtime;
let connected: World;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  connected = freshWorld();
  await runtime.execute({ world: connected, input: TAGGED });
});

/** The cluster has been deleted and made again under its name since, in two of the subnets that it was in; nobody told us. */
function madeAgain(): World {
  const world = structuredClone(connected);
  const cluster = world.accounts['111111111111']?.clusters[CLUSTER];
  if (cluster === undefined) throw new Error(`The default world has no cluster ${CLUSTER}.`);
  world.now += 3_600_000;
  Object.assign(cluster, { createdAt: world.now, subnetIds: cluster.subnetIds.slice(1) });
  return world;
}

const WARNING = expect.stringContaining('was made for an earlier cluster of this name; this one was made at ');

describe('the scraper of a cluster that was made again under its name', () => {
  test('is replaced without being asked for, in the new subnets, and the output says so', async () => {
    const world = madeAgain();
    const [old] = structuredClone(scrapers(world));
    const { output, cause } = await runtime.execute({ world, input: TAGGED });
    expect(output, cause).toMatchObject({ outcome: 'ONBOARDED', door: 'tag', replaced: { scraperArn: old?.arn } });
    expect(outputSchema.parse(output).warnings).toEqual([WARNING]);
    const [scraper, ...others] = scrapers(world);
    expect(others).toEqual([]);
    expect(scraper).toMatchObject({ status: 'ACTIVE', alias: old?.alias });
    expect(scraper?.arn).not.toBe(old?.arn);
    expect(scraper?.subnetIds).not.toContain(old?.subnetIds[0]);
    const again = await runtime.execute({ world, input: TAGGED });
    expect(again.output).toMatchObject({ outcome: 'IGNORED', reason: expect.stringContaining('connected already') });
  });

  test('is replaced in the plan as it is in the run', async () => {
    const world = freshWorld();
    await runtime.execute({ world, input: REQUEST });
    const cluster = world.accounts['111111111111']?.clusters[CLUSTER];
    world.now += 3_600_000;
    Object.assign(cluster ?? {}, { createdAt: world.now });
    const { output } = await runtime.execute({ world, input: { ...REQUEST, dryRun: true } });
    const { plan } = outputSchema.parse(output);
    expect(
      plan?.changes.filter(({ resource }) => resource.includes(':scraper/')).map(({ action }) => action),
    ).toContain('replace');
    expect(plan?.notes).toContainEqual(WARNING);
    const run = outputSchema.parse((await runtime.execute({ world, input: REQUEST })).output);
    expect(run).toMatchObject({ outcome: 'ONBOARDED', replaced: expect.anything(), warnings: [WARNING] });
  });

  test.each([
    ['a run', TAGGED],
    ['a dry run', { ...REQUEST, dryRun: true }],
  ])('is not replaced by %s when it has what this version does not know', async (_what, input) => {
    const world = madeAgain();
    for (const one of scrapers(world)) one.members = { exporters: [{ kind: 'otlp' }] };
    const kept = () => scrapers(world).map(({ arn, status, members }) => ({ arn, status, members }));
    const before = kept();
    const { error, cause } = await runtime.execute({ world, input });
    expect(error).toBe('ReplacementNeeded');
    expect(cause).toMatch(
      /was made for an earlier cluster.*would lose exporters.*offboard the connection and onboard it again/,
    );
    expect(kept()).toEqual(before);
  });

  test('is left as it is when the cluster is as old as it was', async () => {
    const world = structuredClone(connected);
    const { output } = await runtime.execute({ world, input: TAGGED });
    expect(output).toMatchObject({ outcome: 'IGNORED' });
  });
});
