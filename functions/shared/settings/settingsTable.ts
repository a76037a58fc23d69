import type { CreateScraperRequest, EksConfiguration, UpdateScraperRequest } from '@aws-sdk/client-amp';
import * as z from 'zod/mini';
import { scraperRoles, type WholeSettings } from './settings.ts';

interface Row<Value> {
  /** As a request, a plan and `repaired` call it. */
  part: string;
  /** Where DescribeScraper shows it, and ListScrapers too, but for the configuration. Absent for what has an API of its own. */
  shownAt?: readonly string[];
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
    source: (settings) => row.source?.(settings[name]) ?? {},
    create: (settings) => row.create?.(settings[name]) ?? {},
    update: (settings) => row.update?.(settings[name]) ?? {},
  };
}

const aliasMember = (alias: string | undefined) => (alias === undefined ? {} : { alias });
/** The SDK encodes the blob: base64 text here would be encoded twice. */
const blobMember = (configuration: string) => ({
  scrapeConfiguration: { configurationBlob: new TextEncoder().encode(configuration) },
});

/**
 * All that is known of each setting of a scraper but its schemas, here as it is shown and in `settings.ts` as it is kept, and in what it
 * differs, in `differences.ts`.
 */
export const SETTINGS: Readonly<Record<keyof WholeSettings, Setting>> = {
  subnetIds: setting('subnetIds', {
    part: 'subnetIds',
    shownAt: ['source', 'eksConfiguration', 'subnetIds'],
    isShownAlone: false,
    source: (subnetIds) => ({ subnetIds }),
  }),
  securityGroupIds: setting('securityGroupIds', {
    part: 'securityGroupIds',
    shownAt: ['source', 'eksConfiguration', 'securityGroupIds'],
    isShownAlone: false,
    source: (securityGroupIds) => (securityGroupIds.length > 0 ? { securityGroupIds } : {}),
  }),
  alias: setting('alias', {
    part: 'alias',
    shownAt: ['alias'],
    isShownAlone: false,
    create: aliasMember,
    update: aliasMember,
  }),
  configuration: setting('configuration', {
    part: 'scrapeConfiguration',
    shownAt: ['scrapeConfiguration', 'configurationBlob'],
    isShownAlone: true,
    create: blobMember,
    update: blobMember,
  }),
  roleConfiguration: setting('roleConfiguration', {
    part: 'roleConfiguration',
    shownAt: ['roleConfiguration'],
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
