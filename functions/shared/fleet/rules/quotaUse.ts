import type { FleetFacts } from './facts.ts';

/** Of the account that has used most of it, in whole percent: 100 is full. What could not be read counts for none. */
export interface QuotaUse {
  /** Scrapers of an account in the Region, of `scraperQuota`. */
  scraperQuotaPercent: number;
  /** Roles of an account of workspaces, of what IAM says that it may have. */
  roleQuotaPercent: number;
}

/** For EndReconcile's log line, which metrics are made of. */
export function quotaUse({
  pairs,
  roles,
  configuration,
}: Pick<FleetFacts, 'pairs' | 'roles' | 'configuration'>): QuotaUse {
  const scrapers = pairs.flatMap((one) => ('unreachable' in one ? [] : [one.scrapers.length]));
  return {
    scraperQuotaPercent: highest(scrapers.map((count) => percent(count, configuration.scraperQuota))),
    roleQuotaPercent: highest(roles.flatMap((one) => ('unknown' in one ? [] : [percent(one.roles, one.quota)]))),
  };
}

function percent(count: number, quota: number): number {
  return Math.floor((100 * count) / quota);
}

function highest(all: readonly number[]): number {
  return all.reduce((most, one) => Math.max(most, one), 0);
}
