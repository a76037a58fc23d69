import type { Connection, Plan, PlannedChange } from '../contract.ts';
import type { HandlerContext } from '../handler/handler.ts';
import type { ConnectionNames } from '../names.ts';
import { plannedChange } from './plannedChange.ts';
import { checkedConfiguration } from '../request/configuration.ts';
import { roleChanges, sourceRole, targetRole, type ObservedRole, type RoleSpecification } from '../roles/changes.ts';
import { refuseReplacement, unknownWarnings } from '../scraper/changes.ts';
import { settingsDocument } from '../scraper/members.ts';
import { decideScraper } from '../scraper/decision.ts';
import { planScraper } from '../scraper/wanted.ts';
import { wantedSettings, type ScraperSettings, type SettingsBefore } from '../scraper/settings.ts';
import { resourceTags } from '../connection/tags.ts';
import { ampClient } from '../aws/amp.ts';
import { defaultConfiguration } from '../scraper/defaultConfiguration.ts';
import { iamClient } from '../aws/iam.ts';
import { readRole, refuseForeign } from '../roles/roles.ts';
import { describeScraper, listScrapersOfPair, type DescribedScraper } from '../scraper/scrapers.ts';

/** Stands in a plan for the execution that will have created what it creates. */
const PLANNED_EXECUTION = 'the ARN of the execution';

/**
 * What an onboard would make of a connection. Throws what the run would throw, of its roles and its scraper, even where the run
 * would have repaired something before it got there.
 */
export async function planOnboard(
  connection: Connection,
  input: unknown,
  before: SettingsBefore | undefined,
  context: HandlerContext,
): Promise<Plan> {
  const names = context.names(connection);
  const text = checkedConfiguration(connection, input, context.settings.taskRoot);
  const scraper = await scraperPlan(connection, text, before, names, context);
  const session = context.session(names.partition);
  const source = sourceRole(connection, names, PLANNED_EXECUTION, scraper.arn);
  const target = targetRole(connection, names, PLANNED_EXECUTION, scraper.arn);
  const [hasSource, hasTarget] = await Promise.all([
    readRole(iamClient(session, names.sourceAccountId), names.sourceRoleName),
    readRole(iamClient(session, names.targetAccountId), names.targetRoleName),
  ]);
  return {
    changes: [
      ...rolePlan(source, hasSource, scraper.isNew),
      ...rolePlan(target, hasTarget, scraper.isNew),
      ...scraper.changes,
    ],
    notes: scraper.notes,
  };
}

function rolePlan(role: RoleSpecification, observed: ObservedRole | undefined, isNewScraper: boolean): PlannedChange[] {
  if (observed !== undefined) refuseForeign(role, observed);
  return roleChanges(observed, role, isNewScraper).map((change) => plannedChange(role.arn, change));
}

interface PlannedScraper {
  /** The scraper that the roles will trust. */
  arn: string;
  isNew: boolean;
  changes: PlannedChange[];
  notes: string[];
}

async function scraperPlan(
  connection: Connection,
  text: string | undefined,
  before: SettingsBefore | undefined,
  names: ConnectionNames,
  context: HandlerContext,
): Promise<PlannedScraper> {
  const amp = ampClient(context.session(names.partition), names.sourceAccountId);
  const decision = decideScraper(await listScrapersOfPair(amp, connection), names);
  const creation = async (): Promise<PlannedScraper> => {
    const base = before?.change === 'replace' ? before.settings : undefined;
    const { configuration, ...settings } = wantedSettings(base, connection, text);
    const wanted = {
      ...settings,
      configuration: configuration ?? (await defaultConfiguration(amp, connection.clusterArn)),
    };
    const tags = before?.change === 'replace' ? before.tags : {};
    return newScraper(wanted, { ...connection, tags: { ...tags, ...connection.tags } }, names);
  };
  if (decision.action === 'create') return creation();
  if (decision.action === 'awaitDeletion') {
    return withNote(await creation(), `Scraper ${decision.scraper.arn} is DELETING: a run waits until it is gone.`);
  }
  const { arn, scraperId, status } = decision.scraper;
  if (decision.action === 'deleteFailed') {
    const deletion = plannedChange(arn, { action: 'delete', before: status.statusCode, after: undefined });
    const made = await creation();
    return { ...made, changes: [deletion, ...made.changes] };
  }
  const scraper = await describeScraper(amp, scraperId);
  return scraper === undefined ? creation() : changedScraper(scraper, connection, text, before, names);
}

function withNote(planned: PlannedScraper, note: string): PlannedScraper {
  return { ...planned, notes: [...planned.notes, note] };
}

function newScraper(wanted: ScraperSettings, connection: Connection, names: ConnectionNames): PlannedScraper {
  const { newScraperArn, sourceRoleArn, targetRoleArn } = names;
  const create = (part: string, after: unknown) =>
    plannedChange(newScraperArn, { action: 'create', part, before: undefined, after });
  return {
    arn: newScraperArn,
    isNew: true,
    changes: [
      create('settings', settingsDocument(wanted)),
      create('roleConfiguration', { sourceRoleArn, targetRoleArn }),
      create('tags', resourceTags(connection, names, PLANNED_EXECUTION)),
      create('scrapeConfiguration', wanted.configuration),
    ],
    notes: ['A new scraper takes some 20 minutes to become ACTIVE, and costs money from its creation on.'],
  };
}

function changedScraper(
  scraper: DescribedScraper,
  connection: Connection,
  text: string | undefined,
  before: SettingsBefore | undefined,
  names: ConnectionNames,
): PlannedScraper {
  const plan = planScraper(scraper, before, PLANNED_EXECUTION, connection, text, names);
  refuseReplacement(scraper, plan.changes, connection.replace);
  const { tags } = plan;
  const { arn, statusCode } = scraper;
  const isReplaced = plan.changes.some(({ action }) => action === 'replace');
  if (isReplaced) {
    const replace = { action: 'replace' as const, part: 'settings' };
    const settings = { ...replace, before: settingsDocument(scraper.settings), after: settingsDocument(plan.wanted) };
    const others = plan.changes.filter(({ part }) => part === 'scrapeConfiguration' || part === 'roleConfiguration');
    const changes = [settings, ...[...others, ...tags].map((change) => ({ ...change, action: replace.action }))];
    return {
      arn: names.newScraperArn,
      isNew: true,
      changes: changes.map((change) => plannedChange(arn, change)),
      notes: ['The scraper is deleted and made anew: the metrics have a gap of some 25 minutes, and the roles stay.'],
    };
  }
  const isBusy = statusCode !== 'ACTIVE' && statusCode !== 'UPDATE_FAILED';
  return {
    arn,
    isNew: false,
    changes: [...plan.changes, ...tags].map((change) => plannedChange(arn, change)),
    notes: [
      ...unknownWarnings(scraper),
      ...(isBusy ? [`Scraper ${arn} is ${statusCode}: a run waits until it is ACTIVE before it changes it.`] : []),
    ],
  };
}
