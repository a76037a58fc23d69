import { dismissScraper } from './admission.ts';
import { findCluster, findLogGroup } from '../state/lookup.ts';
import { deleteScraperRole } from './role.ts';
import type { Account, Scraper, ScraperChanges, ScraperLogging, World } from '../state/state.ts';

/** A change of status that comes by itself. */
export interface Transition {
  at: number;
  /** The ARN of what changes: of two changes at the same time the one with the smaller ARN comes first. */
  arn: string;
  apply(): void;
}

function applyChanges(scraper: Scraper, changes: ScraperChanges): void {
  if (changes.alias !== undefined) scraper.alias = changes.alias;
  if (changes.scrapeConfiguration !== undefined) scraper.scrapeConfiguration = changes.scrapeConfiguration;
  if (changes.workspaceArn !== undefined) scraper.workspaceArn = changes.workspaceArn;
  if (changes.members !== undefined) scraper.members = { ...scraper.members, ...changes.members };
  if (changes.roles === undefined) return;
  delete scraper.sourceRoleArn;
  delete scraper.targetRoleArn;
  if (changes.roles !== null) Object.assign(scraper, changes.roles);
}

function applyScraperTransition(
  world: World,
  account: Account,
  scraper: Scraper,
  transition: NonNullable<Scraper['transition']>,
): void {
  delete scraper.transition;
  if (transition.to === 'GONE') {
    delete account.scrapers[scraper.arn];
    const cluster = findCluster(world, scraper.clusterArn);
    if (cluster !== undefined) dismissScraper(cluster, scraper.roleArn);
    deleteScraperRole(world, account.accountId, scraper.roleArn);
    return;
  }
  scraper.status = transition.to;
  scraper.lastModifiedAt = transition.at;
  if (transition.reason !== undefined) scraper.statusReason = transition.reason;
  if (transition.to !== 'ACTIVE') return;
  delete scraper.statusReason;
  applyChanges(scraper, transition.changes ?? {});
  // Assumed: the first scrape comes one interval after ACTIVE; Prometheus spreads it over that interval.
  scraper.scrapes = { since: transition.at, until: transition.at };
}

/** Its group is asked for again: it may be gone since. */
function settleLogging(world: World, scraper: Scraper, logging: ScraperLogging): void {
  delete logging.settledAt;
  if (logging.status === 'DELETING') {
    delete scraper.logging;
    return;
  }
  const isThere = findLogGroup(world, logging.logGroupArn) !== undefined;
  if (isThere) logging.status = 'ACTIVE';
  else {
    logging.status = logging.status === 'CREATING' ? 'CREATION_FAILED' : 'UPDATE_FAILED';
    logging.statusReason = `The log group ${logging.logGroupArn} does not exist.`;
  }
}

function* transitionsOf(world: World, account: Account): Generator<Transition> {
  for (const items of [account.clusters, account.workspaces]) {
    for (const item of Object.values(items)) {
      if (item.status !== 'CREATING' || item.activeAt === undefined) continue;
      yield { at: item.activeAt, arn: item.arn, apply: () => void (item.status = 'ACTIVE') };
    }
  }
  for (const scraper of Object.values(account.scrapers)) {
    const { transition, arn, logging } = scraper;
    if (logging?.settledAt !== undefined)
      yield { at: logging.settledAt, arn, apply: () => settleLogging(world, scraper, logging) };
    if (transition === undefined) continue;
    yield { at: transition.at, arn, apply: () => applyScraperTransition(world, account, scraper, transition) };
  }
}

/**
 * The accounts in which time changes anything: those that have a scraper, or something in the making. Of a thousand hardly any has, so
 * that a call asks all of them once, and makes no list to ask.
 */
export function accountsInMotion({ accounts }: World): Account[] {
  const moving: Account[] = [];
  for (const id in accounts) {
    const account = accounts[id];
    if (account !== undefined && isInMotion(account)) moving.push(account);
  }
  return moving;
}

function isInMotion({ clusters, workspaces, scrapers }: Account): boolean {
  for (const arn in scrapers) if (scrapers[arn] !== undefined) return true;
  for (const arn in clusters) if (clusters[arn]?.status === 'CREATING') return true;
  for (const arn in workspaces) if (workspaces[arn]?.status === 'CREATING') return true;
  return false;
}

/** The next change of status that is due by `now`. */
export function nextTransition(world: World, accounts: readonly Account[], now: number): Transition | undefined {
  let next: Transition | undefined;
  for (const account of accounts) {
    for (const transition of transitionsOf(world, account)) {
      if (transition.at <= now && comesBefore(transition, next)) next = transition;
    }
  }
  return next;
}

function comesBefore(one: Transition, other: Transition | undefined): boolean {
  if (other === undefined) return true;
  return one.at === other.at ? one.arn < other.arn : one.at < other.at;
}
