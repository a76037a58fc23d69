import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseConfiguration, readConfiguration } from '../../infra/configuration/configuration.ts';
import { putDeployment } from '../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import { sendMessage } from '../../local/monitoring/queues.ts';
import { publish } from '../../local/monitoring/topics.ts';
import { storedPolicy } from '../../local/policies/policyDocument.ts';
import { evaluateOnResource, type ResourceRequest } from '../../local/policies/resourcePolicy.ts';
import type { World } from '../../local/state/state.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { freshWorld, REQUEST } from '../workflow/support.ts';
import { addRole, ADMINISTRATOR_ACCESS, SOURCE, WORKFLOW } from './world.ts';

const KINDS = ['table', 'logs', 'queues', 'environment', 'topic'] as const;
type Kind = (typeof KINDS)[number];
const REGION = 'us-west-2';
const keyArn = (kind: Kind) =>
  `arn:aws:kms:${REGION}:${WORKFLOW}:key/00000000-0000-4000-8000-00000000000${KINDS.indexOf(kind)}`;
const keys = Object.fromEntries(KINDS.map((kind) => [kind, { [REGION]: keyArn(kind) }]));
const fileOf = (kind: Kind) => readFileSync(new URL(`../../docs/policies/${kind}.key.json`, import.meta.url), 'utf8');

const DEPLOYMENT = await synthesizedDeployment(parseConfiguration({ ...readConfiguration(), keys }, 'with keys'));
let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

/** With a key of each kind, whose policies are the pages', but for statements that are taken out. */
function worldWithout(kind?: Kind, ...sids: string[]): World {
  const world = freshWorld();
  putDeployment(world, DEPLOYMENT);
  world.keys = Object.fromEntries(
    KINDS.map((one) => {
      const document = storedPolicy(fileOf(one), one);
      const Statement = document.Statement.filter(({ Sid }) => one !== kind || !sids.includes(Sid ?? ''));
      return [keyArn(one), JSON.stringify({ ...document, Statement })];
    }),
  );
  return world;
}

const TOPIC = `arn:aws:sns:${REGION}:${WORKFLOW}:amp-scraper-alerts`;
const QUEUES = [WORKFLOW, SOURCE].map((id) =>
  id === WORKFLOW
    ? `arn:aws:sqs:${REGION}:${id}:amp-scraper-dead-letters`
    : `arn:aws:sqs:${REGION}:${id}:amp-scraper-forward-dead-letters`,
);
const rules = Object.fromEntries(
  DEPLOYMENT.rules.flatMap(({ arn, targets }) =>
    targets.map(({ deadLetterArn = '' }) => [deadLetterArn, arn] as const),
  ),
);

/** What the policy of a key of that kind says. */
async function decided(kind: Kind, request: Pick<ResourceRequest, 'principal' | 'action' | 'context'>, world: World) {
  const resource = { resourceArn: keyArn(kind), resourceAccountId: WORKFLOW, policy: world.keys?.[keyArn(kind)] };
  return (await evaluateOnResource(world, { ...request, ...resource })).allowed;
}

/** Somebody who may do everything that no resource's policy has to let him. */
function administrator(world: World, accountId = WORKFLOW): { kind: 'role'; roleArn: string } {
  const roleArn = `arn:aws:iam::${accountId}:role/administrator`;
  if (world.accounts[accountId]?.roles[roleArn] === undefined)
    addRole(world, roleArn, { AWS: `arn:aws:iam::${accountId}:root` }, { attached: [ADMINISTRATOR_ACCESS] });
  return { kind: 'role', roleArn };
}

const through = (service: string, accountId = WORKFLOW) => ({
  'kms:ViaService': `${service}.${REGION}.amazonaws.com`,
  'kms:CallerAccount': accountId,
});

