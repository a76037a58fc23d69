import { isTaggedOurs } from '../../connection/tags.ts';
import { linesMean } from '../../logging/lines.ts';
import { DOORS } from '../../request/doors/doors.ts';
import { withdrawnFindings } from '../../request/withdrawn.ts';
import type { FleetClass } from '../fleetClasses.ts';
import type { FleetAction, FleetEntry } from '../plan.ts';
import type { SeenScraper } from '../seen.ts';
import { isQuarantined, nextTryAt, type Attempt } from './attempts.ts';
import { differenceOf } from './drift.ts';
import type { FleetFacts } from './facts.ts';
import type { Subject } from './subjects.ts';

/** What a subject is in, and what would mend it, before any limit is asked. */
export interface Judged {
  entry: FleetEntry;
  action?: FleetAction;
  /** The workspace that the cluster's tag names instead, of a connection that is taken away for it. */
  movesTo?: string;
  /** When the action may be tried again (ISO 8601), of one that has failed. */
  notBefore?: string | undefined;
}

/** The samples of a scraper that has been ACTIVE for less may still be on their way. */
const SETTLED_MS = 1_800_000;

/** Which of the asked connections have samples, and which have none; what nobody could ask is in neither. */
export interface Freshness {
  fresh: ReadonlySet<string>;
  silent: ReadonlySet<string>;
}

/** By connection id, as the workspaces answered in this run. */
export function freshnessOf({ workspaces }: Pick<FleetFacts, 'workspaces'>): Freshness {
  const answered = workspaces.flatMap((one) => ('unknown' in one ? [] : [one]));
  const fresh = new Set(answered.flatMap((one) => one.fresh));
  return { fresh, silent: new Set(answered.flatMap(({ asked }) => asked.filter((id) => !fresh.has(id)))) };
}

/**
 * The class of a subject: the first of these that holds, each of which is about what the ones after it may not touch. Undefined where
 * nothing is there and nothing is wanted.
 */
export function judge(subject: Subject, facts: FleetFacts, freshness: Freshness): Judged | undefined {
  const { item, wish, scrapers } = subject;
  const held = heldBecause(subject, facts);
  if (held !== undefined) return told(subject, 'held', held);
  if (item?.lease !== undefined && item.holderRuns) return told(subject, 'working', `${item.lease} is at work on it.`);
  if (wish.kind === 'gone') return gone(subject);
  const [scraper] = scrapers;
  return scraper === undefined ? withoutScraper(subject, facts) : withScraper(subject, scraper, facts, freshness);
}

/** Why nobody may begin anything of a subject. */
function heldBecause(subject: Subject, { installation, configuration }: FleetFacts): string | undefined {
  const { names, item, cluster, scrapers } = subject;
  const { sourceAccountId, targetAccountId } = names;
  if (item?.revoked !== undefined)
    return `The pair is revoked since ${item.revoked.time}, by ${item.revoked.execution}.`;
  const key = `${installation}:hold`;
  const described = cluster?.described;
  const tags = typeof described === 'object' && 'tags' in described ? described.tags : cluster?.hinted;
  if (Object.hasOwn(tags ?? {}, key)) return `The cluster has the tag ${key}.`;
  if (scrapers.some((one) => Object.hasOwn(one.tags, key))) return `The scraper has the tag ${key}.`;
  for (const accountId of [sourceAccountId, targetAccountId]) {
    if (configuration.heldAccounts.includes(accountId)) return `Account ${accountId} is held.`;
    if (configuration.draining.includes(accountId))
      return `Account ${accountId} is draining: an operator offboards it.`;
  }
  return undefined;
}

function gone(subject: Subject): Judged | undefined {
  const { names, item, scrapers } = subject;
  const [scraper] = scrapers;
  if (item === undefined && scraper === undefined) return undefined;
  const why = 'DescribeCluster and ListClusters know no such cluster.';
  if (item !== undefined) return acts(subject, 'orphan', 'bury', why);
  return cleaned(subject, `${why} The table has no such connection.`, names.tagKeys.execution);
}

