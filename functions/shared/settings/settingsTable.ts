import type { CreateScraperRequest, EksConfiguration, UpdateScraperRequest } from '@aws-sdk/client-amp';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { canonical } from '../digest.ts';
import { scraperRoles, type WholeSettings } from './settings.ts';

/** One thing in which a scraper is not what it is to be. */
export interface ScraperChange {
  /** `update` what the request names, in place; `repair` what somebody changed, in place; `replace` what is fixed at creation. */
  action: 'update' | 'repair' | 'replace';
  part: string;
  before: unknown;
  after: unknown;
}

type Difference = Omit<ScraperChange, 'part'>;

interface Row<Value> {
  /** As a request, a plan and `repaired` call it. */
  part: string;
  /** Where DescribeScraper shows it, and ListScrapers too, but for the configuration. Absent for what has an API of its own. */
  shownAt?: readonly string[];
  /**
   * How it changes, if it has to. Of tags `connection/tagChanges.ts` says it, as of a role's: TagResource sends them; of the logs
   * `logging/decision.ts`: UpdateScraperLoggingConfiguration does.
   */
  difference?(has: Value, wanted: Value): Difference[];
  /** Whether a plan shows it by itself, not in the one document of a new scraper's settings. */
  isShownAlone: boolean;
  /** Its member of CreateScraper's source, or of CreateScraper itself. */
  source?(value: Value): Partial<EksConfiguration>;
  create?(value: Value): Partial<CreateScraperRequest>;
  /** Its member of UpdateScraper, which has none for the source. */
  update?(value: Value): Partial<UpdateScraperRequest>;
}

/** A row that takes its value out of whole settings. */
export interface Setting extends Pick<Row<never>, 'part' | 'shownAt' | 'isShownAlone'> {
  changes(has: WholeSettings, wanted: WholeSettings): ScraperChange[];
  source(settings: WholeSettings): Partial<EksConfiguration>;
  create(settings: WholeSettings): Partial<CreateScraperRequest>;
  update(settings: WholeSettings): Partial<UpdateScraperRequest>;
}

function setting<Name extends keyof WholeSettings>(name: Name, row: Row<WholeSettings[Name]>): Setting {
  const { part, shownAt, isShownAlone } = row;
  return {
    part,
    ...(shownAt === undefined ? {} : { shownAt }),
    isShownAlone,
    changes: (has, wanted) => (row.difference?.(has[name], wanted[name]) ?? []).map((one) => ({ ...one, part })),
    source: (settings) => row.source?.(settings[name]) ?? {},
    create: (settings) => row.create?.(settings[name]) ?? {},
    update: (settings) => row.update?.(settings[name]) ?? {},
  };
}

function unless<Value>(action: Difference['action'], isSame: (has: Value, wanted: Value) => boolean) {
  return (before: Value, after: Value): Difference[] => (isSame(before, after) ? [] : [{ action, before, after }]);
}

/** Lists compare as sets, and show in one order. */
function listDifference(before: readonly string[], after: readonly string[]): Difference[] {
  const isSame = new Set(before).size === new Set(after).size && before.every((item) => after.includes(item));
  return isSame ? [] : [{ action: 'replace', before: before.toSorted(), after: after.toSorted() }];
}

/** By what they say, since the service may hand a text back in another layout than it was given. */
function isSameConfiguration(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    return canonical(parse(one)) === canonical(parse(other));
  } catch {
    return false;
  }
}

const aliasMember = (alias: string | undefined) => (alias === undefined ? {} : { alias });
/** The SDK encodes the blob: base64 text here would be encoded twice. */
const blobMember = (configuration: string) => ({
  scrapeConfiguration: { configurationBlob: new TextEncoder().encode(configuration) },
});

/** All that is known of each setting of a scraper but its schemas, here as it is shown and in `settings.ts` as it is kept. */
export const SETTINGS: Readonly<Record<keyof WholeSettings, Setting>> = {
  subnetIds: setting('subnetIds', {
    part: 'subnetIds',
    shownAt: ['source', 'eksConfiguration', 'subnetIds'],
    difference: listDifference,
    isShownAlone: false,
    source: (subnetIds) => ({ subnetIds }),
  }),
  securityGroupIds: setting('securityGroupIds', {
    part: 'securityGroupIds',
    shownAt: ['source', 'eksConfiguration', 'securityGroupIds'],
    difference: listDifference,
    isShownAlone: false,
    source: (securityGroupIds) => (securityGroupIds.length > 0 ? { securityGroupIds } : {}),
  }),
  alias: setting('alias', {
    part: 'alias',
    shownAt: ['alias'],
    // One without an alias has none to be given back: an update that leaves the alias out keeps the one that is there.
    difference: unless('update', (has, wanted) => wanted === undefined || has === wanted),
    isShownAlone: false,
    create: aliasMember,
    update: aliasMember,
  }),
  configuration: setting('configuration', {
    part: 'scrapeConfiguration',
    shownAt: ['scrapeConfiguration', 'configurationBlob'],
    difference: unless('update', isSameConfiguration),
    isShownAlone: true,
    create: blobMember,
    update: blobMember,
  }),
  roleConfiguration: setting('roleConfiguration', {
    part: 'roleConfiguration',
    shownAt: ['roleConfiguration'],
    difference: unless('repair', (has, wanted) => canonical(has) === canonical(wanted)),
    isShownAlone: true,
    create: (roleConfiguration) => ({ roleConfiguration }),
    // An update that leaves it out can drop it
    // (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html#cross-account-remote-write).
    update: (roleConfiguration) => ({ roleConfiguration }),
  }),
  logs: setting('logs', { part: 'logs', isShownAlone: false }),
  tags: setting('tags', { part: 'tags', shownAt: ['tags'], isShownAlone: true, create: (tags) => ({ tags }) }),
};

const text = z.string();
const bytes = z.instanceof(Uint8Array);

/** The settings as ListScrapers shows them, with what it means that a member is not there. */
export const listedSettings = z.object({
  subnetIds: z.prefault(z.array(text), []),
  securityGroupIds: z.prefault(z.array(text), []),
  alias: z.exactOptional(text),
  roleConfiguration: z.prefault(scraperRoles, {}),
  tags: z.prefault(z.record(text, text), {}),
});

/** As DescribeScraper shows them. */
export const describedSettings = z.extend(listedSettings, {
  configuration: z.pipe(
    bytes,
    z.transform((blob: z.infer<typeof bytes>) => new TextDecoder().decode(blob)),
  ),
});

/** Where DescribeScraper shows what is no setting. */
export const FACTS: readonly (readonly string[])[] = [
  ...['scraperId', 'arn', 'roleArn', 'status', 'statusReason', 'createdAt', 'lastModifiedAt'].map((name) => [name]),
  ['source', 'eksConfiguration', 'clusterArn'],
  ['destination', 'ampConfiguration', 'workspaceArn'],
];
