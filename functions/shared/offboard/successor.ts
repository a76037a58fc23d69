import { arnParts } from '../arn.ts';
import { ampClient } from '../aws/services/amp.ts';
import type { ConnectionItem } from '../connection/table/lease.ts';
import type { HandlerContext } from '../handler/handler.ts';
import type { Door } from '../request/doors/doors.ts';
import { listWithoutSettings } from '../scraper/listed.ts';

/** What comes in the place of a connection: of a cluster, by its tag, to another workspace. */
interface Wanted {
  clusterArn: string;
  workspaceArn: string;
  door: Door;
}

/** Why the connections before it stay for now, or what is to be known of their going before it is there. */
export interface Successor {
  waits?: string;
  warning?: string;
}

/**
 * Whether a connection stays until its successor is established: the successor's release looks at the tag again, and starts the offboard
 * that takes it away. One that another door owns, or that is revoked, is no successor: nobody would look again.
 * @param all the cluster's items.
 * @throws as aps:ListScrapers, by which the account's room for both is counted.
 */
export async function successorOf(
  wanted: Wanted,
  all: readonly ConnectionItem[],
  context: HandlerContext,
): Promise<Successor> {
  const { clusterArn, workspaceArn, door } = wanted;
  const item = all.find((one) => one.workspaceArn === workspaceArn);
  if (item !== undefined && (item.established || item.door !== door || item.revoked !== undefined)) return {};
  const { scraperQuota } = context.environment;
  const { partition, accountId } = arnParts(clusterArn);
  const scrapers = await listWithoutSettings(ampClient(context.session(partition), accountId));
  const isMade = scrapers.some(
    ({ source, destination }) =>
      source.eksConfiguration?.clusterArn === clusterArn && destination.ampConfiguration?.workspaceArn === workspaceArn,
  );
  if (isMade || scrapers.length < scraperQuota) {
    return {
      waits:
        `The cluster's tag names workspace ${workspaceArn} instead. What is there stays until the connection to it is established, ` +
        'whose onboard then starts offboard.',
    };
  }
  return {
    warning:
      `The quota of scrapers of account ${accountId}, ${scraperQuota}, has no room for two of the cluster: the one that was there went before ` +
      `the one to ${workspaceArn} is made. No metrics arrive in between.`,
  };
}
