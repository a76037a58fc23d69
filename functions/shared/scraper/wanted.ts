import type { Connection } from '../contract.ts';
import type { ConnectionNames } from '../names.ts';
import { scraperChanges, type ScraperChange, type ScraperState } from './changes.ts';
import { wantedSettings, type ScraperSettings, type SettingsBefore } from './settings.ts';

/** What an execution would make of a scraper that is there. */
export interface ScraperPlan {
  /** What it has, or had before an execution of this connection began to change it. */
  base: ScraperSettings;
  wanted: ScraperSettings;
  /** From what it has now to what is wanted. */
  changes: ScraperChange[];
}

/**
 * Holds a connection against its scraper. What the request leaves open stays as the scraper has it; where that is no
 * statement of what was wanted, since an update is under way or has failed, as it was before.
 * @param before what the connection's item keeps.
 * @param text the configuration that the request names.
 */
export function planScraper(
  scraper: ScraperState,
  before: SettingsBefore | undefined,
  executionArn: string,
  connection: Connection,
  text: string | undefined,
  names: ConnectionNames,
): ScraperPlan {
  const isOfThis = before?.scraperArn === scraper.arn;
  const isUnsettled = before?.executionArn === executionArn || scraper.statusCode === 'UPDATE_FAILED';
  const base = before !== undefined && isOfThis && isUnsettled ? before.settings : scraper.settings;
  const { configuration = base.configuration, ...settings } = wantedSettings(base, connection, text);
  const wanted = { ...settings, configuration };
  return { base, wanted, changes: scraperChanges(scraper, wanted, names) };
}
