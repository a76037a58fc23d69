import { describe, expect, test } from 'vitest';
import { handler as resolveOffboard } from '../../functions/resolveOffboard.ts';
import { handler as resolveRequest } from '../../functions/resolveRequest.ts';
import { connectionId } from '../../functions/shared/names.ts';
import { tagsAgain } from '../../functions/shared/request/doors/clusterEvents.ts';
import { accountOf, NOTHING_DONE, onboardOf, useEmbedded } from './embedded.ts';
import { CLUSTER_ARN, STARTED, TEST_ENVIRONMENT, WORKSPACE_ARN } from './support.ts';

const OWN = 'arn:aws:aps:us-west-2:111111111111:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111';

const aws = useEmbedded({
  ...TEST_ENVIRONMENT,
  workspaces: { central: { arn: WORKSPACE_ARN }, own: { arn: OWN } },
  provisionerExternalIds: ['new-id', 'old-id'],
  clusterTagKeys: ['new-key', 'old-key'],
});

function tag(tags: Record<string, string>): void {
  const cluster = Object.values(accountOf(aws.world).clusters).find(({ name }) => name === 'shop');
  Object.assign(cluster ?? {}, { tags });
}

const workspaceOf = async () => {
  const resolved = await resolveRequest({
    executionArn: aws.execution('tag'),
    startTime: STARTED,
    input: tagsAgain(CLUSTER_ARN),
  });
  return resolved.decision === 'IGNORE' ? resolved.output.reason : resolved.connection.workspaceArn;
};

test('of two external ids the first is sent, by which the trust of both deployments lets it in', async () => {
  await workspaceOf();
  const sent = new Set(aws.inputsOf('AssumeRole').map(({ ExternalId }) => ExternalId));
  expect([...sent]).toEqual(['new-id']);
});

describe('while one tag key is changed for another', () => {
  test.each([
    ['the new one is heard', { 'new-key': 'own' }, OWN],
    ['the old one is heard still', { 'old-key': 'own' }, OWN],
    ['the first of the configuration wins', { 'old-key': 'central', 'new-key': 'own' }, OWN],
    ['a cluster without either asks for nothing', {}, 'The cluster has no tag new-key or old-key any more.'],
  ])('%s', async (_name, tags, expected) => {
    tag(tags);
    expect(await workspaceOf()).toBe(expected);
  });

  test('a connection stays as long as either key asks for it', async () => {
    tag({ 'old-key': 'central' });
    await onboardOf(aws, tagsAgain(CLUSTER_ARN)).whole();
    const goes = async () => {
      const input = { executionArn: aws.execution('off', 'RUNNING'), input: tagsAgain(CLUSTER_ARN) };
      const state = { ...input, startTime: new Date(aws.clock.now()).toISOString(), last: NOTHING_DONE };
      return JSON.stringify(await resolveOffboard(state));
    };
    for (const tags of [
      { 'old-key': 'central' },
      { 'old-key': 'central', 'new-key': 'central' },
      { 'new-key': 'central' },
    ]) {
      tag(tags);
      expect(await goes()).toContain('IGNORE');
    }
    tag({ 'old-key': 'central', 'new-key': 'own' });
    expect(await goes()).toContain('What is there stays until the connection to it is established');
    tag({});
    expect(await goes()).toContain(WORKSPACE_ARN);
  });
});

describe('the look that follows an onboard of the tag door', () => {
  const ID = connectionId(TEST_ENVIRONMENT.name, CLUSTER_ARN, WORKSPACE_ARN);
  const looked = async (tags: Record<string, string>, connected: string) => {
    tag(tags);
    aws.asked.length = 0;
    const input = tagsAgain(CLUSTER_ARN, { connected });
    const resolved = await resolveRequest({ executionArn: aws.execution('tag'), startTime: STARTED, input });
    const calls = aws.asked.map(({ operation }) => operation).filter((operation) => operation !== 'AssumeRole');
    const found = resolved.decision === 'IGNORE' ? resolved.output.reason : resolved.connection.workspaceArn;
    return { found, calls };
  };

  test('asks for the tag alone where that asks for what was made', async () => {
    const { found, calls } = await looked({ 'new-key': 'central' }, ID);
    expect(found).toContain('asks for the connection that was made just now');
    expect(calls).toEqual(['DescribeCluster']);
  });

  test('takes up what the tag asks for by now, with one DescribeCluster', async () => {
    const { found, calls } = await looked({ 'new-key': 'own' }, ID);
    expect(found).toBe(OWN);
    expect(calls.filter((operation) => operation === 'DescribeCluster')).toHaveLength(1);
  });

  test.each([
    ['asked by its own execution alone', undefined, { connected: ID }],
    ['asked by another, which may have seen something', 'another', {}],
  ])('%s has what was made in its input: %s', async (_name, asker, how) => {
    tag({ 'new-key': 'central' });
    const onboard = onboardOf(aws, tagsAgain(CLUSTER_ARN));
    await onboard.resolve();
    await onboard.claim();
    if (asker !== undefined) Object.assign(aws.items()[0] ?? {}, { askedAgain: { S: aws.execution(asker) } });
    await onboard.end('CONNECTED');
    const inputs = aws.inputsOf('StartExecution').map(({ input }) => JSON.parse(String(input)));
    expect(inputs).toEqual([tagsAgain(CLUSTER_ARN, how), tagsAgain(CLUSTER_ARN, how)]);
    expect(aws.items()).not.toContainEqual(expect.objectContaining({ askedAgain: expect.anything() }));
  });
});