describe('the policy of the key of', () => {
  test('the table lets the workflow run, and without its statement nothing is written', async () => {
    const world = worldWithout();
    expect(await runtime.execute({ world, input: REQUEST })).toMatchObject({ output: { outcome: 'ONBOARDED' } });
    const without = worldWithout('table', 'ThroughDynamoDB');
    const failed = await runtime.execute({ world: without, input: REQUEST });
    expect(failed).toMatchObject({ status: 'FAILED', error: 'AccessDenied' });
    expect(failed.cause).toContain('kms:Decrypt');
  });

  test('the topic lets alarms and notify publish, each by its statement', async () => {
    const alarm = {
      kind: 'service',
      service: 'cloudwatch.amazonaws.com',
      sourceArn: `arn:aws:cloudwatch:${REGION}:${WORKFLOW}:alarm:amp-scraper-throttles`,
      sourceAccount: WORKFLOW,
    } as const;
    const ring = (world: World) => publish(world, { topicArn: TOPIC, principal: alarm, message: 'x', at: 0 });
    const mails = async (world: World) => {
      await runtime.execute({ world, input: {} });
      return world.topics?.[TOPIC]?.messages.filter(({ publishedBy }) => publishedBy.includes('notify')).length;
    };
    expect(await ring(worldWithout())).toBeUndefined();
    expect(await ring(worldWithout('topic', 'ByAlarms'))).toContain('kms:GenerateDataKey');
    expect(await mails(worldWithout())).toBe(1);
    expect(await mails(worldWithout('topic', 'PublishThroughSns'))).toBe(0);
  });

  test.each(QUEUES)('the queues lets EventBridge leave what it could not deliver in %s', async (queueArn) => {
    const accountId = queueArn.split(':')[4] ?? '';
    const principal = {
      kind: 'service',
      service: 'events.amazonaws.com',
      sourceArn: rules[queueArn] ?? '',
      sourceAccount: accountId,
    } as const;
    const send = (world: World) => sendMessage(world, { queueArn, principal, body: '{}', at: 0 });
    expect(await send(worldWithout())).toBeUndefined();
    expect(await send(worldWithout('queues', 'ByEventBridge'))).toContain('kms:GenerateDataKey');
  });

  test('the queues lets the schedule leave what it could not start, which it sends as its role', async () => {
    const roleArn = `arn:aws:iam::${WORKFLOW}:role/amp-scraper-${REGION}-schedule`;
    for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) {
      const send = (world: World) =>
        decided('queues', { principal: { kind: 'role', roleArn }, action, context: through('sqs') }, world);
      expect(await send(worldWithout())).toBe(true);
    }
    const generate = {
      principal: { kind: 'role', roleArn },
      action: 'kms:GenerateDataKey',
      context: through('sqs'),
    } as const;
    expect(await decided('queues', generate, worldWithout('queues', 'SendThroughSqs'))).toBe(false);
  });

  test('the queues lets who may receive messages read them, in the source accounts too', async () => {
    for (const accountId of [WORKFLOW, SOURCE]) {
      const read = (world: World) =>
        decided(
          'queues',
          { principal: administrator(world, accountId), action: 'kms:Decrypt', context: through('sqs', accountId) },
          world,
        );
      expect(await read(worldWithout())).toBe(true);
      const without = worldWithout('queues', 'ReadThroughSqs', 'SendThroughSqs');
      expect(await read(without)).toBe(false);
    }
  });

  /** The evaluation knows no condition key `kms:EncryptionContext:aws:logs:arn`: its patterns are held against the groups here. */
  test('the logs lets CloudWatch Logs encrypt for every log group that is deployed, and for no other', async () => {
    const world = worldWithout();
    const document = storedPolicy(fileOf('logs'), 'logs');
    const [statement] = document.Statement.filter(({ Sid }) => Sid === 'ByCloudWatchLogs');
    const patterns = [statement?.Condition?.['ArnLike']?.['kms:EncryptionContext:aws:logs:arn']].flat().map(String);
    const isCovered = (arn: string) =>
      patterns.some((one) => new RegExp(`^${one.replaceAll('*', '[^:]*')}$`).test(arn.replace(/:\*$/, '')));
    expect(DEPLOYMENT.logGroups.length).toBeGreaterThan(4);
    for (const { arn } of DEPLOYMENT.logGroups) expect([arn, isCovered(arn)]).toEqual([arn, true]);
    expect(isCovered(`arn:aws:logs:${REGION}:${WORKFLOW}:log-group:/aws/lambda/others`)).toBe(false);
    const { Condition: _condition, ...unconditional } = { ...statement };
    world.keys = { [keyArn('logs')]: JSON.stringify({ ...document, Statement: [unconditional] }) };
    const principal = { kind: 'service', service: `logs.${REGION}.amazonaws.com` } as const;
    for (const action of ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom'])
      expect(await decided('logs', { principal, action }, world)).toBe(true);
  });

  test.each(['kms:CreateGrant', 'kms:Encrypt', 'kms:Decrypt'])(
    'the environment lets who deploys %s',
    async (action) => {
      const ask = (world: World) =>
        decided('environment', { principal: administrator(world), action, context: through('lambda') }, world);
      expect(await ask(worldWithout())).toBe(true);
      expect(await ask(worldWithout('environment', 'ThroughLambda'))).toBe(false);
    },
  );

  test.each(KINDS)('%s gives nobody anything by himself, nor in another account', async (kind) => {
    const world = worldWithout();
    const context = { 'kms:CallerAccount': WORKFLOW };
    const own = { principal: administrator(world), action: 'kms:Decrypt', context };
    expect(await decided(kind, own, world)).toBe(false);
    const stranger = {
      principal: administrator(world, '222222222222'),
      action: 'kms:Decrypt',
      context: through('dynamodb', '222222222222'),
    };
    expect(await decided(kind, stranger, world)).toBe(false);
  });
});
