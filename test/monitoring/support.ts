import { readFileSync } from 'node:fs';
import { parseConfiguration, readConfiguration } from '../../infra/configuration/configuration.ts';
import { DEFAULT_WORLD } from '../../local/deployedWorld.ts';
import { putDeployment } from '../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import { watch } from '../../local/monitoring/watch.ts';
import { settle } from '../../local/scrapers/engine.ts';
import { noMonitoring, type Alarm, type Monitoring } from '../../local/state/monitoring.ts';
import type { World } from '../../local/state/state.ts';
import { loadWorld } from '../../local/world/load.ts';

export const ONCALL = 'oncall@example.com';

/** The sample configuration with all that is optional of what tells people, and clusters of the workflow account's own. */
export const CONFIGURATION = (() => {
  const sample = readConfiguration();
  const accounts = [...sample.accounts, sample.workflowAccountId];
  const more = { accounts, alarmEmail: ONCALL, cloudTrailTagRule: true };
  return parseConfiguration({ ...sample, ...more }, "the watched world's configuration");
})();

/** Deployed into worlds in which the workflow of the sample configuration runs, whose functions and names are the same. */
export const WATCHED = await synthesizedDeployment(CONFIGURATION);

export function watchedWorld(): World {
  const { world } = loadWorld(JSON.parse(readFileSync(DEFAULT_WORLD, 'utf8')));
  putDeployment(world, WATCHED);
  return world;
}

export function monitoringOf(world: World): Monitoring {
  return world.monitoring ?? noMonitoring(world.now);
}

/** Lets time pass. */
export async function pass(world: World, minutes: number): Promise<void> {
  const until = world.now + minutes * 60_000;
  await settle(world, until);
  await watch(world, until);
}

/** How often each alarm rang, of those that did: `<account> <name>`. */
export function rung(world: World): Record<string, number> {
  const rings = Object.values(monitoringOf(world).alarms).map((alarm) => [alarmName(alarm), ringsOf(alarm)] as const);
  return Object.fromEntries(rings.filter(([, count]) => count > 0));
}

export function alarmName({ accountId, name }: Pick<Alarm, 'accountId' | 'name'>): string {
  return `${accountId} ${name}`;
}

function ringsOf({ history }: Alarm): number {
  return history.filter(({ to }) => to === 'ALARM').length;
}

/** What the person on call got: of alarms their `<account> <name>`, else what the mail is about. */
export function mails(world: World): string[] {
  return Object.values(world.topics ?? {})
    .filter(({ subscriptions }) => subscriptions.some(({ endpoint }) => endpoint === ONCALL))
    .flatMap(({ messages }) => messages)
    .map(({ message }) => {
      const [, name, account] = /"AlarmName":"([^"]+)".*"AWSAccountId":"(\d+)"/s.exec(message) ?? [];
      if (name !== undefined) return `${account} ${name}`;
      if (message.startsWith('What the run found')) return 'a run';
      return message.startsWith('The connection of ') ? 'a connection' : 'an execution';
    })
    .toSorted();
}

/** What an alarm's actions were refused. */
export function refused(world: World): string[] {
  const changes = Object.values(monitoringOf(world).alarms).flatMap(({ history }) => history);
  return changes.flatMap(({ actions }) => actions.flatMap((action) => action.refused ?? []));
}

/** How many dead letters there are, by queue, of those that have some. */
export function deadLetters(world: World): Record<string, number> {
  const queues = Object.values(monitoringOf(world).queues).filter(({ messages }) => messages.length > 0);
  return Object.fromEntries(queues.map(({ arn, messages }) => [arn, messages.length]));
}
