import { beforeAll, describe, expect, test } from 'vitest';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import type { CallRecord } from '../../local/aws/server.ts';
import type { World } from '../../local/state/state.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { clusterOf, isOfNotify } from '../workflow/support.ts';
import { grantsOf, remove } from './narrowings.ts';
import { list, NOTIFY_PERMISSIONS } from './statements.ts';
import { deployedWorld, SOURCE, TARGET } from './world.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(await synthesizedDeployment(readConfiguration()));
});

const TOPIC = 'arn:aws:sns:us-west-2:333333333333:amp-scraper-alerts';
const BUS = 'arn:aws:events:us-west-2:333333333333:event-bus/amp-scraper-bus';
const TABLE = 'arn:aws:dynamodb:us-west-2:333333333333:table/amp-scraper-connections';
const PAIRS = [
  [SOURCE, 'shop'],
  [TARGET, 'platform'],
].map(([accountId, name]) => ({
  clusterArn: `arn:aws:eks:us-west-2:${accountId}:cluster/${name}`,
  workspaceArn: `arn:aws:aps:us-west-2:${TARGET}:workspace/ws-11111111-2222-3333-4444-555555555555`,
}));

/** Two requests of clusters that no scraper could reach: of what is refused before AWS is asked, people have the mail alone. @returns how many mails there are of them, the alarms' own aside, and what was refused beside. */
async function mailsOf(change: (world: World) => void): Promise<{ mails: number; refused: string[] }> {
  const world = structuredClone(await deployedWorld());
  change(world);
  for (const { clusterArn } of PAIRS) clusterOf(world, clusterArn).endpointPrivateAccess = false;
  const refused: string[] = [];
  const onCall = ({ errorMessage, callerArn = '' }: CallRecord) => {
    if (errorMessage !== undefined && isOfNotify(callerArn)) refused.push(errorMessage);
  };
  for (const pair of PAIRS) await runtime.execute({ world, input: pair, onCall });
  const messages = world.topics?.[TOPIC]?.messages ?? [];
  return { mails: messages.filter(({ publishedBy }) => publishedBy !== 'cloudwatch.amazonaws.com').length, refused };
}

const world = await deployedWorld();
const needed = grantsOf(NOTIFY_PERMISSIONS, world).filter(
  ({ action, resource }) => !action.startsWith('logs:') && !isOfOthers(resource),
);

/** The provisioner of an account without clusters, which nobody tells anything. */
function isOfOthers(resource: string): boolean {
  return resource.includes('role/') && ![SOURCE, TARGET].some((id) => resource.includes(`:${id}:`));
}

test('notify may tell by one topic and one bus, remember it, become provisioners, and nothing else but log', () => {
  const key = world.topics?.[TOPIC]?.key?.arn;
  expect(key).toMatch(/^arn:aws:kms:us-west-2:333333333333:key\//);
  const actions = NOTIFY_PERMISSIONS.read(world).map(({ Action, Resource }) => [list(Action), list(Resource)]);
  const log = 'arn:aws:logs:us-west-2:333333333333:log-group:/aws/lambda/amp-scraper:*';
  const provisioner = (accountId: string) => `arn:aws:iam::${accountId}:role/amp-scraper-provisioner`;
  expect(actions).toEqual([
    [['sts:AssumeRole'], readConfiguration().accounts.map(provisioner)],
    [['sns:Publish'], [TOPIC]],
    [['kms:Decrypt', 'kms:GenerateDataKey'], [key]],
    [['events:PutEvents'], [BUS]],
    [['dynamodb:GetItem', 'dynamodb:PutItem'], [TABLE]],
    [['logs:CreateLogStream', 'logs:PutLogEvents'], [log]],
  ]);
});

test('with them there are mails, and all is told', async () => {
  expect(await mailsOf(() => {})).toEqual({ mails: 2, refused: [] });
});

describe('notify', () => {
  test.each(needed)('needs $action on $resource', async (grant) => {
    const { refused } = await mailsOf((changed) => remove(grant, changed));
    expect(refused.join()).toContain(`not authorized to perform: ${grant.action} on resource: ${grant.resource}`);
  });

  test.each(needed.filter(({ action }) => /^(sns|kms):/.test(action)))(
    'mails nobody without $action',
    async (grant) => {
      expect(await mailsOf((changed) => remove(grant, changed))).toMatchObject({ mails: 0 });
    },
  );

  test.each(needed.filter(({ action }) => /^(sts|events):/.test(action)))(
    'mails all the same without $action',
    async (grant) => {
      expect(await mailsOf((changed) => remove(grant, changed))).toMatchObject({ mails: 2 });
    },
  );
});
