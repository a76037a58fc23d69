import { AmpClient, ListScrapersCommand, UntagResourceCommand, CreateScraperCommand } from '@aws-sdk/client-amp';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineOperation, ServiceError, type Operation } from '../../../../local/aws/operation.ts';
import { wireInteger } from '../../../../local/aws/wireTypes.ts';
import { testServer, type TestServer } from '../testServer.ts';

/** What an operation was given, and what it is to answer: the protocols are tested without any service's logic. */
let received: unknown;
let output: Record<string, unknown>;
let failure: Error | undefined;

function echo(facts: Pick<Operation, 'service' | 'name' | 'http' | 'wireNames'>, input: z.ZodType): Operation {
  return defineOperation({
    ...facts,
    input,
    access: () => [],
    run(given) {
      received = given;
      if (failure !== undefined) throw failure;
      return output;
    },
  });
}

const AT = new Date('2026-01-05T08:00:00Z');

const OPERATIONS = [
  echo(
    {
      service: 'aps',
      name: 'ListScrapers',
      http: {
        method: 'GET',
        uri: '/scrapers',
        queryMap: { member: 'filters', others: ['maxResults', 'nextToken'] },
      },
    },
    z.strictObject({
      filters: z.record(z.string(), z.array(z.string())).optional(),
      maxResults: wireInteger(1, 1000).optional(),
    }),
  ),
  echo(
    {
      service: 'aps',
      name: 'UntagResource',
      http: { method: 'DELETE', uri: '/tags/{resourceArn}', queryLists: ['tagKeys'] },
    },
    z.strictObject({ resourceArn: z.string(), tagKeys: z.array(z.string()) }),
  ),
  echo(
    { service: 'aps', name: 'CreateScraper', http: { method: 'POST', uri: '/scrapers', status: 202 } },
    z.looseObject({ alias: z.string() }),
  ),
  echo(
    {
      service: 'ec2',
      name: 'DescribeSubnets',
      wireNames: {
        input: { SubnetIds: 'SubnetId', Filters: 'Filter', Values: 'Value' },
        output: { Subnets: 'subnetSet', Tags: 'tagSet' },
      },
    },
    z.strictObject({
      SubnetIds: z.array(z.string()).optional(),
      Filters: z.array(z.strictObject({ Name: z.string(), Values: z.array(z.string()) })).optional(),
    }),
  ),
];

let test: TestServer;
let amp: AmpClient;
let ec2: EC2Client;
beforeAll(async () => {
  test = await testServer(OPERATIONS);
  amp = new AmpClient(test.configuration());
  ec2 = new EC2Client(test.configuration());
});
afterAll(() => test.server.close());
beforeEach(() => {
  output = {};
  failure = undefined;
});

describe('REST-JSON', () => {
  it('gathers the query parameters that have no name of their own in a map of lists', async () => {
    output = { scrapers: [] };
    await amp.send(
      new ListScrapersCommand({ filters: { status: ['ACTIVE', 'CREATING'], alias: ['a b'] }, maxResults: 5 }),
    );
    expect(received).toEqual({ filters: { status: ['ACTIVE', 'CREATING'], alias: ['a b'] }, maxResults: 5 });
  });

  it('decodes a label, and takes a single query parameter as a list where the operation says so', async () => {
    const resourceArn = 'arn:aws:aps:us-west-2:111111111111:scraper/s-1';
    await amp.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a+b c'] }));
    expect(received).toEqual({ resourceArn, tagKeys: ['a+b c'] });
  });

  const scraper = {
    alias: 'shop',
    scrapeConfiguration: { configurationBlob: Buffer.from('global: {}\n') },
    source: {
      eksConfiguration: { clusterArn: 'arn:aws:eks:us-west-2:111111111111:cluster/shop', subnetIds: ['subnet-1'] },
    },
    destination: { ampConfiguration: { workspaceArn: 'arn:aws:aps:us-west-2:111111111111:workspace/ws-1' } },
  };

  it('hands on a blob as base64 text, and answers with the status and the members of the operation', async () => {
    output = { scraperId: 's-1', arn: 'arn', status: { statusCode: 'CREATING' }, tags: undefined };
    const answer = await amp.send(new CreateScraperCommand(scraper));
    expect(received).toMatchObject({ alias: 'shop', scrapeConfiguration: { configurationBlob: 'Z2xvYmFsOiB7fQo=' } });
    expect(answer).toMatchObject({ scraperId: 's-1', status: { statusCode: 'CREATING' } });
    expect(answer.$metadata.httpStatusCode).toBe(202);
  });

  it('answers timestamps and blobs as the clients expect them', async () => {
    const times = { createdAt: AT, lastModifiedAt: AT };
    output = { scrapers: [{ arn: 'arn', scraperId: 's-1', ...times }] };
    const { scrapers } = await amp.send(new ListScrapersCommand({}));
    expect(scrapers?.[0]).toMatchObject({ createdAt: AT, lastModifiedAt: AT });
  });

  it('answers an error so that the client throws its class, with its members', async () => {
    failure = new ServiceError('ConflictException', 409, 'Busy', { resourceId: 's-1', resourceType: 'scraper' });
    await expect(amp.send(new CreateScraperCommand(scraper))).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Busy',
      resourceId: 's-1',
      $metadata: { httpStatusCode: 409 },
    });
  });

  it('answers input that breaks a constraint with ValidationException and the fields', async () => {
    const { alias: _alias, ...withoutAlias } = scraper;
    await expect(amp.send(new CreateScraperCommand(withoutAlias))).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value null at 'alias' failed to satisfy constraint: Member must not be null",
      fieldList: [{ name: 'alias', message: 'Member must not be null' }],
    });
  });
});

