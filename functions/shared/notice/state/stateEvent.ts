import * as z from 'zod/mini';
import type { BusEvent } from '../../aws/services/events.ts';
import { connectionNames } from '../../names.ts';
import { connectionChange, type ConnectionChange } from './connectionState.ts';

/** The event's detail-type, by which rules of others match: it stays as it is. */
export const STATE_CHANGE = 'AMP Scraper Connection State Change';

/**
 * The detail of the event that others build on. Within a version members are added, and none goes or changes its meaning: what takes
 * either is a new version.
 */
export const stateChangeDetail = z.extend(connectionChange, {
  version: z.literal('1'),
  /** Absent where the workspace is. */
  connectionId: z.exactOptional(z.string()),
});

/** @param source the installation's name: two in one account tell apart by it. */
export function stateEvent(change: ConnectionChange, source: string): BusEvent {
  const { clusterArn, workspaceArn, scraperArn, since } = change;
  const named = workspaceArn === undefined ? undefined : connectionNames(source, clusterArn, workspaceArn);
  const detail: z.infer<typeof stateChangeDetail> = {
    version: '1',
    ...change,
    ...(named === undefined ? {} : { connectionId: named.id }),
  };
  const resources = [clusterArn, workspaceArn, scraperArn].flatMap((one) => one ?? []);
  return { source, detailType: STATE_CHANGE, resources, detail, time: since };
}