/** What an execution left is taken away as that execution's; what no tag names an execution of, a person has to look at. */
function cleaned(subject: Subject, why: string, executionTag: string): Judged {
  const executionArn = subject.scrapers[0]?.tags[executionTag] ?? subject.item?.lease;
  if (executionArn === undefined)
    return told(
      subject,
      'orphan',
      `${why} No tag says which execution created it: delete it by hand if nobody needs it.`,
    );
  const judged = acts(subject, 'orphan', 'clean', why);
  return { ...judged, ...(judged.action ? { action: { ...judged.action, executionArn } } : {}) };
}

function withoutScraper(subject: Subject, facts: FleetFacts): Judged | undefined {
  const { wish, item, foreign, names } = subject;
  const isWanted = wish.kind === 'wants' && wish.workspaceArn === names.workspaceArn;
  if (isWanted && foreign.length > 0) {
    return told(
      subject,
      'foreign',
      `Scraper ${foreign[0]?.arn} of somebody else connects the two: it was left as it is.`,
    );
  }
  if (item !== undefined && item.established && !goesByTags(item.door)) {
    return told(subject, 'wanted', `It is the ${item.door} door's, and has no scraper: run again by that door.`);
  }
  if (isWanted) return wanted(subject, facts, 'The cluster has the tag, and no scraper.');
  if (item === undefined || (!item.established && item.lease === undefined)) return undefined;
  if (!isUnwanted(subject)) return told(subject, 'connected', `${reasonToKeep(subject)} It has no scraper.`);
  if (!item.established)
    return cleaned(subject, 'An execution that has ended left it unfinished.', names.tagKeys.execution);
  return disconnected(subject);
}

function disconnected(subject: Subject): Judged {
  const { wish } = subject;
  const judged = acts(subject, 'unwanted', 'disconnect', unwantedText(subject));
  return wish.kind === 'wants' ? { ...judged, movesTo: wish.workspaceArn } : judged;
}

function goesByTags(door: string): boolean {
  return Object.entries(DOORS).some(([name, { looksAgain }]) => name === door && looksAgain);
}

/** By what was read of the cluster itself: no tag, or one that names another accepted workspace. */
function isUnwanted({ wish, names }: Subject): boolean {
  return wish.kind === 'wantsNothing' || (wish.kind === 'wants' && wish.workspaceArn !== names.workspaceArn);
}

function unwantedText({ wish }: Subject): string {
  return wish.kind === 'wants'
    ? `The cluster's tag names ${wish.workspaceArn}.`
    : 'The cluster has no tag that names a workspace.';
}

function reasonToKeep({ wish }: Subject): string {
  return wish.kind === 'unclear' || wish.kind === 'unread' ? wish.why : 'It is wanted.';
}

function withScraper(subject: Subject, scraper: SeenScraper, facts: FleetFacts, freshness: Freshness): Judged {
  const { item, names, wish } = subject;
  const door = item?.door ?? scraper.tags[names.tagKeys.door];
  const byTags = door !== undefined && goesByTags(door);
  if (item === undefined || !item.established) {
    if (wish.kind === 'wants' && !isUnwanted(subject)) {
      return wanted(subject, facts, `Its scraper is ${scraper.status}, and the table does not have the connection.`);
    }
    const left = `An execution left scraper ${scraper.arn} (${scraper.status}).`;
    if (!isUnwanted(subject) || !byTags)
      return told(
        subject,
        'orphan',
        `${left} ${byTags ? reasonToKeep(subject) : 'Its door is not the tag door: offboard it by its door if nobody needs it.'}`,
      );
    return cleaned(subject, left, names.tagKeys.execution);
  }
  if (byTags && isUnwanted(subject)) return disconnected(subject);
  return standing(subject, scraper, facts, freshness, byTags);
}

