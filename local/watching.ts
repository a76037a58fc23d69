/** What happens by itself under `npm run aws`, without anybody's call: alarms, and what people are told. */

import { setTimeout } from 'node:timers/promises';
import { watch } from './monitoring/watch.ts';
import type { TopicMessage, World } from './state/state.ts';

/** In real time: alarms are evaluated for every minute of the clock, however late. */
const EVERY_MS = 250;

/** Evaluates alarms and tells of each message to a topic, until the signal is given. */
export async function watchOver(
  world: World,
  now: () => number,
  signal: AbortSignal,
  onMessage: (topicArn: string, message: TopicMessage) => void,
): Promise<void> {
  const told = new Map(Object.values(world.topics ?? {}).map((one) => [one.topicArn, one.messages.length]));
  while (!signal.aborted) {
    await watch(world, now());
    for (const { topicArn, messages } of Object.values(world.topics ?? {})) {
      for (const message of messages.slice(told.get(topicArn) ?? 0)) onMessage(topicArn, message);
      told.set(topicArn, messages.length);
    }
    await setTimeout(EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
