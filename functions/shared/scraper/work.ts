import { createHash } from 'node:crypto';
import type { AmpClient } from '@aws-sdk/client-amp';
import type { Connection, EnsuredScraper, ReplacedScraper, TaggedConnection } from '../contract.ts';
import { digestOf } from '../digest.ts';
import { ScraperTimeout } from '../errors.ts';
import type { HandlerContext } from '../handler/handler.ts';
import type { ConnectionNames } from '../names.ts';
import { outlivedWarning } from './outlived.ts';
import { scraperSettings, type ScraperSettings, type SettingsBefore } from '../settings/settings.ts';
import type { KeptSettings } from '../connection/table/keptSettings.ts';

/** All that making a scraper and changing one work with. */
export interface ScraperWork {
  connection: TaggedConnection;
  executionArn: string;
  /** When the execution started (ISO 8601). */
  startTime: string;
  names: ConnectionNames;
  amp: AmpClient;
  logger: HandlerContext['logger'];
  /** The configuration that the request names. */
  text: string | undefined;
  kept: KeptSettings;
  /** Whether the item keeps settings, or an earlier attempt of this execution may have put some there. */
  mayKeep: boolean;
}

/** A retry of this execution is the same call, another execution's is another. */
export function clientToken(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

/** What the inventory has of a scraper's settings: the text of its configuration would be too long. */
export function inventoried(settings: ScraperSettings): EnsuredScraper['settings'] {
  return scraperSettings.parse({ ...settings, configuration: digestOf(settings.configuration) });
}

/** The scraper whose place another has taken. */
export function replacedBy(arn: string, before: SettingsBefore | undefined): { replaced?: ReplacedScraper } {
  if (before?.change !== 'replace' || before.scraperArn === arn) return {};
  const { scraperArn, stoppedAt } = before;
  return { replaced: { arn: scraperArn, ...(stoppedAt ? { stoppedAt } : {}) } };
}

/** What the output says of a replacement that nobody asked for. */
export function replacementWarnings(
  arn: string,
  before: SettingsBefore | undefined,
  { clusterMadeAt }: Connection,
): string[] {
  const { replaced } = replacedBy(arn, before);
  return replaced && clusterMadeAt ? [outlivedWarning(replaced.arn, clusterMadeAt)] : [];
}

/** Retried by the state machine until the scraper is gone. */
export function stillThere(arn: string, statusCode: string): ScraperTimeout {
  return new ScraperTimeout(
    `Scraper ${arn} was ${statusCode} and is not gone yet; a new scraper is created when this one is gone. Run again once "aws amp list-scrapers" no longer shows it.`,
  );
}
