import type { EnsuredScraper, Progress } from '../contract.ts';
import { ScraperTimeout } from '../errors.ts';
import { firstProgress, activeProgress } from './progress.ts';
import { reportOf, unknownWarnings } from '../settings/changes.ts';
import { newScraper, planScraper, refuseChanges, type ScraperPlan } from '../settings/wanted.ts';
import { scraperSettings, type SettingsBefore } from '../settings/settings.ts';
import { logsToUs } from '../logging/logging.ts';
import { othersTags } from '../connection/tags.ts';
import { shortestIntervalSeconds } from '../scrapeConfiguration/labels/interval.ts';
import {
  deleteScraper,
  describeScraper,
  listScrapersOfPair,
  tagScraper,
  updateScraper,
  type DescribedScraper,
} from './scrapers.ts';
import { clientToken, inventoried, replacedBy, replacementWarnings, stillThere, type ScraperWork } from './work.ts';

/**
 * Changes in place what can be, deletes what has to be replaced, and leaves what is as it is to be.
 * @throws ScraperTimeout while the scraper is busy or going; ReplacementNeeded and PreflightFailed as refuseChanges and newScraper;
 * OwnedElsewhere as `KeptSettings.save`.
 */
export async function changeScraper(work: ScraperWork, scraperId: string): Promise<EnsuredScraper> {
  const { connection: wanted, executionArn, names, amp, text, kept } = work;
  const scraper = await describeScraper(amp, scraperId);
  if (scraper === undefined) throw stillThere(scraperId, 'listed');
  const mayBeRetry = scraper.statusCode !== 'ACTIVE' || wanted.given.length > 0;
  const before = work.mayKeep || mayBeRetry ? await kept.read() : undefined;
  const plan = planScraper(scraper, before, executionArn, wanted, text, names);
  refuseChanges(scraper, plan, wanted.replace);
  const isOwnUpdate = before?.executionArn === executionArn && before.scraperArn === scraper.arn;
  if (scraper.statusCode === 'UPDATING' && !isOwnUpdate) throw stillBusy(scraper);
  if (plan.changes.length > 0) {
    if (scraper.statusCode === 'CREATING') throw stillBusy(scraper);
    const record = await withLogs(recordOf(scraper, plan, work), work, scraperId);
    // What CreateScraper would refuse is refused before anything is kept or deleted for it.
    if (record.change === 'replace') newScraper(record, executionArn, wanted, text, names);
    if (!isOwnUpdate) await kept.save(record);
    if (record.change === 'replace') return replaceScraper(work, scraper);
    await updateScraper(amp, scraperId, plan.wanted, clientToken('update', wanted.id, executionArn));
  }
  const report = isOwnUpdate ? before : reportOf(scraper.arn, plan.changes);
  const isCreator = scraper.settings.tags[names.tagKeys.execution] === executionArn;
  for (const { after } of plan.tags) await tagScraper(amp, scraper.arn, after);
  const tagReport = reportOf(scraper.arn, plan.tags);
  work.logger.appendKeys({ scraperChanges: plan.changes.map(({ action, part }) => `${action} ${part}`) });
  return {
    scraperId,
    arn: scraper.arn,
    created: isCreator,
    updated: report.updated || tagReport.updated,
    repaired: [...report.repaired, ...tagReport.repaired],
    ...replacedBy(scraper.arn, before),
    settings: inventoried({ ...logsOf(before), ...plan.wanted }),
    shortestIntervalSeconds: shortestIntervalSeconds(plan.wanted.configuration),
    warnings: [...unknownWarnings(scraper), ...replacementWarnings(scraper.arn, before, wanted)],
    progress: plan.changes.length > 0 ? firstProgress('UPDATING', 0, true) : progressOf(scraper, work, isOwnUpdate),
  };
}

/** What the item keeps while the scraper is being changed. */
function recordOf(
  scraper: DescribedScraper,
  { base, changes }: ScraperPlan,
  { executionArn, names }: ScraperWork,
): SettingsBefore {
  const { arn: scraperArn, settings } = scraper;
  const { tags, roleConfiguration: roles } = settings;
  const kept = scraperSettings.parse(base);
  const record = { executionArn, scraperArn, settings: kept, roles, ...reportOf(scraperArn, changes) };
  const isReplaced = changes.some(({ action }) => action === 'replace');
  return isReplaced ? { ...record, change: 'replace', tags: othersTags(tags, names) } : { ...record, change: 'update' };
}

/** A new scraper has no logging: where the request leaves it open, and it leads to us, it takes that over too. */
async function withLogs(
  record: SettingsBefore,
  { amp, names, connection }: ScraperWork,
  scraperId: string,
): Promise<SettingsBefore> {
  if (record.change !== 'replace' || connection.given.includes('logs')) return record;
  if (!(await logsToUs(amp, scraperId, names))) return record;
  return { ...record, settings: { ...record.settings, logs: true } };
}

/** Of a scraper in another's place, when an attempt before has made it: what it takes over of the logs. */
function logsOf(before: SettingsBefore | undefined): Pick<SettingsBefore['settings'], 'logs'> {
  const { logs } = before?.settings ?? {};
  return logs === undefined ? {} : { logs };
}

/** One that is ACTIVE need not be looked at again, but after an update, when a look at once may show what was before. */
function progressOf(scraper: DescribedScraper, { startTime }: ScraperWork, isUpdated: boolean): Progress {
  const first = firstProgress(scraper.statusCode, ageOf(scraper, startTime));
  return scraper.statusCode === 'ACTIVE' && !isUpdated ? activeProgress(first, scraper) : first;
}

function stillBusy({ arn, statusCode }: DescribedScraper): ScraperTimeout {
  return new ScraperTimeout(
    `Scraper ${arn} is ${statusCode} and cannot be changed until it is ACTIVE. Run again then, or leave out what is to be changed.`,
  );
}

/** How old a scraper is, is told from the execution's start, not from a clock. */
function ageOf({ statusCode, createdAt, lastModifiedAt }: DescribedScraper, startTime: string): number {
  const since = statusCode === 'CREATING' ? createdAt : lastModifiedAt;
  return Math.max(0, Math.round((Date.parse(startTime) - since.getTime()) / 1000));
}

/** @throws ScraperTimeout: the next attempt finds it DELETING, or gone. */
async function replaceScraper(
  { amp, connection, kept }: ScraperWork,
  { scraperId, arn }: DescribedScraper,
): Promise<never> {
  await deleteScraper(amp, scraperId);
  const leaving = (await listScrapersOfPair(amp, connection)).find((one) => one.arn === arn);
  if (leaving !== undefined) await kept.noteStop(leaving);
  throw stillThere(arn, 'to be replaced');
}