describe('EC2 Query', () => {
  it('undoes lists and names, and answers with lists of items', async () => {
    output = { Subnets: [{ SubnetId: 'subnet-1', AvailableIpAddressCount: 7, Tags: [{ Key: 'a', Value: '<b>' }] }] };
    const answer = await ec2.send(
      new DescribeSubnetsCommand({
        SubnetIds: ['subnet-1', 'subnet-2'],
        Filters: [{ Name: 'vpc-id', Values: ['vpc-1', 'vpc-2'] }],
      }),
    );
    expect(received).toEqual({
      SubnetIds: ['subnet-1', 'subnet-2'],
      Filters: [{ Name: 'vpc-id', Values: ['vpc-1', 'vpc-2'] }],
    });
    expect(answer.Subnets).toMatchObject([
      { SubnetId: 'subnet-1', AvailableIpAddressCount: 7, Tags: [{ Key: 'a', Value: '<b>' }] },
    ]);
  });

  it('answers an empty list as one', async () => {
    output = { Subnets: [] };
    expect((await ec2.send(new DescribeSubnetsCommand({}))).Subnets).toEqual([]);
  });

  it('keeps more than nine items in their order', async () => {
    const SubnetIds = Array.from({ length: 12 }, (_, index) => `subnet-${index}`);
    await ec2.send(new DescribeSubnetsCommand({ SubnetIds }));
    expect(received).toEqual({ SubnetIds });
  });

  it('answers an error in its own form', async () => {
    failure = new ServiceError('InvalidSubnetID.NotFound', 400, "The subnet ID 'subnet-x' does not exist");
    await expect(ec2.send(new DescribeSubnetsCommand({}))).rejects.toMatchObject({
      name: 'InvalidSubnetID.NotFound',
      message: "The subnet ID 'subnet-x' does not exist",
    });
  });

  it('names a parameter that is not emulated', async () => {
    await expect(ec2.send(new DescribeSubnetsCommand({ DryRun: true }))).rejects.toMatchObject({
      name: 'NotEmulated',
      message: 'The embedded AWS does not have the parameter DryRun of ec2:DescribeSubnets.',
    });
  });
});

describe('the server', () => {
  it('tells its observer of each call, without its text', async () => {
    output = { Subnets: [] };
    await ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-secret'] }));
    expect(test.calls.at(-1)).toMatchObject({
      service: 'ec2',
      operation: 'DescribeSubnets',
      callerArn: 'arn:aws:iam::111111111111:user/administrator',
      accountId: '111111111111',
      status: 200,
    });
    expect(JSON.stringify(test.calls.at(-1))).not.toContain('subnet-secret');
  });

  it('answers a defect of its own with a 500 that says what it is, and goes on', async () => {
    failure = new TypeError('a defect');
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await expect(ec2.send(new DescribeSubnetsCommand({}))).rejects.toMatchObject({
      name: 'InternalFailure',
      message: 'The embedded AWS failed: TypeError: a defect',
      $metadata: { httpStatusCode: 500 },
    });
    expect(told).toHaveBeenCalledWith(expect.stringMatching(/^TypeError: a defect\n +at /));
    told.mockRestore();
    failure = undefined;
    await expect(ec2.send(new DescribeSubnetsCommand({}))).resolves.toBeDefined();
  });
});
