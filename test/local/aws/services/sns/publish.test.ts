import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../../../../local/aws/embeddedAws.ts';
import { signedFetch } from '../../signedFetch.ts';
import { administrator, assumeRole, testServer, type TestCredentials, type TestServer } from '../../testServer.ts';
import { addRole, policy, SOURCE, TARGET } from '../../testWorld.ts';

const TOPIC = `arn:aws:sns:us-west-2:${SOURCE}:alerts`;
const KEY = `arn:aws:kms:us-west-2:${SOURCE}:key/1`;
/** The default: whom IAM's policies allow. */
const KEY_POLICY = policy({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${SOURCE}:root` },
  Action: 'kms:*',
  Resource: '*',
});

let test: TestServer;
beforeEach(async () => {
  test = await testServer(OPERATIONS);
  test.world.topics = {
    [TOPIC]: { topicArn: TOPIC, key: { arn: KEY, policy: KEY_POLICY }, subscriptions: [], messages: [] },
  };
});
afterEach(() => test.server.close());

async function publish(members: Record<string, string>, credentials: TestCredentials = administrator(SOURCE)) {
  return call('Publish', members, credentials);
}

async function call(Action: string, members: Record<string, string>, credentials: TestCredentials) {
  const body = new URLSearchParams({ Action, Version: '2010-03-31', TopicArn: TOPIC, ...members });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { endpoint } = test.server;
  const response = await signedFetch({ endpoint, credentials, service: 'sns', headers, body: body.toString() });
  return { status: response.status, text: await response.text() };
}

it('Keeps what is published, and answers with its id', async () => {
  const { status, text } = await publish({ Subject: 'one', Message: 'It failed.' });
  expect(text).toContain('<PublishResult><MessageId>00000000-0000-4000-8000-000000000001</MessageId></PublishResult>');
  expect(status).toBe(200);
  expect(test.world.topics?.[TOPIC]?.messages).toEqual([
    {
      messageId: '00000000-0000-4000-8000-000000000001',
      at: test.world.now,
      publishedBy: `arn:aws:iam::${SOURCE}:user/administrator`,
      subject: 'one',
      message: 'It failed.',
    },
  ]);
});

it.each([
  ['a topic that there is not', { TopicArn: `${TOPIC}x`, Message: 'a' }, 404, 'NotFound'],
  ['what is no topic', { TopicArn: 'arn:aws:sqs:us-west-2:1:q', Message: 'a' }, 400, 'InvalidParameter'],
  ['no message', {}, 400, 'InvalidParameter'],
  ['a message of more than 256 KiB', { Message: 'a'.repeat(256 * 1024 + 1) }, 400, 'InvalidParameter'],
  ['a subject of two lines', { Message: 'a', Subject: 'a\nb' }, 400, 'InvalidParameter'],
  ['a subject of 100 characters', { Message: 'a', Subject: 'a'.repeat(100) }, 400, 'InvalidParameter'],
] as const)('Refuses %s', async (_what, members, status, code) => {
  const answer = await publish(members);
  expect(answer.text).toContain(`<Code>${code}</Code>`);
  expect(answer.status).toBe(status);
});

describe("A role's publishing to a topic with a key", () => {
  const allow = (Action: string, Resource: string) => ({ Effect: 'Allow', Action, Resource });
  const ALL = [allow('sns:Publish', TOPIC), allow('kms:GenerateDataKey', KEY), allow('kms:Decrypt', KEY)];

  async function publishAs(statements: readonly object[]) {
    const RoleArn = addRole(test.world, { name: 'publisher', inline: statements });
    return publish({ Message: 'a' }, await assumeRole(test, RoleArn));
  }

  it('Needs the topic and the key', async () => {
    expect((await publishAs(ALL)).status).toBe(200);
  });

  it.each(ALL.map(({ Action }) => [Action]))('Is refused without %s', async (left) => {
    const { status, text } = await publishAs(ALL.filter(({ Action }) => Action !== left));
    expect(text).toContain('<Code>AuthorizationError</Code>');
    expect(text).toContain(`not authorized to perform: ${left}`);
    expect(status).toBe(403);
  });

  it("Is refused by the key's own policy, whatever IAM's say", async () => {
    test.world.topics = {
      [TOPIC]: { topicArn: TOPIC, key: { arn: KEY, policy: policy() }, subscriptions: [], messages: [] },
    };
    expect((await publishAs(ALL)).status).toBe(403);
  });

  it("Is refused by another account's topic, whose policy is not looked at", async () => {
    const answer = await publish({ Message: 'a' }, administrator(TARGET));
    expect(answer.status).toBe(403);
  });
});

it('Lists who is subscribed, and who has not confirmed it', async () => {
  const person = (endpoint: string) => ({ protocol: 'email', endpoint });
  const subscriptions = [person('one@example.org'), { ...person('two@example.org'), isPending: true as const }];
  test.world.topics = { [TOPIC]: { topicArn: TOPIC, subscriptions, messages: [] } };
  const { status, text } = await call('ListSubscriptionsByTopic', {}, administrator(SOURCE));
  expect(status).toBe(200);
  const arns = [...text.matchAll(/<SubscriptionArn>(.*?)<.*?<Endpoint>(.*?)</g)].map(([, ...found]) => found);
  expect(arns).toEqual([
    [expect.stringMatching(`^${TOPIC}:`), 'one@example.org'],
    ['PendingConfirmation', 'two@example.org'],
  ]);
});

it('Asks the policies of who lists, and knows no other topic', async () => {
  const list = (members: Record<string, string>, credentials = administrator(SOURCE)) =>
    call('ListSubscriptionsByTopic', members, credentials);
  const inline = [{ Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC }];
  const { status, text } = await list({}, await assumeRole(test, addRole(test.world, { name: 'publisher', inline })));
  expect([status, text]).toEqual([403, expect.stringContaining('perform: sns:ListSubscriptionsByTopic')]);
  expect((await list({ TopicArn: `${TOPIC}x` })).text).toContain('<Code>NotFound</Code>');
});
