import * as z from 'zod/mini';
import type { Given } from '../request/fields.ts';

const text = z.string();

/** What a request may ask of a scraper, as a connection carries it: with its defaults, but for the configuration's text. */
export const askedSettings = {
  subnetIds: z.array(text),
  securityGroupIds: z.array(text),
  alias: text,
  /** Absent where nobody says: the scraper's logging stays as it is. */
  logs: z.exactOptional(z.boolean()),
};
const asked = z.object(askedSettings);
type AskedSettings = z.infer<typeof asked>;

/** What an execution can set on a scraper at a request's wish; `settingsTable.ts` says how. */
export const scraperSettings = z.object({
  ...askedSettings,
  /** One need not have any. */
  alias: z.exactOptional(text),
  /** The scrape configuration's text; in the inventory its digest. */
  configuration: text,
});
/** With the configuration's text, or its digest where it stands in the inventory. */
export type ScraperSettings = z.infer<typeof scraperSettings>;

/** The two roles, as the scraper has them. */
export const scraperRoles = z.object({ sourceRoleArn: z.exactOptional(text), targetRoleArn: z.exactOptional(text) });
type ScraperRoles = z.infer<typeof scraperRoles>;

/** All that an execution sets on a scraper: what a request may ask, and what is the connection's own. */
export interface WholeSettings extends ScraperSettings {
  roleConfiguration: ScraperRoles;
  tags: Record<string, string>;
}

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
  roles: scraperRoles,
  /** Of a scraper that is replaced: the tags that are not ours, which the new one takes over. */
  tags: z.exactOptional(z.record(z.string(), z.string())),
  /** When the deletion of a scraper that is replaced began (ISO 8601, the service's clock). */
  stoppedAt: z.exactOptional(z.string()),
  /** What the execution is to report, in whichever attempt it gets to that. */
  updated: z.boolean(),
  repaired: z.array(z.string()),
});
/** Kept in the connection's item from before a change until an execution has ended well. */
export type SettingsBefore = z.infer<typeof settingsBefore>;

/**
 * The settings that a connection asks for. What its request does not name stays as `base` has it; without one it is the
 * default, and the configuration undefined: the service's own.
 * @param configuration the text that the request names.
 */
export function wantedSettings(
  base: ScraperSettings | undefined,
  connection: AskedSettings & { given: readonly Given[] },
  configuration: string | undefined,
): Omit<ScraperSettings, 'configuration'> & { configuration?: string } {
  const named = configuration === undefined ? {} : { configuration };
  const fields = connection.given.filter((field) => field !== 'scrapeConfiguration');
  return { ...(base ?? asked.parse(connection)), ...only(connection, fields), ...named };
}

function only<Of extends object, Key extends keyof Of>(of: Of, keys: readonly Key[]): Partial<Pick<Of, Key>> {
  const some: Partial<Pick<Of, Key>> = {};
  for (const key of keys) some[key] = of[key];
  return some;
}
