import type { Connection, TaggedConnection } from '../contract.ts';
import type { ConnectionNames } from '../names.ts';
import { tagChanges, type TagChange } from '../connection/tagChanges.ts';
import { isAwsTag, othersTags, resourceTags } from '../connection/tags.ts';
import { refuseReplacement, scraperChanges, type ScraperState } from './changes.ts';
import { PreflightFailed } from '../errors.ts';
import { addIdentityLabels } from '../scrapeConfiguration/labels/externalLabels.ts';
import { tagCountFindings } from '../preflight/rules.ts';
import { admissionChanges } from '../scraper/admission.ts';
import { outlivedChange, outlivesCluster } from '../scraper/outlived.ts';
import { fittingPlace } from './takenOver.ts';
import { wantedSettings, type ScraperSettings, type SettingsBefore, type WholeSettings } from './settings.ts';
import type { ScraperChange } from './differences.ts';

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
  connection: TaggedConnection,
  text: string | undefined,
  names: ConnectionNames,
): ScraperPlan {
  const isOfThis = before?.scraperArn === scraper.arn;
  const isUnsettled = before?.executionArn === executionArn || scraper.statusCode === 'UPDATE_FAILED';
  const kept = before !== undefined && isOfThis && isUnsettled ? before.settings : scraper.settings;
  const outlived = outlivedBy(scraper, connection);
  const { subnetIds, securityGroupIds } = connection;
  const base = outlived.length === 0 ? kept : { ...kept, subnetIds, securityGroupIds };
  const { configuration = base.configuration, ...settings } = identified(wantedSettings(base, connection, text), names);
  const tags = resourceTags(connection, names, executionArn);
  const wanted = { ...settings, configuration, roleConfiguration: rolesOf(names), tags };
  return {
    base,
    wanted,
    changes: [...outlived, ...scraperChanges(scraper, wanted), ...admissionChanges(scraper.arn, connection)],
    tags: tagChanges(scraper.settings.tags, tags, names.tagKeys),
  };
}

/** A scraper that is there may have a configuration without the labels by which its samples are found. */
function identified<Settings extends { configuration?: string }>(settings: Settings, names: ConnectionNames): Settings {
  const { configuration } = settings;
  if (configuration === undefined) return settings;
  return { ...settings, configuration: addIdentityLabels(configuration, names.clusterArn, names.ownLabels) };
}

function outlivedBy({ createdAt }: ScraperState, { clusterMadeAt }: Connection): ScraperChange[] {
  if (createdAt === undefined || clusterMadeAt === undefined || !outlivesCluster(createdAt, clusterMadeAt)) return [];
  return [outlivedChange(createdAt, clusterMadeAt)];
}

/**
 * @throws ReplacementNeeded as refuseReplacement.
 * @throws PreflightFailed for more tags than AWS takes; of a scraper that is replaced newScraper says it.
 */
export function refuseChanges(scraper: ScraperState, plan: ScraperPlan, replace: Connection['replace']): void {
  refuseReplacement(scraper, plan.changes, replace);
  if (isReplacement(plan)) return;
  refuseTags({ ...scraper.settings.tags, ...plan.wanted.tags }, plan.wanted.tags);
}

/** Whether one of the changes cannot be made in place, so that a new scraper takes the old one's place. */
export function isReplacement({ changes }: Pick<ScraperPlan, 'changes'>): boolean {
  return changes.some(({ action }) => action === 'replace');
}

/** The scraper whose place a new one takes. */
export type ReplacedSettings = Pick<SettingsBefore, 'settings' | 'tags'>;

/** The one that an earlier execution, or attempt, began to replace; undefined when the item keeps none. */
export function beingReplaced(before: SettingsBefore | undefined): ReplacedSettings | undefined {
  return before?.change === 'replace' ? before : undefined;
}

/** The one that is there, as a new one would replace it. */
export function replacedSettings(
  { settings }: Pick<ScraperState, 'settings'>,
  { base }: Pick<ScraperPlan, 'base'>,
  names: ConnectionNames,
): ReplacedSettings {
  return { settings: base, tags: othersTags(settings.tags, names) };
}

/** A scraper that is to be made. */
export interface NewScraper {
  settings: Omit<WholeSettings, 'configuration'> & { configuration?: string };
  /** In what it is not as the one before, though the request leaves that open. */
  warnings: string[];
}

/**
 * What an execution would make where there is no scraper. One that takes another's place has from that one what the request
 * leaves open. Without a configuration it is the service's default.
 * @throws PreflightFailed when CreateScraper would refuse it, so to be asked before the old one is deleted.
 */
export function newScraper(
  replaced: ReplacedSettings | undefined,
  executionArn: string,
  connection: TaggedConnection,
  text: string | undefined,
  names: ConnectionNames,
): NewScraper {
  const own = resourceTags(connection, names, executionArn);
  const tags = { ...replaced?.tags, ...own };
  refuseTags(tags, own);
  const settings = identified(wantedSettings(replaced?.settings, connection, text), names);
  const wanted = { ...settings, roleConfiguration: rolesOf(names), tags };
  return fittingPlace(wanted, connection);
}

/** @throws PreflightFailed for more tags than AWS takes, those that are there and stay included. AWS's own do not count. */
export function refuseTags(tags: Readonly<Record<string, string>>, own: Readonly<Record<string, string>>): void {
  const counted = Object.fromEntries(Object.entries(tags).filter(([key]) => !isAwsTag(key)));
  const others = Object.keys(counted).filter((key) => !Object.hasOwn(own, key));
  const findings = tagCountFindings(counted, others.length);
  if (findings.length > 0) throw new PreflightFailed(findings);
}

function rolesOf({ sourceRoleArn, targetRoleArn }: ConnectionNames): WholeSettings['roleConfiguration'] {
  return { sourceRoleArn, targetRoleArn };
}
