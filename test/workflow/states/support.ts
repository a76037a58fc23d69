import * as z from 'zod';
import { stateChangeDetail, STATE_CHANGE } from '../../../functions/shared/notice/state/stateEvent.ts';
import { statusTagKeys } from '../../../functions/shared/names.ts';
import { arnParts } from '../../../functions/shared/arn.ts';
import { noMonitoring } from '../../../local/state/monitoring.ts';
import type { TopicMessage, World } from '../../../local/state/state.ts';
import { ACCOUNT, arnOf } from '../reconcile/support.ts';
import { clusterOf } from '../support.ts';

export const HUB_BUS = 'arn:aws:events:us-west-2:333333333333:event-bus/amp-scraper-bus';
export const OWN_BUS = `arn:aws:events:us-west-2:${ACCOUNT}:event-bus/default`;
const TOPIC = 'arn:aws:sns:us-west-2:333333333333:amp-scraper-alerts';

const envelope = z.object({
  source: z.string(),
  'detail-type': z.literal(STATE_CHANGE),
  resources: z.array(z.string()),
  detail: z.unknown(),
});

/** Puts a rule on a bus for the installation's events, and a queue that they go to, as the account's own people would. */
export function listen(world: World, busArn: string, source = 'amp-scraper'): void {
  const { accountId, region } = arnParts(busArn);
  const queueArn = queueOf(busArn);
  const name = 'heard';
  const ruleArn = `arn:aws:events:${region}:${accountId}:rule/${name}`;
  world.monitoring ??= noMonitoring(world.now);
  world.monitoring.queues[queueArn] = {
    arn: queueArn,
    name,
    url: `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
    accountId,
    region,
    retentionSeconds: 14 * 24 * 3600,
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: queueArn,
        },
      ],
    }),
    createdAt: world.now,
    messages: [],
  };
  const eventPattern = JSON.stringify({ source: [source], 'detail-type': [STATE_CHANGE] });
  const rule = { arn: ruleArn, name, busArn, enabled: true, eventPattern, targets: [{ id: 'heard', arn: queueArn }] };
  world.rules = { ...world.rules, [ruleArn]: rule };
}

function queueOf(busArn: string): string {
  const { accountId, region } = arnParts(busArn);
  return `arn:aws:sqs:${region}:${accountId}:heard`;
}

/** The details of the events that were heard on a bus, the first one first, each held against the schema that is promised. */
export function heard(world: World, busArn: string): z.infer<typeof stateChangeDetail>[] {
  const messages = world.monitoring?.queues[queueOf(busArn)]?.messages ?? [];
  return messages.map(({ body }) => stateChangeDetail.parse(envelope.parse(JSON.parse(body)).detail));
}

/** By state, with why. */
export function statesOf(world: World, busArn: string): string[] {
  return heard(world, busArn).map(({ state, code }) => `${state} ${code}`);
}

/** A cluster's status tags, without the time of it. */
export function statusOf(world: World, name: string): { status?: string; reason?: string } {
  const { status, reason } = statusTagKeys('amp-scraper');
  const { tags } = clusterOf(world, arnOf(name));
  return {
    ...(tags[status] === undefined ? {} : { status: tags[status] }),
    ...(tags[reason] === undefined ? {} : { reason: tags[reason] }),
  };
}

/** What people were told by mail, alarms aside. */
export function mailsOf(world: World): TopicMessage[] {
  const { messages = [] } = world.topics?.[TOPIC] ?? {};
  return messages.filter(({ publishedBy }) => publishedBy !== 'cloudwatch.amazonaws.com');
}

export function subjectsOf(world: World): (string | undefined)[] {
  return mailsOf(world).map(({ subject }) => subject);
}
