import { arnParts } from '../../arn.ts';
import { OwnedElsewhere } from '../../errors.ts';
import type { HandlerContext } from '../../handler/handler.ts';
import type { SettingsBefore } from '../../settings/settings.ts';
import { connectionsTable, type Connections } from './connections.ts';
import type { ConnectionPair } from './item.ts';
import type { ScraperSummary } from '../../scraper/scrapers.ts';

/** The settings that a connection's item keeps while its scraper is being changed. */
export interface KeptSettings {
  read(): Promise<SettingsBefore | undefined>;
  /** @throws OwnedElsewhere when the execution is not the connection's one writer any more. */
  save(before: SettingsBefore): Promise<void>;
  /** Notes when a scraper that is to be replaced stopped: its lastModifiedAt while DELETING, which is assumed to be that moment. */
  noteStop(scraper: ScraperSummary): Promise<void>;
}

/** The connections of the workflow's own table. */
export function connectionsOf({ environment, executionArn }: HandlerContext): Connections {
  const { region, connectionsTable: tableName } = environment;
  return connectionsTable(region, arnParts(executionArn).accountId, tableName);
}

/** What the connection's item keeps, as this execution reads and writes it. */
export function keptSettings(context: HandlerContext, connection: ConnectionPair): KeptSettings {
  const { executionArn } = context;
  const table = connectionsOf(context);
  const kept: KeptSettings = {
    async read() {
      return (await table.get(connection))?.settingsBefore;
    },
    async save(before) {
      if (await table.keepSettings(connection, before)) return;
      throw new OwnedElsewhere(
        `Execution ${executionArn} is no longer the one writer of connection ${connection.id}: another took its place. Look at that one, or run again.`,
      );
    },
    async noteStop({ arn, status, lastModifiedAt }) {
      const before = await kept.read();
      if (status.statusCode !== 'DELETING' || before?.scraperArn !== arn || before.stoppedAt !== undefined) return;
      await kept.save({ ...before, executionArn, stoppedAt: lastModifiedAt.toISOString() });
    },
  };
  return kept;
}
