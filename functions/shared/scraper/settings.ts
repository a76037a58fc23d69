import * as z from 'zod/mini';
import type { Connection } from '../contract.ts';

/** What an execution can set on a scraper. */
const scraperSettings = z.object({
  alias: z.exactOptional(z.string()),
  subnetIds: z.array(z.string()),
  securityGroupIds: z.array(z.string()),
  /** The scrape configuration's text. */
  configuration: z.string(),
});
export type ScraperSettings = z.infer<typeof scraperSettings>;

/**
 * Kept in the connection's item before a scraper is changed in place or deleted for a new one, until an execution has ended
 * well: an update that fails puts them back, and a new scraper takes from them what its request leaves open. The text would
 * not fit beside the rest of an execution's 256 KiB.
 */
export const settingsBefore = z.object({
  change: z.enum(['update', 'replace']),
  /** The execution that changes them. */
  executionArn: z.string(),
  scraperArn: z.string(),
  settings: scraperSettings,
  /** The roles that it had, which need not be the connection's: of one that was taken over, or that somebody gave others. */
  roles: z.object({ sourceRoleArn: z.exactOptional(z.string()), targetRoleArn: z.exactOptional(z.string()) }),
  /** Of a scraper that is replaced: the tags that are not ours, which the new one takes over. */
  tags: z.exactOptional(z.record(z.string(), z.string())),
  /** When the deletion of a scraper that is replaced began (ISO 8601, the service's clock). */
  stoppedAt: z.exactOptional(z.string()),
  /** What the execution is to report, in whichever attempt it gets to that. */
  updated: z.boolean(),
  repaired: z.array(z.string()),
});
export type SettingsBefore = z.infer<typeof settingsBefore>;

/**
 * The settings that a connection asks for. What its request does not name stays as `base` has it; without one it is the
 * default, and the configuration undefined: the service's own.
 * @param text the configuration that the request names.
 */
export function wantedSettings(
  base: ScraperSettings | undefined,
  { given, alias, subnetIds, securityGroupIds }: Connection,
  text: string | undefined,
): Omit<ScraperSettings, 'configuration'> & { configuration: string | undefined } {
  const kept = (field: Connection['given'][number]) => base !== undefined && !given.includes(field);
  const wantedAlias = kept('alias') ? base?.alias : alias;
  return {
    ...(wantedAlias === undefined ? {} : { alias: wantedAlias }),
    subnetIds: kept('subnetIds') ? (base?.subnetIds ?? []) : subnetIds,
    securityGroupIds: kept('securityGroupIds') ? (base?.securityGroupIds ?? []) : securityGroupIds,
    configuration: text ?? base?.configuration,
  };
}
