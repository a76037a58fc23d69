import { noMonitoring } from '../state/monitoring.ts';
import type { World } from '../state/state.ts';
import type { Deployment } from './deployed.ts';

/** Puts what tells people into the world. Done again, alarms keep their state, log groups their lines, topics and queues their messages, as in an update of their stacks. */
export function putMonitoring(world: World, deployment: Deployment): void {
  const monitoring = (world.monitoring ??= noMonitoring(world.now));
  for (const one of deployment.logGroups) {
    const { events } = monitoring.logGroups[one.arn] ?? {};
    monitoring.logGroups[one.arn] = { ...structuredClone(one), ...(events === undefined ? {} : { events }) };
  }
  const logPolicies = (monitoring.logPolicies ??= {});
  for (const one of deployment.logPolicies) logPolicies[one.arn] = { ...one };
  const topics = (world.topics ??= {});
  for (const { arn, ...topic } of deployment.topics) {
    topics[arn] = { ...structuredClone(topic), topicArn: arn, messages: topics[arn]?.messages ?? [] };
  }
  for (const one of deployment.queues) {
    const { createdAt = world.now, messages = [] } = monitoring.queues[one.arn] ?? {};
    monitoring.queues[one.arn] = { ...one, createdAt, messages };
  }
  for (const one of deployment.alarms) {
    const { state = 'INSUFFICIENT_DATA', history = [] } = monitoring.alarms[one.arn] ?? {};
    monitoring.alarms[one.arn] = { ...structuredClone(one), state, history };
  }
}
