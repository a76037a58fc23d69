import { BATCH } from '../../../functions/shared/fleet/table/work.ts';
import { IDS_ASKED } from '../../../functions/shared/fleet/freshness.ts';
import type { Calls } from './measure.ts';
import { RATE_QUOTAS, type RateQuota, type Scope } from './quotas.ts';

/** A fleet, evenly spread: its clusters over the accounts and Regions, their connections over the workspaces. */
export interface FleetShape {
  /** With clusters, each in every Region. */
  accounts: number;
  regions: number;
  /** In all. */
  clusters: number;
  /** With workspaces, one in every Region. */
  targets: number;
  /** Of the organization, whatever they are for. */
  listed: number;
}

/**
 * What one onboard of the tag door calls, and the look at the tag that follows it: of a scraper of 1,038 s, with the sessions of an
 * execution kept from one call of a function to the next.
 */
export const CONNECTION_CALLS: Calls = {
  'workflow sts:AssumeRole': 13,
  'workflow organizations:ListParents': 4,
  'workflow dynamodb:GetItem': 7,
  'workflow dynamodb:PutItem': 4,
  'workflow dynamodb:UpdateItem': 4,
  'workflow dynamodb:Query': 1,
  'workflow states:StartExecution': 2,
  'workflow lambda:Invoke': 1,
  'workflow events:PutEvents': 2,
  'source events:PutEvents': 2,
  'source aps:DescribeScraper': 19,
  'source aps:ListScrapers': 2,
  'source aps:GetDefaultScraperConfiguration': 1,
  'source aps:CreateScraper': 1,
  'source ec2:DescribeSubnets': 1,
  'source ec2:DescribeVpcAttribute': 2,
  'source eks:DescribeCluster': 5,
  'source eks:TagResource': 2,
  'source iam:ListRoleTags': 1,
  'source iam:GetRole': 2,
  'source iam:CreateRole': 1,
  'source iam:PutRolePolicy': 1,
  'source iam:UpdateAssumeRolePolicy': 1,
  'target aps:DescribeWorkspace': 1,
  'target aps:QueryMetrics': 4,
  'target iam:ListRoleTags': 1,
  'target iam:GetRole': 2,
  'target iam:CreateRole': 1,
  'target iam:PutRolePolicy': 1,
  'target iam:AttachRolePolicy': 1,
  'target iam:UpdateAssumeRolePolicy': 1,
};
/** State transitions of the same executions as CONNECTION_CALLS. */
export const CONNECTION_TRANSITIONS = 80;

/** Of notify, for a run that has nothing new; and for one that is mailed. */
export const UNCHANGED_CALLS: Calls = { 'workflow dynamodb:GetItem': 1 };
/** The item of what was told, and the mail. */
export const MAIL_CALLS: Calls = { ...UNCHANGED_CALLS, 'workflow dynamodb:PutItem': 1, 'workflow sns:Publish': 1 };

/** AssumeRole of a connection when every look and every question for samples is another instance's, which has no session of it. */
export const MOST_SESSIONS = 13 + 19 + 4;

/** Of an account and Region of which all is well: what is asked there, and what of it is written. */
const PAIR_CALLS: Calls = {
  'workflow sts:AssumeRole': 1,
  'source aps:ListScrapers': 1,
  'source eks:ListClusters': 1,
  'source tagging:GetResources': 1,
  'source sqs:GetQueueAttributes': 1,
  'workflow dynamodb:PutItem': 1,
};

/** What ListAccounts lists at most. */
const ACCOUNTS_A_PAGE = 20;

/**
 * A run in one Region.
 * @param wanted how many of the clusters have no connection yet, and are begun
 * @param turns how often ActOnPlan goes on with them
 */
export function runCalls(
  { accounts, regions, clusters, targets, listed }: FleetShape,
  wanted: number,
  turns: number = 0,
): Calls {
  const connected = clusters / regions - wanted;
  const workspaces = connected > 0 ? targets : 0;
  const batches = rangesOf({ accounts, targets }, connected);
  const asked = workspaces * (1 + Math.ceil(connected / targets / IDS_ASKED));
  const pages = Math.ceil(listed / ACCOUNTS_A_PAGE);
  return withoutNone({
    ...times(PAIR_CALLS, accounts),
    'workflow sts:AssumeRole': accounts + targets,
    // One page can be empty.
    'workflow organizations:ListAccounts': pages > 1 ? pages + 1 : pages,
    'workflow dynamodb:GetItem': batches + 7 + turns + wanted,
    'workflow dynamodb:PutItem': accounts + workspaces + targets + batches + 3 + (wanted > 0 ? 1 : 0) + wanted,
    'workflow dynamodb:Query': 5,
    'workflow dynamodb:Scan': 2,
    'workflow dynamodb:DeleteItem': 1,
    'workflow states:StartExecution': wanted,
    'workflow lambda:Invoke': 1,
    // What the lines of scrapers say is asked for where there are some.
    'source logs:FilterLogEvents': connected > 0 ? accounts : 0,
    'source eks:DescribeCluster': wanted,
    'target aps:DescribeWorkspace': workspaces,
    'target aps:QueryMetrics': asked,
    'target iam:GetAccountSummary': targets,
  });
}

/** The ranges that a run's Map hands out. */
export function rangesOf({ accounts, targets }: Pick<FleetShape, 'accounts' | 'targets'>, connected: number): number {
  const workspaces = connected > 0 ? targets : 0;
  return [accounts, workspaces, targets].reduce((sum, count) => sum + Math.ceil(count / BATCH), 0);
}

/** State transitions of a run. Each turn is ActOnPlan, and the question whether it is done. */
export function runTransitions(ranges: number, turns: number = 0): number {
  return ranges + 7 + 2 * turns;
}

/** Call by call. */
export function times(calls: Calls, factor: number): Calls {
  return Object.fromEntries(Object.entries(calls).map(([key, count]) => [key, count * factor]));
}

/** Call by call; what only one of the two has counts. */
export function sum(one: Calls, other: Calls): Calls {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(keys.map((key) => [key, (one[key] ?? 0) + (other[key] ?? 0)]));
}

/** How many calls there are, of whatever kind. */
export function total(calls: Calls): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}

function withoutNone(calls: Calls): Calls {
  return Object.fromEntries(Object.entries(calls).filter(([, count]) => count > 0));
}

/** How long a quota makes such calls take, when they come as fast as it allows. */
export interface Floor {
  quota: RateQuota;
  seconds: number;
}

/** The quotas that bind calls of a whole fleet, the one that binds most first. */
export function floorsOf(calls: Calls, shape: FleetShape): Floor[] {
  return RATE_QUOTAS.map((quota) => ({ quota, seconds: floorOf(quota, calls, shape) }))
    .filter(({ seconds }) => seconds > 0)
    .toSorted((one, other) => other.seconds - one.seconds);
}

function floorOf({ counts, scope, perSecond, burst = 0 }: RateQuota, calls: Calls, shape: FleetShape): number {
  const counted = Object.entries(calls).filter(([key]) => counts.some((prefix) => key.startsWith(prefix)));
  const each = counted.reduce((sum, [, count]) => sum + count, 0) / scopesOf(scope, shape);
  return Math.max(0, each - burst) / perSecond;
}

function scopesOf(scope: Scope, { accounts, regions, targets }: FleetShape): number {
  switch (scope) {
    case 'organization':
      return 1;
    case 'workflow':
      return regions;
    case 'source':
      return accounts * regions;
    case 'target':
    case 'workspace':
      return targets * regions;
    case 'targetAccount':
      return targets;
  }
}
