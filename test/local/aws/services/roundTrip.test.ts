import * as amp from '@aws-sdk/client-amp';
import * as ec2 from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, EKSClient, ListAccessEntriesCommand, ListClustersCommand } from '@aws-sdk/client-eks';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer } from '../../../../local/aws/server.ts';
import type { RunningServer } from '../../../../local/aws/server.ts';
import { virtualClock } from '../../../../local/state/clock.ts';
import type { VirtualClock } from '../../../../local/state/clock.ts';
import { settle } from '../../../../local/scrapers/engine.ts';
import type { World } from '../../../../local/state/state.ts';
import * as world from '../../world/support.ts';
import { OPERATIONS } from './support.ts';

let small: World;
let clock: VirtualClock;
let server: RunningServer;

beforeEach(async () => {
  small = world.smallWorld();
  clock = virtualClock(small.now);
  server = await startServer({ world: small, clock, settle, operations: OPERATIONS });
});
afterEach(() => server.close());

const configuration = (accountId: string = world.SOURCE) => ({
  endpoint: server.endpoint,
  region: world.REGION,
  maxAttempts: 1,
  credentials: { accessKeyId: accountId, secretAccessKey: 'test' },
});

/** An instant query over HTTP, signed as a data source would sign it. */
async function query(promql: string, method: 'GET' | 'POST'): Promise<{ status: number; body: unknown }> {
  const { hostname, port } = new URL(server.endpoint);
  const path = `${new URL(world.WORKSPACE_ARN.replace(/.*\//, 'http://x/workspaces/')).pathname}/api/v1/query`;
  const { credentials, region } = configuration(world.TARGET);
  const signer = new SignatureV4({ service: 'aps', region, credentials, sha256: Sha256 });
  const form = new URLSearchParams({ query: promql }).toString();
  const signed = await signer.sign(
    new HttpRequest({
      method,
      protocol: 'http:',
      hostname,
      port: Number(port),
      path,
      headers: { host: `${hostname}:${port}`, 'content-type': 'application/x-www-form-urlencoded' },
      ...(method === 'GET' ? { query: { query: promql } } : { body: form }),
    }),
  );
  const url = `${server.endpoint}${path}${method === 'GET' ? `?${form.replaceAll('+', '%20')}` : ''}`;
  const response = await fetch(url, { method, headers: signed.headers, ...(method === 'POST' ? { body: form } : {}) });
  return { status: response.status, body: await response.json() };
}

