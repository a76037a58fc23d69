import type { Deletion } from '../contract.ts';
import { NotOurs, ScraperTimeout } from '../errors.ts';
import type { ConnectionNames } from '../names.ts';
import { foreignTag, isTaggedOurs } from '../connection/tags.ts';
import { limitMinutes, nextStep, UNWAITED, waitedSince, WAITS } from '../waiting.ts';

/** What ListScrapers shows of a scraper, as far as its deletion depends on it. */
export interface DeletableScraper {
  scraperId: string;
  arn: string;
  status: { statusCode: string };
  tags?: Record<string, string> | undefined;
}

/**
 * The scraper to take away: the connection's own, and with `onlyCreatedBy` only one that carries that execution's tag.
 * @throws NotOurs when there is one between the cluster and the workspace that is not ours: offboard does not touch it, and
 * says so; the undo, which has never made it, passes it over.
 */
export function deletableScraper<Scraper extends DeletableScraper>(
  found: readonly Scraper[],
  names: ConnectionNames,
  onlyCreatedBy: string | undefined,
): Scraper | undefined {
  const ours = found.filter(({ tags }) => isTaggedOurs(tags, names));
  if (onlyCreatedBy !== undefined) return ours.find(({ tags }) => tags?.[names.tagKeys.execution] === onlyCreatedBy);
  const [first] = ours;
  if (first !== undefined || found.length === 0) return first;
  const [foreign] = found;
  throw new NotOurs(
    `Scraper ${foreign?.arn} connects the cluster and the workspace and is not this connection's: ${foreignTag(foreign?.tags, names)}. ` +
      "It was left as it is. Delete it yourself, or give it the tag if it is the connection's, then run again.",
  );
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
  { arn, status }: DeletableScraper,
): { deleteNow: boolean; deletion: Deletion } {
  const step = nextStep(WAITS.deletion, before.status === 'WAIT' ? before : UNWAITED);
  if (step === undefined) {
    throw new ScraperTimeout(
      `Scraper ${arn} is ${status.statusCode} and could not be deleted within ${limitMinutes(WAITS.deletion)} minutes; it and its roles are left, and nobody but it can use them. ` +
        'Offboard the connection once the service lets go of it (aws amp describe-scraper).',
    );
  }
  const deleted = [...new Set([...before.deleted, arn])];
  return {
    deleteNow: !WAITED_OUT.has(status.statusCode),
    deletion: { status: 'WAIT', ...step, deleted },
  };
}
