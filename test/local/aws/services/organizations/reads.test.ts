import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { serveWorld, type EmbeddedAws } from '../../../../../local/aws/embeddedAws.ts';
import { createSession } from '../../../../../local/aws/services/sts/sessions.ts';
import { virtualClock } from '../../../../../local/state/clock.ts';
import type { World } from '../../../../../local/state/state.ts';
import {
  CHILD,
  MANAGEMENT,
  ORGANIZATION,
  organizationIn,
  organizationWorld,
  ROOT,
  UNIT,
} from '../../../policies/organizations.ts';
import { signedFetch } from '../../signedFetch.ts';
import { administrator, type TestCredentials } from '../../testServer.ts';
import { addRole, SOURCE, TARGET } from '../../testWorld.ts';

let aws: EmbeddedAws;
beforeAll(async () => {
  aws = await serveWorld();
});
afterAll(() => aws.close());

interface Answer {
  status: number;
  type: string | null;
  body: Record<string, unknown>;
}

interface Asking {
  world: World;
  credentials?: TestCredentials;
  region?: string;
}

async function ask({ world, credentials, region = 'us-east-1' }: Asking, operation: string, input: object = {}) {
  aws.serve({ world, clock: virtualClock(world.now) });
  const response = await signedFetch({
    endpoint: aws.endpoint,
    credentials: credentials ?? administrator(MANAGEMENT),
    service: 'organizations',
    region,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSOrganizationsV20161128.${operation}`,
    },
    body: JSON.stringify(input),
  });
  const body = z.record(z.string(), z.unknown()).parse(await response.json());
  return { status: response.status, type: response.headers.get('content-type'), body } satisfies Answer;
}

const DENIED = {
  status: 400,
  body: { __type: 'AccessDeniedException', Message: "You don't have permissions to access this resource." },
};

function delegating(statement: object): World {
  const world = organizationWorld();
  const all = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${SOURCE}:root` }, Resource: '*', ...statement };
  organizationIn(world).delegationPolicy = JSON.stringify({ Version: '2012-10-17', Statement: [all] });
  return world;
}

function sessionIn(world: World, inline: readonly object[]): TestCredentials {
  const roleArn = addRole(world, { name: 'asking', inline });
  const { accessKeyId, secretAccessKey, sessionToken } = createSession(world, roleArn, 'asking', 3600, world.now);
  return { accessKeyId, secretAccessKey, sessionToken };
}

describe('the organization', () => {
  it('is described to each of its accounts', async () => {
    const world = organizationWorld();
    const { body, type } = await ask({ world, credentials: administrator(SOURCE) }, 'DescribeOrganization');
    expect(body).toMatchObject({ Organization: { Id: ORGANIZATION, FeatureSet: 'ALL', MasterAccountId: MANAGEMENT } });
    expect(type).toBe('application/x-amz-json-1.1');
  });

  it('has an account, with its place', async () => {
    const world = organizationWorld(CHILD);
    const { body } = await ask({ world }, 'DescribeAccount', { AccountId: SOURCE });
    expect(body).toMatchObject({
      Account: {
        Id: SOURCE,
        Arn: `arn:aws:organizations::${MANAGEMENT}:account/${ORGANIZATION}/${SOURCE}`,
        State: 'ACTIVE',
        Paths: [`${ORGANIZATION}/${ROOT}/${UNIT}/${CHILD}/`],
      },
    });
  });

  it('has a parent for each account and OU', async () => {
    const world = organizationWorld(CHILD);
    const parents = async (ChildId: string) => (await ask({ world }, 'ListParents', { ChildId })).body;
    expect(await parents(SOURCE)).toEqual({ Parents: [{ Id: CHILD, Type: 'ORGANIZATIONAL_UNIT' }] });
    expect(await parents(CHILD)).toEqual({ Parents: [{ Id: UNIT, Type: 'ORGANIZATIONAL_UNIT' }] });
    expect(await parents(UNIT)).toEqual({ Parents: [{ Id: ROOT, Type: 'ROOT' }] });
  });

  it('has the accounts of a parent, without those of its children', async () => {
    const world = organizationWorld(CHILD, UNIT);
    const { body } = await ask({ world }, 'ListAccountsForParent', { ParentId: UNIT });
    expect(body).toMatchObject({ Accounts: [{ Id: TARGET }] });
  });

  it('says Status until it is retired, and State on', async () => {
    const world = organizationWorld();
    organizationIn(world).accountStates = { [SOURCE]: 'CLOSED' };
    const account = async () => (await ask({ world }, 'DescribeAccount', { AccountId: SOURCE })).body['Account'];
    expect(await account()).toMatchObject({ State: 'CLOSED', Status: 'SUSPENDED' });
    world.now = Date.UTC(2026, 8, 9);
    expect(await account()).toMatchObject({ State: 'CLOSED' });
    expect(await account()).not.toHaveProperty('Status');
  });
});

