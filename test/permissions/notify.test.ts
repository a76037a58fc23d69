import { beforeAll, describe, expect, test } from 'vitest';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import type { World } from '../../local/state/state.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { grantsOf, remove } from './narrowings.ts';
import { list, NOTIFY_PERMISSIONS } from './statements.ts';
import { deployedWorld } from './world.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(await synthesizedDeployment(readConfiguration()));
});

const TOPIC = 'arn:aws:sns:us-west-2:333333333333:amp-scraper-alerts';

/** A request that is refused. @returns how many mails there are of it, the alarms' own aside, and what was refused beside. */
async function mailsOf(change: (world: World) => void): Promise<{ mails: number; refused: string[] }> {
  const world = structuredClone(await deployedWorld());
  change(world);
  const refused: string[] = [];
  const onCall = ({ errorMessage }: { errorMessage?: string }) => void (errorMessage && refused.push(errorMessage));
  await runtime.execute({ world, input: {}, onCall });
  const messages = world.topics?.[TOPIC]?.messages ?? [];
  return { mails: messages.filter(({ publishedBy }) => publishedBy !== 'cloudwatch.amazonaws.com').length, refused };
}

const world = await deployedWorld();
const needed = grantsOf(NOTIFY_PERMISSIONS, world).filter(({ action }) => !action.startsWith('logs:'));

test('notify may publish to the one topic and use its key for it, and nothing else but log', () => {
  const key = world.topics?.[TOPIC]?.key?.arn;
  expect(key).toMatch(/^arn:aws:kms:us-west-2:333333333333:key\//);
  const actions = NOTIFY_PERMISSIONS.read(world).map(({ Action, Resource }) => [list(Action), list(Resource)]);
  const log = 'arn:aws:logs:us-west-2:333333333333:log-group:/aws/lambda/amp-scraper:*';
  expect(actions).toEqual([
    [['sns:Publish'], [TOPIC]],
    [['kms:Decrypt', 'kms:GenerateDataKey'], [key]],
    [['logs:CreateLogStream', 'logs:PutLogEvents'], [log]],
  ]);
});

test('with them there is a mail', async () => {
  expect(await mailsOf(() => {})).toEqual({ mails: 1, refused: [] });
});

describe('notify', () => {
  test.each(needed)('needs $action on $resource', async (grant) => {
    const { mails, refused } = await mailsOf((changed) => remove(grant, changed));
    expect(mails).toBe(0);
    expect(refused.join()).toContain(`not authorized to perform: ${grant.action} on resource: ${grant.resource}`);
  });
});
