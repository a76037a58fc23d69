import { SILENCE_REASONS, type PlannedSilence, type SilenceReason } from '../../state/silence.ts';

/** By then an onboard has seen its samples, and is over. */
const SILENT_AFTER_SECONDS = 300;

/** A workspace whose series are as many as may be takes samples of those that it has (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP_quotas.html, "Active series"; that the others go on is Cortex's way). */
const OF_NEW_SERIES: SilenceReason = 'series-limit';

const SILENT_REASONS = SILENCE_REASONS.filter((reason) => reason !== OF_NEW_SERIES);

/** Of the faults of an ACTIVE scraper without samples; seconds are of the virtual clock. */
export const SILENCE_NOTATION = `scraper:no-samples[:REASON]
  The next scraper is ACTIVE, and no sample of a target that could be scraped arrives.
scraper:silent[:REASON][:SECONDS]
  Samples stop SECONDS (${SILENT_AFTER_SECONDS}) after the scraper is ACTIVE.
  REASON: ${SILENCE_REASONS.join(', ')} (${SILENCE_REASONS[0]} unless given; ${OF_NEW_SERIES} for no-samples alone)`;

/**
 * What comes behind `scraper:no-samples` or `scraper:silent`.
 * @returns a text for what is none, which says what there is
 */
export function silenceOf(fate: 'no-samples' | 'silent', rest: readonly string[]): PlannedSilence | string {
  if (fate === 'no-samples') return planned(rest, SILENCE_REASONS, 0);
  const last = rest.at(-1) ?? '';
  if (!/^\d/.test(last)) return planned(rest, SILENT_REASONS, SILENT_AFTER_SECONDS);
  if (!/^[1-9]\d*$/.test(last)) return 'it takes a whole number of seconds, 1 or more';
  return planned(rest.slice(0, -1), SILENT_REASONS, Number(last));
}

function planned(
  [wanted = SILENCE_REASONS[0], ...more]: readonly string[],
  known: readonly SilenceReason[],
  afterSeconds: number,
): PlannedSilence | string {
  const reason = known.find((one) => one === wanted);
  if (reason !== undefined && more.length === 0) return { reason, afterSeconds };
  if (wanted === OF_NEW_SERIES)
    return `${OF_NEW_SERIES} keeps new series out, and those that are there go on: it is for no-samples`;
  return `there is no reason "${[wanted, ...more].join(':')}"; there are ${known.join(', ')}`;
}
