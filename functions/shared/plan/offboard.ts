import type { KeptConnection, Offboarding, Plan, PlannedChange } from '../contract.ts';
import { foreignWarnings } from '../scraper/foreign.ts';
import { deletableScraper } from '../scraper/deletion.ts';
import type { HandlerContext } from '../handler/handler.ts';
import { plannedChange } from './plannedChange.ts';
import { ampClient } from '../aws/amp.ts';
import { isDeletable } from '../roles/delete.ts';
import { iamClient } from '../aws/iam.ts';
import { readRole } from '../roles/roles.ts';
import { describeScraper, listScrapersOfPair } from '../scraper/scrapers.ts';
import { settingsDocument } from '../settings/members.ts';
import { wholeConnection } from '../connection/whole.ts';

/**
 * What an offboard would take away, the scraper first. Throws what it would throw, of a role even where the run would have
 * deleted the scraper before it got there.
 * @returns what a clean-up would leave as it is, when the connection is whole.
 */
export async function planOffboard(
  connection: Offboarding,
  context: HandlerContext,
): Promise<Plan | { kept: KeptConnection }> {
  const { onlyCreatedBy } = connection;
  const names = context.names(connection);
  const session = context.session(names.partition);
  const amp = ampClient(session, names.sourceAccountId);
  const found = await listScrapersOfPair(amp, connection);
  const kept = onlyCreatedBy && (await wholeConnection(found, { ...connection, onlyCreatedBy }, context));
  if (kept) return { kept };
  const listed = deletableScraper(found, names, onlyCreatedBy);
  const scraper = listed && (await describeScraper(amp, listed.scraperId));
  const deletionOf = async (accountId: string, roleName: string, arn: string): Promise<PlannedChange[]> => {
    const role = await readRole(iamClient(session, accountId), roleName);
    if (role === undefined || !isDeletable({ arn, roleName, names, onlyCreatedBy }, role)) return [];
    const { arn: _arn, ...before } = role;
    return [plannedChange(arn, { action: 'delete', before, after: undefined })];
  };
  const { targetRoleName, targetRoleArn, sourceRoleName, sourceRoleArn } = names;
  return {
    changes: [
      ...(scraper
        ? [
            plannedChange(scraper.arn, {
              action: 'delete',
              before: settingsDocument(scraper.settings),
              after: undefined,
            }),
          ]
        : []),
      ...(await deletionOf(names.targetAccountId, targetRoleName, targetRoleArn)),
      ...(await deletionOf(names.sourceAccountId, sourceRoleName, sourceRoleArn)),
    ],
    notes: onlyCreatedBy === undefined ? foreignWarnings(found, names) : [],
  };
}
