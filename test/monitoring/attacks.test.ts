import { describe, expect, test } from 'vitest';
import { sendMessage } from '../../local/monitoring/queues.ts';
import { publish } from '../../local/monitoring/topics.ts';
import { evaluateOnResource } from '../../local/policies/resourcePolicy.ts';
import { addRole, ADMINISTRATOR_ACCESS, STRANGER } from '../permissions/world.ts';
import { WATCHED, watchedWorld } from './support.ts';

const WORKFLOW = '333333333333';
const region = 'us-west-2';
const alarm = (account: string) => `arn:aws:cloudwatch:${region}:${account}:alarm:noise`;
const rule = (account: string) => `arn:aws:events:${region}:${account}:rule/noise`;
const service = (name: string, sourceArn: string, sourceAccount: string) =>
  ({ kind: 'service', service: `${name}.amazonaws.com`, sourceArn, sourceAccount }) as const;

const OUTSIDERS = [
  ["another account's alarm", service('cloudwatch', alarm(STRANGER), STRANGER)],
  ["another account's rule", service('events', rule(STRANGER), STRANGER)],
  ['another rule of the account', service('events', rule(WORKFLOW), WORKFLOW)],
  ['another service', service('s3', 'arn:aws:s3:::bucket', WORKFLOW)],
  ['an administrator of another account', { kind: 'role', roleArn: `arn:aws:iam::${STRANGER}:role/admin` }],
] as const;

function world() {
  const made = watchedWorld();
  made.accounts[STRANGER] ??= { ...empty, accountId: STRANGER };
  addRole(
    made,
    `arn:aws:iam::${STRANGER}:role/admin`,
    { AWS: `arn:aws:iam::${STRANGER}:root` },
    { attached: [ADMINISTRATOR_ACCESS] },
  );
  return made;
}

const empty = { roles: {}, policies: {}, clusters: {}, subnets: {}, vpcs: {}, workspaces: {}, scrapers: {} };

describe.each(WATCHED.topics.map(({ arn }) => [arn] as const))('%s', (topicArn) => {
  test.each(OUTSIDERS)('takes nothing of %s', async (_who, principal) => {
    const at = 0;
    expect(await publish(world(), { topicArn, principal, message: 'noise', at })).toMatch(
      /not authorized.*sns:Publish/,
    );
  });

  test("has a key that another account's alarms cannot use", async () => {
    const key = WATCHED.topics.find(({ arn }) => arn === topicArn)?.key;
    const decisions = ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) =>
      evaluateOnResource(world(), {
        principal: service('cloudwatch', alarm(STRANGER), STRANGER),
        action,
        resourceArn: key?.arn ?? '',
        resourceAccountId: topicArn.split(':')[4] ?? '',
        policy: key?.policy,
      }),
    );
    expect(await Promise.all(decisions)).toMatchObject([{ allowed: false }, { allowed: false }]);
  });
});

describe.each(WATCHED.queues.map(({ arn }) => [arn] as const))('%s', (queueArn) => {
  test.each(OUTSIDERS)('takes nothing of %s', async (_who, principal) => {
    expect(await sendMessage(world(), { queueArn, principal, body: 'noise', at: 0 })).toMatch(/sqs:SendMessage/);
  });
});
