import { arnParts } from '../arn.ts';
import { FLEET_PREFIX } from '../names.ts';
import type { OffboardDoor } from '../request/offboardRequest.ts';

/** What the tags of clusters may take away in an hour: who drops a tag from all clusters at once has most likely made a mistake. */
export const MAX_REMOVALS_AN_HOUR = 20;

/** Why a connection is not taken away by its cluster's tag. */
export const LEFT_TO_RECONCILE =
  `Tags have taken away ${MAX_REMOVALS_AN_HOUR} connections in this hour, as many as they may: the others are left to reconcile, ` +
  'whose bounds and approval decide.';

/** Whether an offboard is bounded: one that goes by tags, unless reconcile has started it, which has bounds of its own. */
export function isBounded({ kind }: Pick<OffboardDoor, 'kind'>, executionArn: string): boolean {
  return kind === 'tagChanged' && !isOfReconcile(executionArn);
}

/** Whether reconcile has started the execution, by a plan of its own. */
export function isOfReconcile(executionArn: string): boolean {
  const [, , name = ''] = arnParts(executionArn).resource.split(':');
  return name.startsWith(FLEET_PREFIX);
}