describe('the pages of accounts', () => {
  const listed = z.object({ Accounts: z.array(z.object({ Id: z.string() })), NextToken: z.string().optional() });

  /** With as many accounts as that beside the other three. */
  async function pages(more: number, MaxResults?: number): Promise<string[][]> {
    const world = organizationWorld();
    for (let index = 0; index < more; index += 1) {
      organizationIn(world).accounts[String(300_000_000_000 + index)] = UNIT;
    }
    const found: string[][] = [];
    let token: object = {};
    do {
      const limit = MaxResults === undefined ? {} : { MaxResults };
      const { Accounts, NextToken } = listed.parse((await ask({ world }, 'ListAccounts', { ...token, ...limit })).body);
      found.push(Accounts.map(({ Id }) => Id));
      token = NextToken === undefined ? {} : { NextToken };
    } while ('NextToken' in token);
    return found;
  }

  it('are of 20, of which the second is empty', async () => {
    const found = await pages(40);
    expect(found.map(({ length }) => length)).toEqual([20, 0, 20, 3]);
    expect(new Set(found.flat()).size).toBe(43);
  });

  it('are one where all are on it', async () => {
    expect((await pages(17)).map(({ length }) => length)).toEqual([20]);
  });

  it('are as small as is asked for', async () => {
    expect((await pages(0, 2)).map(({ length }) => length)).toEqual([2, 0, 1]);
  });

  it('need a token that was given', async () => {
    const { status, body } = await ask({ world: organizationWorld() }, 'ListAccounts', { NextToken: 'x' });
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { __type: 'InvalidInputException', Reason: 'INVALID_NEXT_TOKEN' },
    });
  });
});

describe('who may ask for accounts', () => {
  it('is a delegated administrator, of whatever service', async () => {
    const world = organizationWorld();
    organizationIn(world).delegatedAdministrators = [SOURCE];
    expect(await ask({ world, credentials: administrator(SOURCE) }, 'ListAccounts')).toMatchObject({ status: 200 });
  });

  it.each([
    ['ListAccounts', {}],
    ['ListParents', { ChildId: SOURCE }],
    ['DescribeAccount', { AccountId: SOURCE }],
    ['ListAccountsForParent', { ParentId: ROOT }],
  ])('is no other member: %s', async (operation, input) => {
    const asking = { world: organizationWorld(), credentials: administrator(SOURCE) };
    expect(await ask(asking, operation, input)).toMatchObject(DENIED);
  });

  it('is whom the delegation policy lets, for what it lets', async () => {
    const world = delegating({ Action: ['organizations:ListAccounts', 'organizations:ListParents'] });
    const credentials = administrator(SOURCE);
    expect(await ask({ world, credentials }, 'ListAccounts')).toMatchObject({ status: 200 });
    expect(await ask({ world, credentials }, 'ListParents', { ChildId: TARGET })).toMatchObject({ status: 200 });
    expect(await ask({ world, credentials }, 'DescribeAccount', { AccountId: TARGET })).toMatchObject(DENIED);
    expect(await ask({ world, credentials: administrator(TARGET) }, 'ListAccounts')).toMatchObject(DENIED);
  });

  it('needs permissions of his own all the same', async () => {
    const world = delegating({ Action: 'organizations:ListAccounts' });
    const parents = { Effect: 'Allow', Action: 'organizations:ListParents', Resource: '*' };
    const { status, body } = await ask({ world, credentials: sessionIn(world, [parents]) }, 'ListAccounts');
    expect(status).toBe(400);
    expect(body).toMatchObject({
      __type: 'AccessDeniedException',
      Message: expect.stringContaining('because no identity-based policy allows the organizations:ListAccounts action'),
    });
  });

  it('is nobody of an account that is in no organization', async () => {
    const asking = { world: organizationWorld('none'), credentials: administrator(SOURCE) };
    expect(await ask(asking, 'ListAccounts')).toMatchObject({
      status: 400,
      body: {
        __type: 'AWSOrganizationsNotInUseException',
        Message: 'Your account is not a member of an organization.',
      },
    });
  });

  it('signs for the Region of the endpoint', async () => {
    expect(await ask({ world: organizationWorld(), region: 'us-west-2' }, 'ListAccounts')).toMatchObject({
      body: {
        __type: 'InvalidSignatureException',
        Message: "Credential should be scoped to a valid region, not 'us-west-2'.",
      },
    });
  });

  it.each([
    ['ListParents', { ChildId: '777777777777' }, 'ChildNotFoundException'],
    ['DescribeAccount', { AccountId: '777777777777' }, 'AccountNotFoundException'],
    ['ListAccountsForParent', { ParentId: 'ou-ab12-77777777' }, 'ParentNotFoundException'],
    ['DescribeAccount', { AccountId: '7' }, 'InvalidInputException'],
  ])('asks for what there is: %s', async (operation, input, code) => {
    expect(await ask({ world: organizationWorld() }, operation, input)).toMatchObject({
      status: 400,
      body: { __type: code },
    });
  });
});
