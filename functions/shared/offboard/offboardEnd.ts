import type { Failure, LastOffboarding, OffboardTally } from '../contract.ts';
import { MAX_MESSAGE_WEIGHT } from '../errors.ts';
import { causeMessage, failureText } from '../failure.ts';
import { keptReason } from '../connection/wholeness.ts';
import { fitted, fitting, weight } from '../size.ts';

/** Of one connection's message: it passes between the states with those of the cluster's others, in 262,144 bytes. */
const MAX_KEPT_WEIGHT = 1_000;

/** What has been done so far, that of the last connection's states with it, however they ended. */
export function tallyAfter(last: LastOffboarding): OffboardTally {
  const { tally, connection, cutOff, deletion, roles, failure, releaseFailure } = last;
  if (connection === undefined) return tally;
  const pair = { clusterArn: connection.clusterArn, workspaceArn: connection.workspaceArn };
  const kept = (one: Failure | undefined) =>
    one ? [{ ...pair, error: one.Error, message: fitted(causeMessage(one.Cause), MAX_KEPT_WEIGHT) }] : [];
  const reason = ignoredReason(last);
  const ignored = reason === undefined ? undefined : { ...pair, reason };
  const deleted = [...(cutOff?.deleted ?? []), ...(deletion?.deleted ?? []), ...(roles?.deleted ?? [])];
  const isWhole = connection.onlyCreatedBy === undefined && failure === undefined && ignored === undefined;
  return {
    ...tally,
    deleted: [...tally.deleted, ...deleted],
    disconnected: [...tally.disconnected, ...(isWhole && deleted.length > 0 ? [connection.workspaceArn] : [])],
    failed: [...tally.failed, ...kept(failure)],
    unreleased: [...tally.unreleased, ...kept(releaseFailure)],
    ignored: [...tally.ignored, ...(ignored ? [ignored] : [])],
    warnings: [
      ...tally.warnings,
      ...(deletion?.status === 'GONE' ? deletion.warnings : []),
      ...(roles?.warnings ?? []),
    ],
  };
}

function ignoredReason({ claim, deletion }: LastOffboarding): string | undefined {
  if (claim?.status === 'IGNORE') return claim.reason;
  return deletion?.status === 'KEPT' ? keptReason(deletion.kept) : undefined;
}

/** The last connection's failure, if it failed; of one that is revoked, with whether it is cut off. */
export function failureOf({ connection, cutOff, failure }: LastOffboarding): Failure | undefined {
  if (failure === undefined || !connection?.revoke) return failure;
  const target = `The target role of ${pairText(connection)}`;
  const note =
    cutOff === undefined
      ? `${target} was not deleted: its scraper still writes. The pair is noted as revoked, so that no door connects it. Run again at once, or delete the role by hand.`
      : `${target} is deleted, and nothing is written any more: run again to have the rest taken away.`;
  const { error, cause } = failureText(failure, undefined, note);
  return { Error: error, Cause: cause };
}

/**
 * How an execution fails that could not take every connection away: with the first failure's name, and a Cause that names each,
 * since each bills until somebody has looked at it. Of a single connection Error and Cause stay as they were.
 * @param last the last connection's failure, if it failed.
 * @returns undefined when none failed.
 */
export function offboardFailure(tally: OffboardTally, last: Failure | undefined): Failure | undefined {
  const [first] = tally.failed;
  if (first === undefined) return undefined;
  if (tally.done.length === 1 && last !== undefined) return last;
  return {
    Error: first.error,
    Cause: JSON.stringify({ errorType: first.error, errorMessage: failureMessage(tally) }),
  };
}

/** Connections that were left as they are, items that could not be removed, and what there is to know of the others, a line each. */
export function offboardWarnings({ ignored, unreleased, warnings }: OffboardTally): string[] {
  return [
    ...ignored.map((one) => `The connection of ${pairText(one)} was left as it is. ${one.reason}`),
    ...unreleased.map(
      (one) =>
        `The table's item of the connection of ${pairText(one)} could not be written, ${one.error}: ${one.message} ` +
        'Where it still names this execution, the next onboard or offboard of the connection, by whichever door, replaces it: run offboard again to have it removed.',
    ),
    ...warnings,
  ];
}

function pairText({ clusterArn, workspaceArn }: { clusterArn: string; workspaceArn: string }): string {
  return `${clusterArn} to ${workspaceArn}`;
}

/**
 * Every connection that failed is named, whatever room that leaves to what each of them says. Where the names alone are too many for
 * a Cause, it says how many are not named, and where they are.
 */
function failureMessage(tally: OffboardTally): string {
  const { done, deleted, failed } = tally;
  const heading = `${failed.length} of ${done.length} connections could not be taken away. Mend what each says, then run again with the same input: what is gone already is fine.`;
  const rest = [...offboardWarnings(tally), ...deletedLines(deleted)].map((line) => `\n${line}`).join('');
  const all = failed.map((one) => `\n- ${pairText(one)}: ${one.error}: `);
  const rows = all.slice(
    0,
    fitting(all, MAX_MESSAGE_WEIGHT - weight(heading + rest) - UNNAMED_WEIGHT - all.length * ELLIPSIS),
  );
  const unnamed = all.length - rows.length;
  const more =
    unnamed === 0
      ? ''
      : `\n- and ${unnamed} more: the history of the execution has each, and the table's items their outcome`;
  const taken = weight(heading + rest + more + rows.join(''));
  const room = Math.floor((MAX_MESSAGE_WEIGHT - taken) / Math.max(1, rows.length));
  const told = rows.map((row, i) => row + fitted(failed[i]?.message ?? '', room)).join('');
  return fitted(heading + told + more + rest, MAX_MESSAGE_WEIGHT);
}

const UNNAMED_WEIGHT = 120;
/** What a row's own text takes at least. */
const ELLIPSIS = 3;

/** Three a connection; more are in the history of the execution. */
const MAX_LISTED = 30;

function deletedLines(deleted: readonly string[]): string[] {
  if (deleted.length === 0) return ['Nothing was deleted.'];
  const more = deleted.length > MAX_LISTED ? `\nand ${deleted.length - MAX_LISTED} more` : '';
  return [`Deleted all the same:\n${deleted.slice(0, MAX_LISTED).join('\n')}${more}`];
}
