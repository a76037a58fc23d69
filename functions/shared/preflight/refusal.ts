import type { TaggedConnection } from '../contract.ts';
import type { HandlerContext } from '../handler/handler.ts';
import { ampClient } from '../aws/services/amp.ts';
import { iamClient } from '../aws/services/iam.ts';
import { refuseOthers } from '../plan/refusals.ts';
import { readHead } from '../roles/roles.ts';
import { describeScraper, type ScraperSummary } from '../scraper/scrapers.ts';
import { isReplacement, newScraper, planScraper, refuseChanges, replacedSettings } from '../settings/wanted.ts';

/**
 * Statuses in which an execution may be at work on the scraper, or waits to delete it: what it is then is not what the run finds
 * when its turn has come. CreateScraper refuses what is left to refuse.
 */
const BUSY: readonly string[] = ['CREATING', 'UPDATING'];

/**
 * Refuses, before anything is repaired or created, what the run would refuse once it got there. Costs a GetRole in each account,
 * and for a replacement that the request allows a DescribeScraper: whether it would lose something shows nowhere else.
 * @param scrapers those between the cluster and the workspace, as ListScrapers shows them.
 * @throws NotOurs as refuseOthers.
 * @throws ReplacementNeeded and PreflightFailed as refuseChanges and newScraper.
 */
export async function refuseEarly(
  connection: TaggedConnection,
  scrapers: readonly ScraperSummary[],
  context: HandlerContext,
): Promise<void> {
  const names = context.names(connection);
  const session = context.session(names.partition);
  const [sourceRole, targetRole] = await Promise.all([
    readHead(iamClient(session, names.sourceAccountId), names.sourceRoleName),
    readHead(iamClient(session, names.targetAccountId), names.targetRoleName),
  ]);
  const decision = refuseOthers({ sourceRole, targetRole, scrapers }, names);
  if (decision.action !== 'keep' || BUSY.includes(decision.scraper.status.statusCode)) return;
  const { scraperId, arn, status, settings } = decision.scraper;
  // ListScrapers does not show the configuration: that of neither side counts, since a scraper is not replaced for it.
  const shown = { scraperId, arn, statusCode: status.statusCode, settings: { ...settings, configuration: '' } };
  const listed = { ...shown, unknownMembers: [], createdAt: decision.scraper.createdAt };
  const { executionArn } = context;
  const plan = planScraper(listed, undefined, executionArn, connection, undefined, names);
  refuseChanges(listed, plan, connection.replace);
  if (!isReplacement(plan)) return;
  const replaced = replacedSettings(listed, plan, names);
  newScraper(replaced, executionArn, connection, undefined, names);
  if (connection.replace === 'dropUnknown') return;
  const scraper = await describeScraper(ampClient(session, names.sourceAccountId), scraperId);
  if (scraper) refuseChanges(scraper, plan, connection.replace);
}
