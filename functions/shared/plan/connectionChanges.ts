import type { Connection } from '../contract.ts';
import type { ConnectionNames } from '../names.ts';
import { roleChanges, sourceRole, targetRole, type ObservedRole } from '../roles/changes.ts';
import { refuseReplacement, unknownWarnings, type ScraperState } from '../scraper/changes.ts';
import type { FoundScraper, ScraperDecision } from '../scraper/decision.ts';
import { settingsDocument } from '../scraper/members.ts';
import type { SettingsBefore } from '../scraper/settings.ts';
import { SETTINGS } from '../scraper/settingsTable.ts';
import { newScraper, planScraper } from '../scraper/wanted.ts';
import type { Change } from './plannedChange.ts';
import { refuseOthers } from './refusals.ts';

/** All that is there of a connection. */
export interface Observed {
  sourceRole: ObservedRole | undefined;
  targetRole: ObservedRole | undefined;
  /** Those between the cluster and the workspace. */
  scrapers: readonly FoundScraper[];
  /** The connection's, if it has one that is not on its way out. */
  scraper: ScraperState | undefined;
  /** What the connection's item keeps. */
  before: SettingsBefore | undefined;
  /** The service's, for a new scraper whose request names none. */
  defaultConfiguration: string;
}

/** What is to be there. */
export interface Wanted {
  connection: Connection;
  /** The configuration that the request names. */
  text: string | undefined;
  names: ConnectionNames;
  executionArn: string;
}

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
 * @throws NotOurs, ForeignScraper or ReplacementNeeded as the run's ResolveRequest.
 */
export function connectionChanges(observed: Observed, wanted: Wanted): ConnectionChanges {
  const { connection, names, executionArn } = wanted;
  const scraper = scraperPart(refuseOthers(observed, names), observed, wanted);
  const roles = [
    { role: sourceRole(connection, names, executionArn, scraper.arn), has: observed.sourceRole },
    { role: targetRole(connection, names, executionArn, scraper.arn), has: observed.targetRole },
  ];
  const ofRoles = roles.flatMap(({ role, has }) =>
    roleChanges(has, role, scraper.isNew).map((change) => ({ ...change, resource: role.arn })),
  );
  return { changes: [...ofRoles, ...scraper.changes], notes: scraper.notes };
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
  const made = newScraper(before, executionArn, connection, text, names);
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
    notes: ['A new scraper takes some 20 minutes to become ACTIVE, and costs money from its creation on.'],
  };
}

function changed(scraper: ScraperState, { before }: Observed, wanted: Wanted): ScraperPart {
  const { connection, text, names, executionArn } = wanted;
  const { arn, statusCode } = scraper;
  const plan = planScraper(scraper, before, executionArn, connection, text, names);
  refuseReplacement(scraper, plan.changes, connection.replace);
  const parts = [...plan.changes, ...plan.tags];
  if (plan.changes.some(({ action }) => action === 'replace')) {
    const alone = new Set(Object.values(SETTINGS).flatMap(({ part, isShownAlone }) => (isShownAlone ? [part] : [])));
    const settings = {
      part: 'settings',
      before: settingsDocument(scraper.settings),
      after: settingsDocument(plan.wanted),
    };
    return {
      arn: names.newScraperArn,
      isNew: true,
      changes: [settings, ...parts.filter(({ part }) => alone.has(part))].map((change) => ({
        ...change,
        resource: arn,
        action: 'replace',
      })),
      notes: [
        ...unknownWarnings(scraper),
        'The scraper is deleted and made anew: the metrics have a gap of some 25 minutes, and the roles stay.',
      ],
    };
  }
  const isBusy = statusCode !== 'ACTIVE' && statusCode !== 'UPDATE_FAILED';
  return {
    arn,
    isNew: false,
    changes: parts.map((change) => ({ ...change, resource: arn })),
    notes: [
      ...unknownWarnings(scraper),
      ...(isBusy ? [`Scraper ${arn} is ${statusCode}: a run waits until it is ACTIVE before it changes it.`] : []),
    ],
  };
}
