import type { Scraper } from '../../../state/state.ts';

/** A scraper as ListScrapers shows it. */
export function scraperSummary(scraper: Scraper): Record<string, unknown> {
  const { sourceRoleArn, targetRoleArn } = scraper;
  return {
    alias: scraper.alias,
    scraperId: scraper.scraperId,
    arn: scraper.arn,
    roleArn: scraper.roleArn,
    status: { statusCode: scraper.status },
    statusReason: scraper.statusReason,
    createdAt: new Date(scraper.createdAt),
    lastModifiedAt: new Date(scraper.lastModifiedAt),
    tags: scraper.tags,
    source: {
      eksConfiguration: {
        clusterArn: scraper.clusterArn,
        securityGroupIds: scraper.securityGroupIds,
        subnetIds: scraper.subnetIds,
      },
    },
    destination: { ampConfiguration: { workspaceArn: scraper.workspaceArn } },
    roleConfiguration: sourceRoleArn === undefined ? undefined : { sourceRoleArn, targetRoleArn },
  };
}

/** As DescribeScraper shows it: with the configuration, and with what is kept without being understood. */
export function scraperDescription(scraper: Scraper): Record<string, unknown> {
  return {
    ...scraper.members,
    ...scraperSummary(scraper),
    scrapeConfiguration: { configurationBlob: Buffer.from(scraper.scrapeConfiguration, 'utf8') },
  };
}
