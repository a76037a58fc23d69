/** What a wait costs and how late it ends. */
export interface Wait {
  /** DescribeScraper calls: one per look. */
  calls: number;
  /** Seconds from ACTIVE to the look that sees it. AWS's and Lambda's own latencies are not in it. */
  lagSeconds: number;
}

/** The wait for a scraper that is ACTIVE after `readyAt` seconds; undefined when the schedule gave up before. */
export function waitFor(looks: readonly number[], readyAt: number): Wait | undefined {
  const seen = looks.findIndex((at) => at >= readyAt);
  const at = looks[seen];
  return at === undefined ? undefined : { calls: seen + 1, lagSeconds: at - readyAt };
}

/**
 * The mean over all provisioning times between `from` and `to` seconds, each as likely: an exact integral, since calls are
 * constant and lag falls by a second per second between two looks. Undefined when the schedule gives up before `to`.
 * @throws RangeError unless `from` lies before `to`.
 */
export function meanWait(looks: readonly number[], from: number, to: number): Wait | undefined {
  if (!(from < to)) throw new RangeError(`Not a stretch of time: from ${from} to ${to} s.`);
  if ((looks.at(-1) ?? 0) < to) return undefined;
  let [calls, lag] = [0, 0];
  for (const [index, at] of looks.entries()) {
    const begin = Math.max(from, looks[index - 1] ?? 0);
    const end = Math.min(to, at);
    if (begin >= end) continue;
    calls += (index + 1) * (end - begin);
    lag += (end - begin) * (at - (begin + end) / 2);
  }
  return { calls: calls / (to - from), lagSeconds: lag / (to - from) };
}

/** A distribution of the time to ACTIVE: stretches of minutes with the share of scrapers that each has, every second of one as likely. */
export interface Shape {
  name: string;
  pieces: readonly { fromMinute: number; toMinute: number; share: number }[];
}

/** One stretch of minutes, each second as likely. */
export function uniform(fromMinute: number, toMinute: number): Shape {
  return { name: `${fromMinute} to ${toMinute} min`, pieces: [{ fromMinute, toMinute, share: 1 }] };
}

/** The mean over a shape; undefined when the schedule gives up before the last scraper is ACTIVE. */
export function waitOf(looks: readonly number[], { pieces }: Shape): Wait | undefined {
  const mean: Wait = { calls: 0, lagSeconds: 0 };
  for (const { fromMinute, toMinute, share } of pieces) {
    const wait = meanWait(looks, fromMinute * 60, toMinute * 60);
    if (wait === undefined) return undefined;
    mean.calls += share * wait.calls;
    mean.lagSeconds += share * wait.lagSeconds;
  }
  return mean;
}
