import { DescribeClusterCommand, EKSClient, UpdateClusterConfigCommand } from '@aws-sdk/client-eks';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OPERATIONS } from '../../../../../local/aws/embeddedAws.ts';
import { startServer, type RunningServer } from '../../../../../local/aws/server.ts';
import { settle } from '../../../../../local/scrapers/engine.ts';
import { virtualClock } from '../../../../../local/state/clock.ts';
import * as small from '../../../world/support.ts';

let server: RunningServer;
let client: EKSClient;
beforeEach(async () => {
  const world = small.smallWorld();
  server = await startServer({ world, clock: virtualClock(world.now), settle, operations: OPERATIONS });
  client = new EKSClient({
    endpoint: server.endpoint,
    region: small.REGION,
    maxAttempts: 1,
    credentials: { accessKeyId: small.SOURCE, secretAccessKey: 'test' },
  });
});
afterEach(() => server.close());

const update = (resourcesVpcConfig: { endpointPublicAccess?: boolean; endpointPrivateAccess?: boolean }) =>
  client.send(new UpdateClusterConfigCommand({ name: 'shop', resourcesVpcConfig }));

it('Takes an endpoint away, and gives it back', async () => {
  const { update: made } = await update({ endpointPrivateAccess: false });
  expect(made).toMatchObject({ status: 'InProgress', type: 'EndpointAccessUpdate' });
  const shown = async () =>
    (await client.send(new DescribeClusterCommand({ name: 'shop' }))).cluster?.resourcesVpcConfig;
  expect(await shown()).toMatchObject({ endpointPublicAccess: true, endpointPrivateAccess: false });
  await update({ endpointPrivateAccess: true });
  expect(await shown()).toMatchObject({ endpointPublicAccess: true, endpointPrivateAccess: true });
});

it.each([
  ['a change of nothing', { endpointPrivateAccess: true }],
  ['no endpoint at all', { endpointPrivateAccess: false, endpointPublicAccess: false }],
])('Refuses %s', async (_what, config) => {
  await expect(update(config)).rejects.toMatchObject({ name: 'InvalidParameterException' });
});