/** A connection that nobody wants away. What its door is not the tag door of is told, and its owner's to mend. */
function standing(
  subject: Subject,
  scraper: SeenScraper,
  facts: FleetFacts,
  freshness: Freshness,
  byTags: boolean,
): Judged {
  const { names } = subject;
  const mayAct = byTags && subject.wish.kind !== 'unclear';
  if (scraper.status === 'CREATION_FAILED') {
    const why = `Its scraper is CREATION_FAILED${scraper.statusReason ? `: ${scraper.statusReason}` : '.'}`;
    return mayAct ? wanted(subject, facts, why) : told(subject, 'wanted', `${why} Run again by its door.`);
  }
  const difference = differenceOf(scraper, names);
  if (difference !== undefined) {
    if (!isTaggedOurs(scraper.tags, names))
      return told(subject, 'drifted', `${difference} Onboard leaves such a one: give it the tag, or delete it.`);
    const repaired = mayAct && facts.configuration.repairDrift;
    return repaired
      ? tried(acts(subject, 'drifted', 'repair', difference), subject, facts)
      : told(subject, 'drifted', difference);
  }
  if (scraper.status !== 'ACTIVE') return told(subject, 'working', `Its scraper is ${scraper.status}.`);
  const isSettled = Date.parse(facts.now) - Date.parse(scraper.createdAt) > SETTLED_MS;
  if (isSettled && freshness.silent.has(names.id)) {
    const said = scraper.lines === undefined ? '' : ` ${linesMean(scraper.lines)}`;
    const why = `Its scraper is ACTIVE, and no sample has come in the last minutes.${said}`;
    const attempt = attemptOf(facts, names.clusterArn);
    return mayAct && attempt === undefined ? acts(subject, 'silent', 'repair', why) : told(subject, 'silent', why);
  }
  const { wish } = subject;
  return told(subject, 'connected', wish.kind === 'unclear' ? wish.why : 'Its scraper is ACTIVE.');
}

function attemptOf({ attempts }: FleetFacts, clusterArn: string): Attempt | undefined {
  return attempts.find((one) => one.clusterArn === clusterArn);
}

function wanted(subject: Subject, facts: FleetFacts, why: string): Judged {
  const [finding] = withdrawnFindings(subject.names, {
    ...facts.configuration,
    withdrawn: [...facts.configuration.withdrawn],
    draining: [],
  });
  if (finding !== undefined)
    return told(subject, 'held', `The tag asks for it, but ${finding.path} ${finding.problem}.`);
  return tried(acts(subject, 'wanted', 'connect', why), subject, facts);
}

/** After failures: quarantined, or not before the next try is due. */
function tried(judged: Judged, { names }: Subject, facts: FleetFacts): Judged {
  const attempt = attemptOf(facts, names.clusterArn);
  if (attempt === undefined) return judged;
  if (isQuarantined(attempt)) {
    const why = `${attempt.failures} executions in a row have failed, the last with ${attempt.error}: ${attempt.executionArn}.`;
    return { entry: { ...judged.entry, class: 'quarantined', why } };
  }
  const notBefore = nextTryAt(attempt);
  return notBefore === undefined || notBefore <= facts.now ? judged : { ...judged, notBefore };
}

function told(subject: Subject, classOf: FleetClass, why: string): Judged {
  return { entry: entryOf(subject, classOf, why) };
}

function acts(subject: Subject, classOf: FleetClass, kind: FleetAction['kind'], why: string): Judged {
  const { clusterArn, workspaceArn, id: connectionId } = subject.names;
  return { entry: entryOf(subject, classOf, why), action: { kind, clusterArn, workspaceArn, connectionId, why } };
}

function entryOf({ names, item, scrapers }: Subject, classOf: FleetClass, why: string): FleetEntry {
  const [scraper] = scrapers;
  const door = item?.door ?? scraper?.tags[names.tagKeys.door];
  return {
    class: classOf,
    accountId: names.sourceAccountId,
    clusterArn: names.clusterArn,
    workspaceArn: names.workspaceArn,
    connectionId: names.id,
    ...(scraper === undefined ? {} : { scraperArn: scraper.arn }),
    ...(door === undefined ? {} : { door }),
    why,
  };
}
