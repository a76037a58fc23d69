import type { JobTargets, Output } from '../contract.ts';
import { shorten } from '../errors.ts';

/** Of an output: what passes between the states has to stay small. */
const MAX_JOBS = 50;
const MAX_JOB_LENGTH = 100;
/** Warnings of their own; the output's targets name the others. */
const MAX_WARNINGS = 10;

/** Jobs and how many of their targets have this value of `up`. */
export interface UpCount {
  job: string;
  up: boolean;
  count: number;
}

/**
 * How many targets of each job could be scraped, and how many not, by the last sample of each series of `up` in so many seconds
 * before the query's time. `up` is 1 or 0 (https://prometheus.io/docs/concepts/jobs_instances/). A range of that length, and not
 * `timestamp(up)`, since an instant selector sees no sample that is older than 5 minutes, and an interval may be longer.
 * @param labels the external labels of the connection: of a workspace that many clusters write to nothing else counts.
 */
export function targetsQuery(labels: Readonly<Record<string, string>>, seconds: number): string {
  const matchers = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `count_values by (job) ("up", last_over_time(up{${matchers.join(',')}}[${seconds}s]))`;
}

/** The same job's counts as one row, those with the most targets down first. */
export function jobTargets(counts: readonly UpCount[]): JobTargets[] {
  const rows = new Map<string, JobTargets>();
  for (const { job, up, count } of counts) {
    const row = rows.get(job) ?? { job, up: 0, down: 0 };
    row[up ? 'up' : 'down'] += count;
    rows.set(job, row);
  }
  return [...rows.values()].sort(
    (a, b) => Number(isDown(b)) - Number(isDown(a)) || b.down - a.down || (a.job < b.job ? -1 : 1),
  );
}

/** A job of which nothing can be scraped. */
export function isDown({ up, down }: JobTargets): boolean {
  return up === 0 && down > 0;
}

/** What an output says of the targets; nothing where no sample came. */
export function targetsOf(jobs: readonly JobTargets[]): Pick<Output, 'targets'> {
  if (jobs.length === 0) return {};
  const sum = (member: 'up' | 'down') => jobs.reduce((total, job) => total + job[member], 0);
  const listed = jobs.slice(0, MAX_JOBS).map((one) => ({ ...one, job: shorten(one.job, MAX_JOB_LENGTH) }));
  return { targets: { up: sum('up'), down: sum('down'), jobs: listed } };
}

/** What it means that a job is down, a line each. */
export function downWarnings(jobs: readonly JobTargets[]): string[] {
  const down = jobs.filter(isDown);
  const more = down.length - MAX_WARNINGS;
  return [
    ...down
      .slice(0, MAX_WARNINGS)
      .map(
        ({ job, down: count }) =>
          `Job ${shorten(job, MAX_JOB_LENGTH)}: ${count} ${count === 1 ? 'target was' : 'targets were'} found and cannot be scraped. ` +
          "Look at the targets' port and path, at whether the scraper's security groups reach that port, and at whether the cluster's RBAC admits the scraper to it.",
      ),
    ...(more > 0 ? [`So it is with ${more} more ${more === 1 ? 'job' : 'jobs'}.`] : []),
  ];
}
