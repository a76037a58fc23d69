import type { Connection, TaggedConnection } from '../contract.ts';
import { canonical } from '../digest.ts';
import type { ConnectionNames } from '../names.ts';
import { roleChanges, sourceRole, targetRole, type OfTargetRoles, type ObservedRole } from '../roles/changes.ts';
import { admissionWarnings, mappingNote } from '../scraper/admission.ts';
import { unknownWarnings, type ScraperState } from '../settings/changes.ts';
import type { ScraperDecision } from '../scraper/decision.ts';
import { foreignWarnings, type FoundScraper } from '../scraper/foreign.ts';
import { settingsDocument } from '../settings/members.ts';
import type { SettingsBefore } from '../settings/settings.ts';
import { isOutlived, outlivedWarning } from '../scraper/outlived.ts';
import { SETTINGS } from '../settings/settingsTable.ts';
import {
  beingReplaced,
  isReplacement,
  newScraper,
  planScraper,
  refuseChanges,
  replacedSettings,
  type ScraperPlan,
} from '../settings/wanted.ts';
import { loggingChanges, type SeenLogging } from './loggingChanges.ts';
import type { Change } from './plannedChange.ts';
import { refuseOthers } from './refusals.ts';

/** All that AWS and the table have of a connection, as a dry run has read it. */
export interface Observed {
  sourceRole: ObservedRole | undefined;
  targetRole: ObservedRole | undefined;
  /** Those between the cluster and the workspace. */
  scrapers: readonly FoundScraper[];
  /** The connection's, if it has one that is not on its way out. */
  scraper: ScraperState | undefined;
  /** Its logging, where the request says something of that. */
  logging?: SeenLogging | undefined;
  /** What the connection's item keeps. */
  before: SettingsBefore | undefined;
  /** The service's, for a new scraper whose request names none. */
  defaultConfiguration: string;
}

/** What a run would make of the connection, and by what. */
export interface Wanted {
  connection: TaggedConnection;
  /** The configuration that the request names. */
  text: string | undefined;
  names: ConnectionNames;
  executionArn: string;
  environment: OfTargetRoles;
}

/** What a run would do to roles and scraper, before it is written as a plan. */
export interface ConnectionChanges {
  changes: (Change & { resource: string })[];
  /** What cannot be known of them, or what they entail. */
  notes: string[];
}

interface ScraperPart extends ConnectionChanges {
  /** The scraper that the roles will trust. */
  arn: string;
  isNew: boolean;
}

/**
 * What an onboard makes of a connection, in the order in which it does. The run applies the same rules state by state, each to
 * what it then finds: `roleChanges` in CreateSourceRole, CreateTargetRole and PatchTrust, `planScraper` and `newScraper` in
 * CreateScraper.
 * @throws NotOurs, ReplacementNeeded or PreflightFailed as the run's ResolveRequest and CreateScraper.
 */
export function connectionChanges(observed: Observed, wanted: Wanted): ConnectionChanges {
  const { connection, names, executionArn, environment } = wanted;
  const scraper = scraperPart(refuseOthers(observed, names), observed, wanted);
  const roles = [
    { role: sourceRole(connection, names, executionArn, scraper.arn, environment), has: observed.sourceRole },
    { role: targetRole(connection, names, executionArn, scraper.arn, environment), has: observed.targetRole },
  ];
  const ofRoles = roles.flatMap(({ role, has }) =>
    roleChanges(has, role, scraper.isNew).map((change) => ({ ...change, resource: role.arn })),
  );
  const notes = [...connection.warnings, ...foreignWarnings(observed.scrapers, names), ...scraper.notes];
  return { changes: [...ofRoles, ...scraper.changes], notes };
}

