import type { Deletion } from '../contract.ts';
import { ScraperTimeout } from '../errors.ts';
import type { ConnectionNames } from '../names.ts';
import { isTaggedOurs } from '../connection/tags.ts';
import { refuseClaimants, type FoundScraper } from './foreign.ts';
import { limitMinutes, nextStep, UNWAITED, waitedSince, WAITS } from '../waiting.ts';

/**
 * The scraper to take away: the connection's own, and with `onlyCreatedBy` only one that carries that execution's tag. Somebody
 * else's is left as it is.
 * @throws NotOurs as refuseClaimants, before ours beside it is deleted: the roles could not go. The undo passes it over.
 */
export function deletableScraper<Scraper extends FoundScraper>(
  found: readonly Scraper[],
  names: ConnectionNames,
  onlyCreatedBy: string | undefined,
): Scraper | undefined {
  const ours = found.filter(({ tags }) => isTaggedOurs(tags, names));
  if (onlyCreatedBy !== undefined) return ours.find(({ tags }) => tags?.[names.tagKeys.execution] === onlyCreatedBy);
  refuseClaimants(found, names);
  return ours[0];
}

/** Whether nothing has been waited for yet, and so nothing deleted. */
export function isFirstLook(before: Deletion): boolean {
  return before.status === 'WAIT' && waitedSince(before) === 0;
}

/** Statuses in which the service refuses to delete (client-amp's enum comments), or does it already. */
const WAITED_OUT = new Set(['CREATING', 'UPDATING', 'DELETING']);

/**
 * One look's step of the deletion.
 * @throws ScraperTimeout when the scraper is still there at the limit, naming it.
 */
export function nextDeletion(
  before: Deletion,
  { arn, status }: Pick<FoundScraper, 'arn' | 'status'>,
): { deleteNow: boolean; deletion: Deletion } {
  const step = nextStep(WAITS.deletion, before.status === 'WAIT' ? before : UNWAITED);
  if (step === undefined) {
    throw new ScraperTimeout(
      `Scraper ${arn} is ${status.statusCode} and could not be deleted within ${limitMinutes(WAITS.deletion)} minutes; it and its roles are left, and nobody but it can use them. ` +
        'Offboard the connection once the scraper is ACTIVE, failed or gone (aws amp describe-scraper).',
    );
  }
  const deleted = [...new Set([...before.deleted, arn])];
  return {
    deleteNow: !WAITED_OUT.has(status.statusCode),
    deletion: { status: 'WAIT', ...step, deleted },
  };
}
