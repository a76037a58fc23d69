/**
 * Of how many connections one query asks: its answer has a series for each at most, whatever others write to the workspace.
 * Query strings are posted, and 100 ids have 2 KB.
 */
export const IDS_ASKED = 100;

/** A connection without a sample in so many seconds has none that is new. An interval of several minutes is not taken for silence. */
const FRESH_SECONDS = 900;

/** Which of these connections have a sample of the last minutes: a series each. A range, since an instant selector sees 5 minutes alone. */
export function freshQuery(label: string, ids: readonly string[]): string {
  const matcher = `${label}=~${JSON.stringify(ids.join('|'))}`;
  return `count by (${label}) (last_over_time(up{${matcher}}[${FRESH_SECONDS}s]))`;
}
