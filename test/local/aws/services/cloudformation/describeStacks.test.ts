import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OPERATIONS } from '../../../../../local/aws/embeddedAws.ts';
import { administrator, assumeRole, testServer, type TestCredentials, type TestServer } from '../../testServer.ts';
import { addRole, SOURCE, TARGET } from '../../testWorld.ts';

const stack = (name: string, accountId = SOURCE, region = 'us-west-2') => ({
  arn: `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/local`,
  name,
  status: name === 'broken' ? 'UPDATE_ROLLBACK_COMPLETE' : 'CREATE_COMPLETE',
  createdAt: Date.UTC(2026, 0, 5, 8),
});
const STACKS = [stack('one'), stack('broken'), stack('other', TARGET), stack('far', SOURCE, 'eu-west-1')];

let test: TestServer;
beforeEach(async () => {
  test = await testServer(OPERATIONS, { stacks: { all: () => STACKS } });
});
afterEach(() => test.server.close());

async function describe(StackName?: string, credentials: TestCredentials = administrator(SOURCE)) {
  const client = new CloudFormationClient(test.configuration(credentials));
  const input = StackName === undefined ? {} : { StackName };
  const { Stacks = [] } = await client.send(new DescribeStacksCommand(input));
  return Stacks.map(({ StackName: name, StackStatus, CreationTime }) => [name, StackStatus, CreationTime?.getTime()]);
}

it.each(['broken', stack('broken').arn])('Shows %s with its status', async (name) => {
  expect(await describe(name)).toEqual([['broken', 'UPDATE_ROLLBACK_COMPLETE', Date.UTC(2026, 0, 5, 8)]]);
});

it("Shows all stacks of the caller's account and the Region", async () => {
  expect((await describe()).map(([name]) => name)).toEqual(['one', 'broken']);
});

it.each(['none', 'other', 'far'])('Knows no %s there', async (name) => {
  const error = { name: 'ValidationError', message: `Stack with id ${name} does not exist` };
  await expect(describe(name)).rejects.toMatchObject(error);
});

it('Asks the policies of the caller, for the one stack or for all', async () => {
  const Resource = `arn:aws:cloudformation:us-west-2:${SOURCE}:stack/one/*`;
  const inline = [{ Effect: 'Allow', Action: 'cloudformation:DescribeStacks', Resource }];
  const reader = await assumeRole(test, addRole(test.world, { name: 'reader', inline }));
  expect(await describe('one', reader)).toHaveLength(1);
  for (const name of ['broken', undefined])
    await expect(describe(name, reader)).rejects.toMatchObject({ name: 'AccessDenied' });
});
