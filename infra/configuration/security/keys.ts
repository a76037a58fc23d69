import * as z from 'zod';
import { parseArn } from '../../../functions/shared/arn.ts';
import { region } from '../fields.ts';
import type { Problem } from '../messages.ts';

const keyArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    'is not the ARN of a KMS key: an alias names none for good',
  );

/** The key of each Region. */
const keys = z.record(region, keyArn).optional();

/** The customer managed keys, by what they encrypt; what has none is encrypted by a key of AWS's, the topic by one of the workflow stack's. */
export const keyFields = z.strictObject({
  /** The table of connections. */
  table: keys,
  /** All log groups. */
  logs: keys,
  /** The dead-letter queues, those of the source accounts too. */
  queues: keys,
  /** The functions' environment variables. */
  environment: keys,
  /** The topic of alerts. */
  topic: keys,
});
/** By what they encrypt, then by Region: a key is of one. */
export type Keys = z.infer<typeof keyFields>;

/** The configuration's keys with what they have to be of: partition, account and Regions. */
export interface Keyed {
  partition: string;
  workflowAccountId: string;
  regions: string[];
  keys: Keys;
}

/** Everything that is wrong with the keys: one in each Region, of that Region and the workflow account, each problem with its path. */
export function keyProblems(fields: Keyed): Problem[] {
  return Object.entries(fields.keys).flatMap(([kind, ofRegions]) => {
    if (ofRegions === undefined) return [];
    const missing = fields.regions.filter((one) => !(one in ofRegions));
    return [
      ...missing.map((one) => ({ path: ['keys', kind], message: `has no key for Region ${one}` })),
      ...Object.entries(ofRegions).flatMap(([one, arn]) =>
        problemsOf(fields, one, arn).map((message) => ({ path: ['keys', kind, one], message })),
      ),
    ];
  });
}

function problemsOf({ partition, workflowAccountId, regions }: Keyed, region: string, arn: string): string[] {
  const parts = parseArn(arn);
  if (parts === undefined) return [];
  return [
    ...(regions.includes(region) ? [] : [`is for Region ${region}, which is not configured`]),
    ...(parts.region === region ? [] : [`is a key of Region ${parts.region}`]),
    ...(parts.partition === partition ? [] : [`is in partition ${parts.partition}`]),
    ...(parts.accountId === workflowAccountId
      ? []
      : [`is a key of account ${parts.accountId}, not of the workflow account`]),
  ];
}
