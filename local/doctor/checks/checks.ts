import type { CheckName, Finding, HubSeen, Rule } from '../seen.ts';
import { alarms } from './alarms.ts';
import { deadLetters } from './deadLetters.ts';
import { delivery } from './delivery.ts';
import { fleet } from './fleet.ts';
import { machines } from './machines.ts';
import { runs } from './runs.ts';
import { schedule } from './schedule.ts';
import { stacks } from './stacks.ts';
import { subscriptions } from './subscriptions.ts';
import { unread } from './unread.ts';

/** Every rule by the name that its findings have, in the order in which they are told. */
const CHECKS: Readonly<Record<CheckName, Rule>> = {
  unread,
  stack: stacks,
  machine: machines,
  schedule,
  run: runs,
  delivery,
  subscription: subscriptions,
  deadLetters,
  alarm: alarms,
  fleet,
};

/** In the order of the checks; none where all is as it should be. */
export function findingsOf(seen: HubSeen): Finding[] {
  return Object.values(CHECKS).flatMap((rule) => rule(seen));
}
