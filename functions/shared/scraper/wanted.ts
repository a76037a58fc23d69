import type { Connection } from '../contract.ts';
import type { ConnectionNames } from '../names.ts';
import { tagChanges, type TagChange } from '../connection/tagChanges.ts';
import { resourceTags } from '../connection/tags.ts';
import { scraperChanges, type ScraperState } from './changes.ts';
import { wantedSettings, type ScraperSettings, type SettingsBefore, type WholeSettings } from './settings.ts';
import type { ScraperChange } from './settingsTable.ts';

/** What an execution would make of a scraper that is there. */
export interface ScraperPlan {
  /** What it has, or had before an execution of this connection began to change it. */
  base: ScraperSettings;
  wanted: WholeSettings;
  /** From what it has now to what is wanted. */
  changes: ScraperChange[];
  tags: TagChange[];
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
  const tags = resourceTags(connection, names, executionArn);
  const wanted = { ...settings, configuration, roleConfiguration: rolesOf(names), tags };
  return {
    base,
    wanted,
    changes: scraperChanges(scraper, wanted),
    tags: tagChanges(scraper.settings.tags, tags, names.tagKeys),
  };
}

/**
 * What an execution would make where there is no scraper. One that takes another's place has from that one what the request
 * leaves open. Without a configuration it is the service's default.
 */
export function newScraper(
  before: SettingsBefore | undefined,
  executionArn: string,
  connection: Connection,
  text: string | undefined,
  names: ConnectionNames,
): Omit<WholeSettings, 'configuration'> & { configuration?: string } {
  const replaced = before?.change === 'replace' ? before : undefined;
  return {
    ...wantedSettings(replaced?.settings, connection, text),
    roleConfiguration: rolesOf(names),
    tags: { ...replaced?.tags, ...resourceTags(connection, names, executionArn) },
  };
}

function rolesOf({ sourceRoleArn, targetRoleArn }: ConnectionNames): WholeSettings['roleConfiguration'] {
  return { sourceRoleArn, targetRoleArn };
}
