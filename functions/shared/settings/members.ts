import type { CreateScraperRequest, EksConfiguration, UpdateScraperRequest } from '@aws-sdk/client-amp';
import type { ScraperSettings, WholeSettings } from './settings.ts';
import { FACTS, SETTINGS } from './settingsTable.ts';

const ROWS = Object.values(SETTINGS);

function member(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;
}

/** The members of a scraper that are settings, by their names here; those that are not there are left out. */
export function settingMembers(scraper: unknown): Record<string, unknown> {
  const found = Object.entries(SETTINGS).map(([name, { shownAt }]): [string, unknown] => [
    name,
    shownAt?.reduce(member, scraper),
  ]);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined && value !== null));
}

const KNOWN = [...FACTS, ...ROWS.flatMap(({ shownAt }) => (shownAt === undefined ? [] : [shownAt]))];

/**
 * The members of a scraper that this version knows nothing of, dotted: a new scraper would not get them.
 * @param scraper as the service wrote it, since the SDK drops what it does not know.
 */
export function unknownMembers(scraper: unknown, above: readonly string[] = []): string[] {
  if (typeof scraper !== 'object' || scraper === null || Array.isArray(scraper)) return [];
  return Object.entries(scraper).flatMap(([name, value]: [string, unknown]) => {
    const path = [...above, name];
    const known = KNOWN.find((one) => path.every((part, i) => one[i] === part));
    if (known === undefined) return isEmpty(value) ? [] : [path.join('.')];
    return known.length === path.length ? [] : unknownMembers(value, path);
  });
}

/** Nothing that could be lost. */
function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object') return value === undefined;
  return value === null || Object.keys(value).length === 0;
}

/** What CreateScraper is sent for a scraper with these settings. */
export function creationRequest(
  settings: WholeSettings,
  { clusterArn, workspaceArn }: { clusterArn: string; workspaceArn: string },
): CreateScraperRequest {
  const none: Partial<CreateScraperRequest> = {};
  const noSource: Partial<EksConfiguration> = {};
  const members = ROWS.reduce((all, row) => ({ ...all, ...row.create(settings) }), none);
  const source = ROWS.reduce((all, row) => ({ ...all, ...row.source(settings) }), noSource);
  return {
    scrapeConfiguration: undefined,
    ...members,
    source: { eksConfiguration: { subnetIds: undefined, ...source, clusterArn } },
    destination: { ampConfiguration: { workspaceArn } },
  };
}

/** What UpdateScraper is sent to give a scraper these settings in place. */
export function updateRequest(settings: WholeSettings): Partial<UpdateScraperRequest> {
  const none: Partial<UpdateScraperRequest> = {};
  return ROWS.reduce((all, row) => ({ ...all, ...row.update(settings) }), none);
}

/** The settings that a plan shows as one document. */
export function settingsDocument(settings: Partial<ScraperSettings>): Record<string, unknown> {
  const alone = new Set(Object.entries(SETTINGS).flatMap(([name, { isShownAlone }]) => (isShownAlone ? [name] : [])));
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !alone.has(name)));
}
