import type { Plan, TaggedConnection } from '../contract.ts';
import type { HandlerContext } from '../handler/handler.ts';
import { ampClient } from '../aws/services/amp.ts';
import { iamClient } from '../aws/services/iam.ts';
import { acceptedConfiguration } from '../request/configuration/acceptedConfiguration.ts';
import { seeLogging } from '../logging/logging.ts';
import { readRole } from '../roles/roles.ts';
import { defaultConfiguration } from '../settings/defaultConfiguration.ts';
import { describeScraper, listScrapersOfPair } from '../scraper/scrapers.ts';
import type { SettingsBefore } from '../settings/settings.ts';
import { beingReplaced } from '../settings/wanted.ts';
import { connectionChanges } from './connectionChanges.ts';
import { plannedChange } from './plannedChange.ts';
import { refuseOthers } from './refusals.ts';

/** Stands in a plan for the execution that will have created what it creates. */
const PLANNED_EXECUTION = 'the ARN of the execution';

/** What an onboard would make of a connection: all that it depends on is read, and `connectionChanges` says what follows. */
export async function planOnboard(
  connection: TaggedConnection,
  input: unknown,
  before: SettingsBefore | undefined,
  context: HandlerContext,
): Promise<Plan> {
  const names = context.names(connection);
  const text = acceptedConfiguration(connection, names, input, context.environment.taskRoot);
  const session = context.session(names.partition);
  const amp = ampClient(session, names.sourceAccountId);
  const [scrapers, sourceRole, targetRole] = await Promise.all([
    listScrapersOfPair(amp, connection),
    readRole(iamClient(session, names.sourceAccountId), names.sourceRoleName),
    readRole(iamClient(session, names.targetAccountId), names.targetRoleName),
  ]);
  const decision = refuseOthers({ sourceRole, targetRole, scrapers }, names);
  const scraper = decision.action === 'keep' ? await describeScraper(amp, decision.scraper.scraperId) : undefined;
  const isMadeFromDefault = scraper === undefined && text === undefined && beingReplaced(before) === undefined;
  const observed = {
    sourceRole,
    targetRole,
    scrapers,
    scraper,
    logging:
      connection.logs === undefined || scraper === undefined ? undefined : await seeLogging(amp, scraper.scraperId),
    before,
    defaultConfiguration: isMadeFromDefault ? await defaultConfiguration(amp, names) : '',
  };
  const { changes, notes } = connectionChanges(observed, {
    connection,
    text,
    names,
    executionArn: PLANNED_EXECUTION,
    environment: context.environment,
  });
  return { changes: changes.map(({ resource, ...change }) => plannedChange(resource, change)), notes };
}
