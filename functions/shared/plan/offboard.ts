import type { KeptConnection, Offboarding, Plan, PlannedChange } from '../contract.ts';
import { foreignWarnings } from '../scraper/foreign.ts';
import { deletableScraper } from '../scraper/deletion.ts';
import type { HandlerContext } from '../handler/handler.ts';
import { plannedChange } from './plannedChange.ts';
import { ampClient } from '../aws/services/amp.ts';
import { isDeletable } from '../roles/delete.ts';
import { iamClient } from '../aws/services/iam.ts';
import { readRole } from '../roles/roles.ts';
import { describeScraper, listScrapersOfPair, type DescribedScraper } from '../scraper/scrapers.ts';
import { roleStays, scraperStays, SHUT_OUT_ATTEMPTS, unlessShutOut } from '../offboard/shutOut.ts';
import { settingsDocument } from '../settings/members.ts';
import { wholeConnection } from '../connection/whole.ts';

/**
 * What an offboard would take away, in its order. Throws what it would throw, of a role even where the run would have
 * deleted the scraper before it got there.
 * @returns what a clean-up would leave as it is, when the connection is whole.
 */
export async function planOffboard(
  connection: Offboarding,
  context: HandlerContext,
): Promise<Plan | { kept: KeptConnection }> {
  const { onlyCreatedBy, revoke } = connection;
  const names = context.names(connection);
  const session = context.session(names.partition);
  const deletionOf = async (accountId: string, roleName: string, arn: string): Promise<PlannedChange[]> => {
    const role = await readRole(iamClient(session, accountId), roleName);
    if (role === undefined || !isDeletable({ arn, roleName, names, onlyCreatedBy }, role)) return [];
    const { arn: _arn, ...before } = role;
    return [plannedChange(arn, { action: 'delete', before, after: undefined })];
  };
  const { targetRoleName, targetRoleArn, sourceRoleName, sourceRoleArn } = names;
  const inSource = async (): Promise<SourcePlan> => {
    const amp = ampClient(session, names.sourceAccountId);
    const found = await listScrapersOfPair(amp, connection);
    const kept = onlyCreatedBy && (await wholeConnection(found, { ...connection, onlyCreatedBy }, context));
    if (kept) return { kept };
    const listed = deletableScraper(found, names, onlyCreatedBy);
    const scraper = listed && (await describeScraper(amp, listed.scraperId));
    return {
      scraper: scraper ? [scraperDeletion(scraper)] : [],
      role: await deletionOf(names.sourceAccountId, sourceRoleName, sourceRoleArn),
      notes: onlyCreatedBy === undefined ? foreignWarnings(found, names) : [],
    };
  };
  const target = await deletionOf(names.targetAccountId, targetRoleName, targetRoleArn);
  const source = await unlessShutOut(inSource, { connection, retryCount: SHUT_OUT_ATTEMPTS }, (reason) => ({
    scraper: [],
    role: [],
    notes: [scraperStays(names, connection, [], reason), roleStays(names, reason)],
  }));
  if ('kept' in source) return source;
  const { scraper, role, notes } = source;
  return {
    changes: revoke ? [...target, ...scraper, ...role] : [...scraper, ...target, ...role],
    notes: [...(revoke ? [REVOKED_NOTE] : []), ...notes],
  };
}

const REVOKED_NOTE =
  'The pair would be noted as revoked before anything is deleted: no door connects it until an onboard of the console door has "liftRevoke": true.';

type SourcePlan = { kept: KeptConnection } | { scraper: PlannedChange[]; role: PlannedChange[]; notes: string[] };

function scraperDeletion({ arn, settings }: DescribedScraper): PlannedChange {
  return plannedChange(arn, { action: 'delete', before: settingsDocument(settings), after: undefined });
}
