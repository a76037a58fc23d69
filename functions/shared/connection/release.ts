import type { Failure, KeptConnection } from '../contract.ts';
import type { ConnectionNames } from '../names.ts';
import type { SettingsBefore } from '../settings/settings.ts';
import { DOORS, type Door } from '../request/doors/doors.ts';
import type { ConnectionEnd } from './table/itemWrites.ts';
import type { ConnectionItem } from './table/lease.ts';

/**
 * How an execution ends for its connection: it is there; it is gone; only an execution's own things were taken away, or what
 * it made was undone, so that there is what was there before; or something of a failure is left.
 */
export const ENDS = ['CONNECTED', 'GONE', 'CLEANED', 'UNDONE', 'LEFT'] as const;
type End = (typeof ENDS)[number];

/** What an execution that ends knows of its connection. */
export interface EndingExecution {
  executionArn: string;
  /** By which it came. */
  door: Door;
  end: End;
  /** The first failure, of one that ends with it. */
  failure?: Failure | undefined;
  /** Of a clean-up that left the connection as it is: it ends CONNECTED, whatever `end` says. */
  kept?: KeptConnection | undefined;
  /** What the scraper has now. */
  settings?: unknown;
}

/** What becomes of the connection's item, and what who reads the execution's Cause has to know beside the failure. */
export interface Release {
  /** undefined: the item is removed. */
  written: ConnectionEnd | undefined;
  note: string | undefined;
  /** On whose behalf the cluster's tag is to be looked at again; undefined when nobody asks. */
  askedAgain: string | undefined;
}

/**
 * A connection that is not there has no item, but for a revoked one; what an earlier execution left stays in the table until an offboard has taken all
 * of it away, or an onboard has made it whole.
 * @param item as it is; undefined when there is none, or none any more.
 */
export function decideRelease(item: ConnectionItem | undefined, execution: EndingExecution): Release {
  const { executionArn, kept, failure, settings } = execution;
  const end = kept ? 'CONNECTED' : execution.end;
  const before = item?.settingsBefore;
  const note = end === 'UNDONE' && isReplacement(before) && before.stoppedAt ? replacedNote(before) : undefined;
  const askedAgain = item?.askedAgain ?? (looksAgain(execution) ? executionArn : undefined);
  if (!staysInTable(end, item)) return { written: item?.revoked && SHELL, note, askedAgain };
  const written = {
    established: end === 'CONNECTED' || (item?.established ?? false),
    outcome: failure?.Error ?? end,
    owner: kept?.owner,
    ...(settings === undefined ? {} : { settings: JSON.stringify(settings) }),
    forgetsSettingsBefore: kept === undefined && areOfNoMoreUse(before, end, executionArn),
  };
  return { written, note, askedAgain };
}

/** What becomes of an item by an execution whose connection is there, whatever that item has but an ask; undefined where the item decides. */
export function releaseOfAny(execution: EndingExecution): ConnectionEnd | undefined {
  if (execution.end !== 'CONNECTED' || execution.kept !== undefined) return undefined;
  const { written, askedAgain } = decideRelease(undefined, execution);
  return written && { ...written, askedAgain };
}

/**
 * An onboard that goes by a cluster's tag read it before it had the lease: who set the tag in between found nothing of it to ask. So
 * the tag is looked at once more when it has made the connection. One that failed is not begun again by itself.
 */
function looksAgain({ door, end, kept }: EndingExecution): boolean {
  return DOORS[door].looksAgain && kept === undefined && end === 'CONNECTED';
}

/** What is left in the table of a connection that is gone: until what was asked for has been started, or a revocation is lifted. */
export const SHELL: ConnectionEnd = { established: false, forgetsSettingsBefore: true };

/** Settings of a scraper that was deleted to be replaced are all that is left of it, and stay with the item. */
function staysInTable(end: End, item: ConnectionItem | undefined): boolean {
  const wasThere = item !== undefined && (item.established || item.outcome !== undefined);
  switch (end) {
    case 'CONNECTED':
    case 'LEFT':
      return true;
    case 'GONE':
      return false;
    case 'CLEANED':
      return wasThere;
    case 'UNDONE':
      return wasThere || isReplacement(item?.settingsBefore);
  }
}

/** What another execution was changing is not undone with this one; settings that may have to be put back yet are kept. */
function areOfNoMoreUse(before: SettingsBefore | undefined, end: End, executionArn: string): boolean {
  switch (end) {
    case 'CONNECTED':
      return true;
    case 'UNDONE':
      return before?.executionArn === executionArn && !isReplacement(before);
    case 'GONE':
    case 'CLEANED':
    case 'LEFT':
      return false;
  }
}

function isReplacement(before: SettingsBefore | undefined): before is SettingsBefore {
  return before?.change === 'replace';
}

function replacedNote({ scraperArn }: SettingsBefore): string {
  return (
    `Scraper ${scraperArn} had been deleted to be replaced. Unless another has taken its place by now, no metrics arrive: ` +
    'the roles and its settings are kept. Start onboard again: it creates the scraper anew.'
  );
}

/** What an undo that did not end well may have left: by name, since what kept it from ending may be that it could not look. */
export function leftNote({ id, sourceRoleArn, targetRoleArn, tagKeys }: ConnectionNames): string {
  return (
    `What this run made of connection ${id} and could not take back may be role ${sourceRoleArn}, role ${targetRoleArn} and ` +
    `scrapers with the tag ${tagKeys.connection}=${id}: run onboard again to make the connection whole, or offboard it.`
  );
}
