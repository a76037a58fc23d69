import { nextWait, WAITS } from '../../../functions/shared/waiting.ts';
import { uniform, type Shape } from './wait.ts';

/** A way to wait for a scraper: when it looks, in rising seconds since CreateScraper answered. The last look ends the wait. */
export interface Schedule {
  name: string;
  looks: readonly number[];
  /** Each look is a round of the workflow's loop, not of a process that keeps running. */
  inWorkflow: boolean;
}

/** The workflow's own, by the very function that CheckStatus asks. */
export function ownSchedule(): Schedule {
  const looks: number[] = [];
  for (let wait = nextWait(WAITS.active, 0); wait !== undefined; wait = nextWait(WAITS.active, looks.at(-1) ?? 0)) {
    looks.push((looks.at(-1) ?? 0) + wait);
  }
  return { name: 'ours', looks, inWorkflow: true };
}

/** The Wait/Choice loop that most workflows have: the same wait every time, here with the same limit as ours. */
export function loopSchedule(stepSeconds: number): Schedule {
  const looks = Array.from(
    { length: Math.floor(WAITS.active.limitSeconds / stepSeconds) },
    (_, n) => (n + 1) * stepSeconds,
  );
  return { name: `${stepSeconds} s loop`, looks, inWorkflow: true };
}

const TERRAFORM_TIMEOUT_SECONDS = 1800;
const TERRAFORM_FIRST_SECONDS = 0.1;
const TERRAFORM_LONGEST_SECONDS = 10;

/**
 * Terraform's aws_prometheus_scraper: waitScraperCreated gives retry.StateChangeConf neither Delay, MinTimeout nor
 * PollInterval, so it looks at once, then after 0.2 s, doubled up to 10 s, until its create timeout of 30 minutes
 * (https://github.com/hashicorp/terraform-provider-aws, internal/service/amp/scraper.go, internal/retry/state.go,
 * internal/backoff/backoff.go).
 */
export function terraformSchedule(): Schedule {
  const looks: number[] = [];
  let wait = TERRAFORM_FIRST_SECONDS;
  for (let at = 0; at < TERRAFORM_TIMEOUT_SECONDS; at += wait) {
    looks.push(at);
    wait = Math.min(wait * 2, TERRAFORM_LONGEST_SECONDS);
  }
  return { name: 'Terraform', looks, inWorkflow: false };
}

/** What others do, to compare with: loops of 10, 30 and 60 s, and Terraform's provider. */
export function peerSchedules(): Schedule[] {
  return [...[10, 30, 60].map(loopSchedule), terraformSchedule()];
}

/**
 * Three shapes that the time to ACTIVE may have: AWS names 20 minutes and shows one scraper of 1,038 s, no distribution (assumed).
 * Each second between 15 and 25 minutes as likely; two humps, as of two sizes of clusters; most near AWS's sample, with a long tail.
 */
export const SHAPES: readonly Shape[] = [
  uniform(15, 25),
  {
    name: 'two humps',
    pieces: [
      { fromMinute: 16, toMinute: 18, share: 0.7 },
      { fromMinute: 22, toMinute: 25, share: 0.3 },
    ],
  },
  {
    name: 'long tail',
    pieces: [
      { fromMinute: 15, toMinute: 18, share: 0.5 },
      { fromMinute: 18, toMinute: 22, share: 0.3 },
      { fromMinute: 22, toMinute: 25, share: 0.1 },
      { fromMinute: 25, toMinute: 29, share: 0.1 },
    ],
  },
];
