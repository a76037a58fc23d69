import { describe, expect, it } from 'vitest';
import { settle } from '../../../../../local/scrapers/engine.ts';
import type { World } from '../../../../../local/state/state.ts';
import * as world from '../../../world/support.ts';
import { blob, CREATE_SCRAPER, invoke, refusal } from '../support.ts';

const pass = (small: World, seconds: number) => settle(small, small.now + seconds * 1000);

/** A small world with one new scraper, and what is usually asked of it. */
function created(changes: world.Changes = {}, request: object = {}) {
  const small = world.smallWorld(changes);
  const { scraperId } = invoke(small, 'CreateScraper', { ...CREATE_SCRAPER, ...request });
  const id = { scraperId };
  return { small, id, describe: () => invoke(small, 'DescribeScraper', id).scraper };
}

const withStatus = (statusCode: string) => ({ status: { statusCode } });

describe('a scraper', () => {
  it('becomes ACTIVE after 1,038 seconds', async () => {
    const { small, describe } = created();
    await pass(small, 1037);
    expect(describe()).toMatchObject(withStatus('CREATING'));
    await pass(small, 1);
    expect(describe()).toMatchObject({ ...withStatus('ACTIVE'), lastModifiedAt: new Date(small.now) });
  });

  it('shows what it was created with', () => {
    const { describe, small } = created();
    expect(describe()).toEqual({
      ...CREATE_SCRAPER,
      clientToken: undefined,
      scrapeConfiguration: { configurationBlob: Buffer.from(world.CONFIGURATION) },
      source: {
        eksConfiguration: {
          ...CREATE_SCRAPER.source.eksConfiguration,
          securityGroupIds: [expect.stringMatching(/^sg-/)],
        },
      },
      scraperId: expect.any(String),
      arn: expect.any(String),
      roleArn: expect.stringContaining('/aws-service-role/scraper.aps.amazonaws.com/'),
      ...withStatus('CREATING'),
      createdAt: new Date(small.now),
      lastModifiedAt: new Date(small.now),
    });
  });

  it.each([
    [
      'the cluster’s plan',
      { cluster: { scraperOutcome: { outcome: 'CREATION_FAILED', afterSeconds: 60 } } },
      /internal/,
    ],
    [
      'the account’s plan',
      {
        account: {
          nextScraper: { [world.REGION]: { outcome: 'CREATION_FAILED', afterSeconds: 60, statusReason: 'Because.' } },
        },
      },
      /^Because\.$/,
    ],
  ])('fails by %s and stays until it is deleted', async (_name, changes, reason) => {
    const { small, id, describe } = created(changes);
    await pass(small, 60);
    expect(describe()).toMatchObject({ ...withStatus('CREATION_FAILED'), statusReason: expect.stringMatching(reason) });
    await pass(small, 86_400);
    expect(invoke(small, 'DeleteScraper', id)).toMatchObject(withStatus('DELETING'));
    await pass(small, 300);
    expect(refusal(small, 'DescribeScraper', id).code).toBe('ResourceNotFoundException');
  });

  it('fails when a subnet has no free address', async () => {
    const subnetIds = ['subnet-0000000a', 'subnet-0000000f'];
    const eksConfiguration = { ...CREATE_SCRAPER.source.eksConfiguration, subnetIds };
    const { small, describe } = created({}, { source: { eksConfiguration } });
    await pass(small, 1038);
    expect(describe()).toMatchObject({
      ...withStatus('CREATION_FAILED'),
      statusReason: expect.stringContaining('subnet-0000000f'),
    });
  });

  it('uses the account’s plan for one scraper alone', async () => {
    const nextScraper = { [world.REGION]: { outcome: 'CREATING' } };
    const { small } = created({ account: { nextScraper } });
    const second = invoke(small, 'CreateScraper', { ...CREATE_SCRAPER, clientToken: 'second' });
    await pass(small, 86_400);
    expect(invoke(small, 'ListScrapers', {}).scrapers).toMatchObject([
      withStatus('CREATING'),
      { scraperId: second.scraperId, ...withStatus('ACTIVE') },
    ]);
  });

  it('cannot be deleted or updated while it is CREATING', () => {
    const { small, id } = created();
    const error = refusal(small, 'DeleteScraper', id);
    expect(error).toMatchObject({ code: 'ConflictException', status: 409 });
    expect(error.members).toEqual({ resourceId: id.scraperId, resourceType: 'scraper' });
    expect(refusal(small, 'UpdateScraper', { ...id, alias: 'b' }).code).toBe('ConflictException');
  });

  it('is gone with its service-linked role, and its token is free again', async () => {
    const { small, id } = created();
    await pass(small, 1038);
    const { roleArn } = world.scraperIn(small);
    invoke(small, 'DeleteScraper', id);
    await pass(small, 299);
    expect(refusal(small, 'UpdateScraper', id).code).toBe('ConflictException');
    expect(invoke(small, 'DeleteScraper', id)).toMatchObject(withStatus('DELETING'));
    await pass(small, 1);
    expect(refusal(small, 'DeleteScraper', id).code).toBe('ResourceNotFoundException');
    expect(world.must(small.accounts[world.SOURCE]).roles).not.toHaveProperty([roleArn]);
    expect(invoke(small, 'CreateScraper', CREATE_SCRAPER).scraperId).not.toBe(id.scraperId);
  });

  it('is seen from its own account alone', () => {
    const { small, id } = created();
    expect(refusal(small, 'DescribeScraper', id, world.TARGET).code).toBe('ResourceNotFoundException');
    expect(invoke(small, 'ListScrapers', {}, world.TARGET)).toEqual({ scrapers: [], nextToken: undefined });
  });
});

