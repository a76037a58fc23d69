import type { Configuration } from './configuration.ts';

/** What can be deployed as it is, and is hardly meant. */
export function warningsOf({ name, alarmEmail }: Configuration): string[] {
  if (alarmEmail !== undefined) return [];
  return [
    `alarmEmail is not configured: nobody is told of failed executions and alarms. Configure an address, or subscribe somebody to the topic ${name}-alerts of each Region.`,
  ];
}
