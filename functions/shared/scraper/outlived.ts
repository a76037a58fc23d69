import type { ScraperChange } from '../settings/differences.ts';

/** What the plan and the output call the difference. */
const PART = 'cluster';

/**
 * Whether a scraper was made for an earlier cluster of the name: a scraper outlives its cluster, and neither has anything of the
 * other's network. Both moments are AWS's own; a cluster is ACTIVE, minutes after its createdAt, before a scraper is made for it.
 */
export function outlivesCluster(createdAt: Date | undefined, clusterCreatedAt: Date | string | undefined): boolean {
  return createdAt !== undefined && clusterCreatedAt !== undefined && createdAt < new Date(clusterCreatedAt);
}

/** The replacement of a scraper that was made for an earlier cluster of the name, whether the request asks for one or not. */
export function outlivedChange(createdAt: Date, clusterMadeAt: string): ScraperChange {
  return { action: 'replace', part: PART, before: createdAt.toISOString(), after: clusterMadeAt };
}

/** Whether the scraper has to be made anew since its cluster was: it was of an earlier cluster of the same name. */
export function isOutlived(changes: readonly Pick<ScraperChange, 'part'>[]): boolean {
  return changes.some(({ part }) => part === PART);
}

/** What a plan and an output say of a scraper that outlived its cluster. */
export function outlivedWarning(scraperArn: string, clusterMadeAt: string): string {
  return (
    `Scraper ${scraperArn} was made for an earlier cluster of this name; this one was made at ${clusterMadeAt}. The scraper is deleted ` +
    "and made anew, in this cluster's subnets and with its security group where the request names none."
  );
}