/** The same, already ACTIVE. */
async function active() {
  const scraper = created();
  await pass(scraper.small, 1038);
  return scraper;
}

describe('UpdateScraper', () => {
  it('is UPDATING first, and has the change with ACTIVE', async () => {
    const { small, id, describe } = await active();
    const yaml = world.CONFIGURATION.replace('30s', '60s');
    const request = { ...id, alias: 'new', scrapeConfiguration: blob(yaml), clientToken: 'update' };
    expect(invoke(small, 'UpdateScraper', request)).toMatchObject(withStatus('UPDATING'));
    expect(invoke(small, 'UpdateScraper', request)).toMatchObject(withStatus('UPDATING'));
    expect(refusal(small, 'DeleteScraper', id).code).toBe('ConflictException');
    await pass(small, 60);
    expect(describe()).toMatchObject({
      ...withStatus('ACTIVE'),
      alias: 'new',
      scrapeConfiguration: { configurationBlob: Buffer.from(yaml) },
      roleConfiguration: CREATE_SCRAPER.roleConfiguration,
    });
  });

  it('goes back to the service-linked role with a workspace of its own account and no roles', async () => {
    const { small, id, describe } = await active();
    const destination = { ampConfiguration: { workspaceArn: world.OWN_WORKSPACE_ARN } };
    invoke(small, 'UpdateScraper', { ...id, destination });
    await pass(small, 60);
    expect(describe()).toMatchObject({ destination, roleConfiguration: undefined });
  });

  it.each([
    ['another account’s workspace without its roles', { destination: CREATE_SCRAPER.destination }, /required/],
    ['a wrong configuration', { scrapeConfiguration: blob('a: 1') }, /not valid/],
  ])('refuses %s and changes nothing', async (_name, change, message) => {
    const { small, id } = await active();
    const before = structuredClone(small);
    expect(refusal(small, 'UpdateScraper', { ...id, ...change }).message).toMatch(message);
    expect(small).toEqual(before);
  });
});

describe('ListScrapers', () => {
  const own = { destination: { ampConfiguration: { workspaceArn: world.OWN_WORKSPACE_ARN } } };
  const requests = ['a', 'b', 'c'].map((alias) => ({ ...CREATE_SCRAPER, ...(alias === 'c' ? own : {}), alias }));

  function three(): World {
    const small = world.smallWorld();
    for (const request of requests) invoke(small, 'CreateScraper', { ...request, clientToken: request.alias });
    return small;
  }

  it.each([
    ['everything', {}, ['a', 'b', 'c']],
    ['any of the values of one key', { alias: ['a', 'c', 'd'] }, ['a', 'c']],
    ['all of the keys', { alias: ['a', 'c'], destinationArn: [world.WORKSPACE_ARN] }, ['a']],
    ['by source', { sourceArn: [world.CLUSTER_ARN] }, ['a', 'b', 'c']],
    ['by status', { status: ['ACTIVE'] }, []],
  ])('finds %s', (_name, filters, aliases) => {
    const found = invoke(three(), 'ListScrapers', { filters }).scrapers;
    expect(found).toMatchObject(aliases.map((alias) => ({ alias })));
    expect(found).toHaveLength(aliases.length);
  });

  it('gives pages, and the last without a token', () => {
    const small = three();
    const first = invoke(small, 'ListScrapers', { maxResults: '2' });
    expect(first.scrapers).toMatchObject([{ alias: 'a' }, { alias: 'b' }]);
    const second = invoke(small, 'ListScrapers', { maxResults: '2', nextToken: first.nextToken });
    expect(second).toMatchObject({ scrapers: [{ alias: 'c' }] });
    expect(second.nextToken).toBeUndefined();
  });

  it('refuses a key and a token that it does not know', () => {
    const small = three();
    expect(refusal(small, 'ListScrapers', { filters: { name: ['a'] } }).message).toMatch(/name/);
    expect(refusal(small, 'ListScrapers', { nextToken: 'x' }).code).toBe('ValidationException');
  });
});

describe('tags and workspaces', () => {
  it('are changed and listed', () => {
    const { small } = created();
    const { arn } = world.scraperIn(small);
    invoke(small, 'TagResource', { resourceArn: arn, tags: { team: 'other', cost: '1' } });
    invoke(small, 'UntagResource', { resourceArn: arn, tagKeys: ['cost', 'none'] });
    expect(invoke(small, 'ListTagsForResource', { resourceArn: arn })).toEqual({ tags: { team: 'other' } });
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, '']));
    expect(refusal(small, 'TagResource', { resourceArn: arn, tags }).message).toMatch(/50/);
    expect(refusal(small, 'ListTagsForResource', { resourceArn: `${arn}0` }).code).toBe('ResourceNotFoundException');
  });

  it('a new workspace is CREATING, then ACTIVE, and is found by the beginning of its alias', async () => {
    const small = world.smallWorld();
    const { workspaceId } = invoke(small, 'CreateWorkspace', { alias: 'central-2' }, world.TARGET);
    const describe = () => invoke(small, 'DescribeWorkspace', { workspaceId }, world.TARGET).workspace;
    expect(describe()).toMatchObject({
      ...withStatus('CREATING'),
      prometheusEndpoint: `http://127.0.0.1:4566/workspaces/${String(workspaceId)}/`,
    });
    await pass(small, 30);
    expect(describe()).toMatchObject(withStatus('ACTIVE'));
    const found = (alias: string) => invoke(small, 'ListWorkspaces', { alias }, world.TARGET).workspaces;
    expect([found('central'), found('central-'), found('x')].map((list) => [list].flat().length)).toEqual([2, 1, 0]);
  });
});
