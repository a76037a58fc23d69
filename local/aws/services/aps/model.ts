import * as z from 'zod';

/** The limits and patterns of the published API model of Amazon Managed Service for Prometheus, version 2020-08-01. */
function text(min: number, max: number, pattern?: RegExp): z.ZodString {
  const limited = z.string().min(min).max(max);
  return pattern === undefined ? limited : limited.regex(pattern);
}

/** What its ARN ends with. */
export const scraperId = text(1, 64, /^[0-9A-Za-z][-.0-9A-Z_a-z]*$/);
const scraperAlias = text(1, 100, /^[0-9A-Za-z][-.0-9A-Z_a-z]*$/);
/** The model's pattern has no anchors, so that it takes any text with such a part in it. */
export const workspaceId = text(1, 64, /[0-9A-Za-z][-.0-9A-Z_a-z]*/);
/** Without a pattern, unlike a scraper's. */
export const workspaceAlias = text(1, 100);
/** Printable ASCII: the same token with the same request has the same answer again. */
export const clientToken = text(1, 64, /^[!-~]+$/);
/** At most 1,000 characters; what is in it nobody but the service knows. */
export const paginationToken = z.string().max(1000);

const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
/**
 * AWS's own begin with `aws:`, which nobody else may set
 * (https://docs.aws.amazon.com/prometheus/latest/APIReference/API_TagResource.html).
 */
export const tagKey = text(1, 128, TAG_TEXT).refine(
  (key) => !key.toLowerCase().startsWith('aws:'),
  'must not begin with aws:',
);
/** 50 at most (https://docs.aws.amazon.com/prometheus/latest/APIReference/API_TagResource.html). */
export const tags = z
  .record(tagKey, text(0, 256, TAG_TEXT))
  .refine((map) => Object.keys(map).length <= 50, 'must have at most 50 tags');

const subnetIds = z
  .array(text(0, 255, /^subnet-[0-9a-z]+$/))
  .min(1)
  .max(5);
const securityGroupIds = z
  .array(text(0, 255, /^sg-[0-9a-z]+$/))
  .min(1)
  .max(5);
const iamRoleArn = z.string().regex(/^arn:aws[-a-z]*:iam::[0-9]{12}:role\/.+$/);

/** Base64 text, as on the wire; what is in it is checked by the operation. */
const scrapeConfiguration = z.strictObject({ configurationBlob: z.string() });
const source = z.strictObject({
  eksConfiguration: z.strictObject({
    clusterArn: z.string().regex(/^arn:aws[-a-z]*:eks:[-a-z0-9]+:[0-9]{12}:cluster\/.+$/),
    securityGroupIds: securityGroupIds.optional(),
    subnetIds,
  }),
});
const destination = z.strictObject({
  ampConfiguration: z.strictObject({
    workspaceArn: z.string().regex(/^arn:aws[-a-z]*:aps:[-a-z0-9]+:[0-9]{12}:workspace\/.+$/),
  }),
});
const roleConfiguration = z.strictObject({
  sourceRoleArn: iamRoleArn.optional(),
  targetRoleArn: iamRoleArn.optional(),
});

/** Settings that are taken, kept and shown, and that nothing here depends on. */
const KEPT_MEMBERS: Readonly<Record<string, z.ZodType>> = {};

/** Those of a request. */
export function keptMembers(input: object): { members?: Record<string, unknown> } {
  const given = Object.entries(input).filter(([name]) => Object.hasOwn(KEPT_MEMBERS, name));
  return given.length === 0 ? {} : { members: Object.fromEntries(given) };
}

/** https://docs.aws.amazon.com/prometheus/latest/APIReference/API_CreateScraper.html. */
export const createScraperInput = z.strictObject({
  ...KEPT_MEMBERS,
  alias: scraperAlias.optional(),
  scrapeConfiguration,
  source,
  destination,
  roleConfiguration: roleConfiguration.optional(),
  clientToken: clientToken.optional(),
  tags: tags.optional(),
});
/** `configurationBlob` is base64 text still. */
export type CreateScraperInput = z.infer<typeof createScraperInput>;

/**
 * https://docs.aws.amazon.com/prometheus/latest/APIReference/API_UpdateScraper.html: a member that is absent stays as it is; `source` and
 * `tags` are no members.
 */
export const updateScraperInput = z.strictObject({
  ...KEPT_MEMBERS,
  scraperId,
  alias: scraperAlias.optional(),
  scrapeConfiguration: scrapeConfiguration.optional(),
  destination: destination.optional(),
  roleConfiguration: roleConfiguration.optional(),
  clientToken: clientToken.optional(),
});
/** `configurationBlob` is base64 text still. */
export type UpdateScraperInput = z.infer<typeof updateScraperInput>;