function scraperPart(decision: ScraperDecision<FoundScraper>, observed: Observed, wanted: Wanted): ScraperPart {
  const { scraper } = observed;
  if (decision.action === 'create') return creation(observed, wanted);
  const { arn, status } = decision.scraper;
  switch (decision.action) {
    case 'keep':
      return scraper === undefined ? creation(observed, wanted) : changed(scraper, observed, wanted);
    case 'awaitDeletion': {
      const made = creation(observed, wanted);
      return { ...made, notes: [...made.notes, `Scraper ${arn} is DELETING: a run waits until it is gone.`] };
    }
    case 'deleteFailed': {
      const made = creation(observed, wanted);
      const deletion = { resource: arn, action: 'delete' as const, before: status.statusCode, after: undefined };
      return { ...made, changes: [deletion, ...made.changes] };
    }
  }
}

function creation({ before, defaultConfiguration }: Observed, wanted: Wanted): ScraperPart {
  const { connection, text, names, executionArn } = wanted;
  const replaced = beingReplaced(before);
  const { settings: made, warnings } = newScraper(replaced, executionArn, connection, text, names);
  const settings = { ...made, configuration: made.configuration ?? defaultConfiguration };
  const create = (part: string, after: unknown) => ({
    resource: names.newScraperArn,
    action: 'create' as const,
    part,
    before: undefined,
    after,
  });
  return {
    arn: names.newScraperArn,
    isNew: true,
    changes: [
      create('settings', settingsDocument(settings)),
      create('roleConfiguration', settings.roleConfiguration),
      create('tags', settings.tags),
      create('scrapeConfiguration', settings.configuration),
    ],
    notes: [
      ...warnings,
      'A new scraper takes some 20 minutes to become ACTIVE, and costs money from its creation on.',
      ...(replaced === undefined ? [] : mappingNotes(connection)),
    ],
  };
}

function mappingNotes(connection: Connection): string[] {
  return connection.authenticationMode === 'CONFIG_MAP' ? [mappingNote(connection)] : [];
}

function changed(scraper: ScraperState, observed: Observed, wanted: Wanted): ScraperPart {
  const { connection, text, names, executionArn } = wanted;
  const { arn, statusCode } = scraper;
  const plan = planScraper(scraper, observed.before, executionArn, connection, text, names);
  refuseChanges(scraper, plan, connection.replace);
  if (isReplacement(plan)) return replacement(scraper, plan, wanted);
  const logging = loggingChanges(arn, connection.logs, observed.logging, names);
  const isBusy = statusCode !== 'ACTIVE' && statusCode !== 'UPDATE_FAILED';
  return {
    arn,
    isNew: false,
    changes: [...plan.changes, ...plan.tags, ...logging.changes].map((change) => ({ ...change, resource: arn })),
    notes: [
      ...unknownWarnings(scraper),
      ...logging.notes,
      ...admissionWarnings(arn, connection),
      ...(isBusy ? [`Scraper ${arn} is ${statusCode}: a run waits until it is ACTIVE before it changes it.`] : []),
    ],
  };
}

/** What is one document of a scraper that is replaced, and its status, which a new one does not have. */
const NOT_ALONE = new Set([
  'status',
  ...Object.values(SETTINGS).flatMap(({ part, isShownAlone }) => (isShownAlone ? [] : [part])),
]);

function replacement(
  scraper: ScraperState,
  plan: ScraperPlan,
  { connection, text, names, executionArn }: Wanted,
): ScraperPart {
  const replaced = replacedSettings(scraper, plan, names);
  const made = newScraper(replaced, executionArn, connection, text, names);
  const before = settingsDocument(scraper.settings);
  const after = settingsDocument(made.settings);
  const settings = canonical(before) === canonical(after) ? [] : [{ part: 'settings', before, after }];
  const parts = [...plan.changes, ...plan.tags].filter(({ part }) => !NOT_ALONE.has(part));
  return {
    arn: names.newScraperArn,
    isNew: true,
    changes: [...settings, ...parts].map((change) => ({ ...change, resource: scraper.arn, action: 'replace' })),
    notes: [
      ...unknownWarnings(scraper),
      ...made.warnings,
      ...(isOutlived(plan.changes) && connection.clusterMadeAt
        ? [outlivedWarning(scraper.arn, connection.clusterMadeAt)]
        : []),
      'The scraper is deleted and made anew: the metrics have a gap of some 25 minutes, and the roles stay.',
      ...mappingNotes(connection),
    ],
  };
}
