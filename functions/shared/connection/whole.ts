import type { KeptConnection, Offboarding } from '../contract.ts';
import type { HandlerContext } from '../handler/handler.ts';
import { isTaggedOurs } from './tags.ts';
import { keptConnection, whyNotWhole } from './wholeness.ts';
import { iamClient } from '../aws/services/iam.ts';
import { readHead } from '../roles/roles.ts';
import type { ScraperSummary } from '../scraper/scrapers.ts';

type CleanedUp = Pick<Offboarding, 'clusterArn' | 'workspaceArn' | 'createdForStack'> & { onlyCreatedBy: string };

/**
 * The connection when AWS says that it works, and a clean-up has to leave it alone: undefined when it does not. What the table says
 * of it does not count, since the write that says so may be what failed. Whichever execution made the scraper: roles that the one
 * that is cleaned up after made are in its use.
 *
 * IAM's reads may be stale, but trust is written minutes before a scraper is ACTIVE. What cannot be read throws, and nothing is
 * deleted.
 * @param found the pair's scrapers.
 */
export async function wholeConnection(
  found: readonly ScraperSummary[],
  cleanedUp: CleanedUp,
  context: HandlerContext,
): Promise<KeptConnection | undefined> {
  const names = context.names(cleanedUp);
  const scraper = found.find(({ status, tags }) => status.statusCode === 'ACTIVE' && isTaggedOurs(tags, names));
  if (scraper === undefined) return undefined;
  const session = context.session(names.partition);
  const [source, target] = await Promise.all([
    readHead(iamClient(session, names.sourceAccountId), names.sourceRoleName),
    readHead(iamClient(session, names.targetAccountId), names.targetRoleName),
  ]);
  const reason = whyNotWhole(scraper, names, { source, target });
  if (reason !== undefined) {
    context.log('scraperNotWhole', { reason });
    return undefined;
  }
  return keptConnection(scraper, names, cleanedUp);
}