describe('the SDK’s clients', () => {
  it('take a scraper from creation over its first samples to its end', async () => {
    const client = new amp.AmpClient(configuration());
    const { configuration: yaml } = await client.send(new amp.GetDefaultScraperConfigurationCommand({}));
    const { scraperId, arn, status } = await client.send(
      new amp.CreateScraperCommand({
        alias: 'shop',
        scrapeConfiguration: { configurationBlob: world.must(yaml) },
        source: { eksConfiguration: { clusterArn: world.CLUSTER_ARN, subnetIds: [...world.SUBNETS] } },
        destination: { ampConfiguration: { workspaceArn: world.WORKSPACE_ARN } },
        roleConfiguration: { sourceRoleArn: world.SOURCE_ROLE_ARN, targetRoleArn: world.TARGET_ROLE_ARN },
        tags: { team: 'shop' },
      }),
    );
    expect(status).toEqual({ statusCode: 'CREATING' });
    world.patchTrust(small, world.must(arn));

    clock.advanceTo(clock.now() + 1_038_000);
    const { scraper } = await client.send(new amp.DescribeScraperCommand({ scraperId }));
    expect(scraper).toMatchObject({ status: { statusCode: 'ACTIVE' }, lastModifiedAt: new Date(clock.now()) });
    expect(scraper?.scrapeConfiguration?.configurationBlob).toEqual(yaml);

    clock.advanceTo(clock.now() + 60_000);
    for (const method of ['GET', 'POST'] as const) {
      expect(await query('max(timestamp(up{job="kubelet"}))', method)).toEqual({
        status: 200,
        body: {
          status: 'success',
          data: {
            resultType: 'vector',
            result: [{ metric: {}, value: [clock.now() / 1000, String(clock.now() / 1000)] }],
          },
        },
      });
    }
    expect(await query('rate(up)', 'POST')).toMatchObject({ status: 400, body: { errorType: 'bad_data' } });

    const filters = { sourceArn: [world.CLUSTER_ARN], destinationArn: [world.WORKSPACE_ARN] };
    const { scrapers } = await client.send(new amp.ListScrapersCommand({ filters, maxResults: 1 }));
    expect(scrapers).toMatchObject([{ scraperId, tags: { team: 'shop' } }]);
    await client.send(new amp.UpdateScraperCommand({ scraperId, alias: 'other' }));
    await expect(client.send(new amp.DeleteScraperCommand({ scraperId }))).rejects.toMatchObject({
      name: 'ConflictException',
      resourceId: scraperId,
    });
    clock.advanceTo(clock.now() + 60_000);
    await client.send(new amp.DeleteScraperCommand({ scraperId }));
    clock.advanceTo(clock.now() + 300_000);
    await expect(client.send(new amp.DescribeScraperCommand({ scraperId }))).rejects.toThrow(
      amp.ResourceNotFoundException,
    );
  });

  it('see what is wrong with a request', async () => {
    const client = new amp.AmpClient(configuration());
    await expect(client.send(new amp.DescribeScraperCommand({ scraperId: '-' }))).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'FIELD_VALIDATION_FAILED',
      fieldList: [{ name: 'scraperId', message: expect.any(String) }],
    });
  });

  it('handle workspaces and tags', async () => {
    const client = new amp.AmpClient(configuration(world.TARGET));
    const { workspaceId, arn } = await client.send(new amp.CreateWorkspaceCommand({ alias: 'new', tags: { a: 'b' } }));
    await client.send(new amp.TagResourceCommand({ resourceArn: arn, tags: { 'amp-scraper:door': 'tag', c: 'd' } }));
    await client.send(new amp.UntagResourceCommand({ resourceArn: arn, tagKeys: ['a', 'c'] }));
    expect(await client.send(new amp.ListTagsForResourceCommand({ resourceArn: arn }))).toMatchObject({
      tags: { 'amp-scraper:door': 'tag' },
    });
    const { workspace } = await client.send(new amp.DescribeWorkspaceCommand({ workspaceId }));
    expect(workspace?.prometheusEndpoint).toBe(`${server.endpoint}/workspaces/${workspaceId}/`);
    const { workspaces } = await client.send(new amp.ListWorkspacesCommand({ alias: 'new' }));
    expect(workspaces).toMatchObject([{ workspaceId, createdAt: new Date(clock.now()) }]);
  });

  it('describe clusters', async () => {
    const client = new EKSClient(configuration());
    const { cluster } = await client.send(new DescribeClusterCommand({ name: 'shop' }));
    expect(cluster).toMatchObject({
      arn: world.CLUSTER_ARN,
      status: 'ACTIVE',
      createdAt: new Date(clock.now()),
      accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
      resourcesVpcConfig: {
        vpcId: 'vpc-00000001',
        subnetIds: [...world.SUBNETS],
        clusterSecurityGroupId: expect.stringMatching(/^sg-[0-9a-f]{17}$/),
        endpointPrivateAccess: true,
        endpointPublicAccess: true,
      },
    });
    expect(await client.send(new ListClustersCommand({}))).toMatchObject({ clusters: ['shop'] });
    await expect(client.send(new DescribeClusterCommand({ name: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'No cluster found for name: none.',
      clusterName: 'none',
    });
  });

  it('list the access entries of a cluster, page by page, which a CONFIG_MAP cluster has none of', async () => {
    const client = new EKSClient(configuration());
    const cluster = world.clusterIn(small);
    const entries = ['role/a', 'role/b'].map((name) => `arn:aws:iam::${world.SOURCE}:${name}`);
    cluster.accessEntries = entries;
    const list = (nextToken?: string) =>
      client.send(new ListAccessEntriesCommand({ clusterName: 'shop', maxResults: 1, nextToken }));
    const first = await list();
    expect([first.accessEntries, (await list(first.nextToken)).accessEntries]).toEqual(entries.map((arn) => [arn]));
    cluster.authenticationMode = 'CONFIG_MAP';
    await expect(list()).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining('authentication mode must be set to one of [API, API_AND_CONFIG_MAP]'),
    });
    await expect(client.send(new ListAccessEntriesCommand({ clusterName: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('describe subnets, VPC attributes and security groups', async () => {
    const client = new ec2.EC2Client(configuration());
    const ids = async (input: ec2.DescribeSubnetsCommandInput) =>
      (await client.send(new ec2.DescribeSubnetsCommand(input))).Subnets?.map(({ SubnetId }) => SubnetId);
    const zone = { Name: 'availability-zone', Values: ['us-west-2b', 'us-west-2c'] };
    expect(await ids({ SubnetIds: [...world.SUBNETS] })).toEqual([...world.SUBNETS]);
    expect(await ids({ Filters: [zone, { Name: 'vpc-id', Values: ['vpc-00000001'] }] })).toEqual([
      'subnet-0000000b',
      'subnet-0000000f',
    ]);
    const { Subnets } = await client.send(new ec2.DescribeSubnetsCommand({ SubnetIds: ['subnet-0000000f'] }));
    expect(Subnets).toMatchObject([
      { AvailabilityZone: 'us-west-2b', AvailableIpAddressCount: 0, VpcId: 'vpc-00000001' },
    ]);
    expect(Subnets).toMatchObject([{ AvailabilityZoneId: 'usw2-az2', OwnerId: world.SOURCE }]);
    const pages = [];
    for await (const { Subnets: page = [] } of ec2.paginateDescribeSubnets({ client, pageSize: 5 }, {})) {
      pages.push(page.length);
    }
    const all = (await ids({})) ?? [];
    expect(pages.reduce((sum, length) => sum + length, 0)).toBe(all.length);
    expect(pages.slice(0, -1).every((length) => length === 5)).toBe(true);
    const attribute = { VpcId: 'vpc-00000001', Attribute: 'enableDnsHostnames' } as const;
    const { EnableDnsHostnames } = await client.send(new ec2.DescribeVpcAttributeCommand(attribute));
    expect(EnableDnsHostnames).toEqual({ Value: true });
    const groups = await client.send(new ec2.DescribeSecurityGroupsCommand({}));
    expect(groups.SecurityGroups).toMatchObject([{ GroupId: expect.stringMatching(/^sg-/), VpcId: 'vpc-00000001' }]);
  });

  it.each([
    [
      new ec2.DescribeSubnetsCommand({ SubnetIds: ['subnet-1'] }),
      'InvalidSubnetID.NotFound',
      "The subnet ID 'subnet-1' does not exist",
    ],
    [
      new ec2.DescribeSubnetsCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] }),
      'InvalidParameterValue',
      "The filter 'colour' is invalid",
    ],
  ])('see EC2’s own errors', async (command, name, message) => {
    const client = new ec2.EC2Client(configuration());
    await expect(client.send(command)).rejects.toMatchObject({ name, message });
  });

  it('see that a VPC does not exist', async () => {
    const client = new ec2.EC2Client(configuration());
    const command = new ec2.DescribeVpcAttributeCommand({ VpcId: 'vpc-1', Attribute: 'enableDnsSupport' });
    await expect(client.send(command)).rejects.toMatchObject({ name: 'InvalidVpcID.NotFound' });
  });
});
