import * as z from 'zod/mini';
import { parseArn, type Arn } from './arn.ts';
import type { Settings } from './environment.ts';
import type { Finding } from './errors.ts';
import { TAG_PREFIX } from './names.ts';

/**
 * What a caller asks for. Field by field, so that every field's findings come at once, whatever is wrong with the others.
 * Limits are those of the APIs that the values go to (AMP CreateScraper, IAM CreateRole).
 */
const unique = z.refine<readonly string[]>((items) => new Set(items).size === items.length, 'names one twice');
const strings = (pattern: RegExp, what: string) =>
  z.array(z.string('is not text').check(z.regex(pattern, `is not ${what}`)), 'is not a list');

const fields = {
  clusterArn: z.string('is not text'),
  workspaceArn: z.string('is not text'),
  subnetIds: strings(/^subnet-[0-9a-z]+$/, 'a subnet id').check(
    z.minLength(2, 'has fewer than the 2 subnets that a scraper needs'),
    z.maxLength(5, 'has more than the 5 subnets that a scraper takes'),
    unique,
  ),
  securityGroupIds: strings(/^sg-[0-9a-z]+$/, 'a security group id').check(
    z.minLength(1, 'is empty'),
    z.maxLength(5, 'has more than the 5 security groups that a scraper takes'),
    unique,
  ),
  scrapeConfiguration: z.union(
    [
      z.strictObject({ configurationBlob: z.string() }),
      z.strictObject({ yaml: z.string() }),
      z.strictObject({ name: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/)) }),
    ],
    'is not one of {"configurationBlob": "<base64>"}, {"yaml": "<text>"} or {"name": "<a configuration that ships with the workflow>"}',
  ),
  alias: z
    .string('is not text')
    .check(
      z.regex(
        /^[0-9A-Za-z][-.0-9A-Z_a-z]{0,99}$/,
        'is not 1 to 100 letters, digits, ".", "-" or "_", the first a letter or digit',
      ),
    ),
  tags: z.record(z.string(), z.string('is not text'), 'is not an object of texts'),
  requireSamples: z.boolean('is neither true nor false'),
  dryRun: z.literal(false, 'is not available yet'),
  replace: z.literal(false, 'is not available yet'),
} as const;
type Field = keyof typeof fields;

const REMEDIES: Record<Field, string> = {
  clusterArn: 'Give the ARN of the EKS cluster, as "aws eks describe-cluster" shows it',
  workspaceArn: 'Give the ARN of the workspace, as "aws amp describe-workspace" shows it',
  subnetIds: "Give 2 to 5 of the cluster VPC's subnets, one per Availability Zone, or leave the field out",
  securityGroupIds: 'Give 1 to 5 security groups, or leave the field out for the cluster security group',
  scrapeConfiguration: "Give one of the three, or leave the field out for the service's default configuration",
  alias: 'Give another alias, or leave the field out',
  tags: 'Give texts as keys and values, or leave the field out',
  requireSamples: 'Give true or false, or leave the field out',
  dryRun: 'Leave the field out',
  replace: 'Leave the field out',
};
const REQUIRED: readonly Field[] = ['clusterArn', 'workspaceArn'];

export const requestSchema = z.object({
  clusterArn: fields.clusterArn,
  workspaceArn: fields.workspaceArn,
  subnetIds: z.exactOptional(fields.subnetIds),
  securityGroupIds: z.exactOptional(fields.securityGroupIds),
  scrapeConfiguration: z.exactOptional(fields.scrapeConfiguration),
  alias: z.exactOptional(fields.alias),
  tags: z.exactOptional(fields.tags),
  requireSamples: z.exactOptional(fields.requireSamples),
  dryRun: z.exactOptional(fields.dryRun),
  replace: z.exactOptional(fields.replace),
});
export type Request = z.infer<typeof requestSchema>;

function isField(name: string): name is Field {
  return Object.hasOwn(fields, name);
}

/** `a.b[0]`, as a person writes it. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? String(part) : `.${String(part)}`))
    .join('');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}

function fieldFindings(name: Field, value: unknown): Finding[] {
  const parsed = fields[name].safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => ({
    path: formatPath([name, ...path]),
    // A scrape configuration can hold secrets, and is long: it is not quoted.
    ...(name === 'scrapeConfiguration' ? {} : { value: valueAt(value, path) }),
    problem: message,
    remedy: REMEDIES[name],
  }));
}

function shapeFindings(input: Record<string, unknown>): Finding[] {
  const missing = REQUIRED.filter((name) => input[name] === undefined).map((path) => ({
    path,
    problem: 'is missing',
    remedy: REMEDIES[path],
  }));
  const given = Object.entries(input).flatMap(([name, value]): Finding[] => {
    if (isField(name)) return value === undefined ? [] : fieldFindings(name, value);
    return [
      {
        path: name,
        problem: 'is not a field of a request',
        remedy: `Remove it; the fields are ${Object.keys(fields).join(', ')}`,
      },
    ];
  });
  return [...missing, ...given];
}

const CLUSTER = /^cluster\/[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/;
const WORKSPACE = /^workspace\/ws-[0-9a-zA-Z-]{1,60}$/;

/** What both ARNs must be: of their service, in the workflow's partition and Region, in a configured account. */
function arnFindings(path: Field, text: string, service: string, resource: RegExp, settings: Settings): Finding[] {
  const finding = (problem: string, remedy: string): Finding => ({ path, value: text, problem, remedy });
  const arn = parseArn(text);
  const kind = service === 'eks' ? 'an EKS cluster' : 'an Amazon Managed Service for Prometheus workspace';
  if (arn === undefined || arn.service !== service || !resource.test(arn.resource)) {
    return [finding(`is not the ARN of ${kind}`, REMEDIES[path])];
  }
  return placeFindings(arn, settings).map(([problem, remedy]) => finding(problem, remedy));
}

function placeFindings(arn: Arn, settings: Settings): [problem: string, remedy: string][] {
  const found: [string, string][] = [];
  const partition = settingsPartition(settings);
  if (arn.partition !== partition) {
    found.push([
      `is in partition ${arn.partition}, this workflow is in ${partition}`,
      'Use the workflow of that partition',
    ]);
  }
  if (arn.region !== settings.region) {
    found.push([
      `is in Region ${arn.region}, this workflow serves ${settings.region}`,
      `Use the workflow of ${arn.region}: cluster, scraper and workspace are in one Region`,
    ]);
  }
  if (!settings.accounts.includes(arn.accountId)) {
    found.push([
      `is in account ${arn.accountId}, which is not configured`,
      `Add the account to the configuration and deploy its account stack; configured are ${settings.accounts.join(', ')}`,
    ]);
  }
  return found;
}

/** The partition is that of the configured workspaces: all of them are in the workflow's. */
function settingsPartition(settings: Settings): string | undefined {
  return Object.values(settings.workspaces).map((arn) => parseArn(arn)?.partition)[0];
}

function workspaceFindings(text: string, settings: Settings): Finding[] {
  const found = arnFindings('workspaceArn', text, 'aps', WORKSPACE, settings);
  if (found.length > 0 || Object.values(settings.workspaces).includes(text)) return found;
  const accepted = Object.entries(settings.workspaces).map(([name, arn]) => `${name} (${arn})`);
  return [
    {
      path: 'workspaceArn',
      value: text,
      problem: 'is not an accepted workspace',
      remedy: `Add it to the configuration's workspaces and deploy; accepted are ${accepted.join(', ') || 'none'}`,
    },
  ];
}

/** IAM's limits for tags (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html); three of the 50 are our own. */
const MAX_TAGS = 47;
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function tagFindings(tags: Record<string, unknown>): Finding[] {
  const found: Finding[] = [];
  if (Object.keys(tags).length > MAX_TAGS) {
    found.push({
      path: 'tags',
      value: Object.keys(tags).length,
      problem: `are more than ${MAX_TAGS}`,
      remedy: 'Give fewer tags',
    });
  }
  for (const [key, value] of Object.entries(tags)) {
    const problem = tagProblem(key, value);
    if (problem)
      found.push({ path: `tags.${key}`, value, problem, remedy: 'Give another key or value, or leave the tag out' });
  }
  return found;
}

function tagProblem(key: string, value: unknown): string | undefined {
  if (key.startsWith(TAG_PREFIX)) return `is under the prefix ${TAG_PREFIX}, which is the workflow's own`;
  if (/^aws:/i.test(key)) return 'is under the prefix aws:, which AWS reserves';
  if (key.length < 1 || key.length > 128 || !TAG_TEXT.test(key))
    return 'is not a tag key of 1 to 128 letters, digits, spaces or _.:/=+-@';
  if (typeof value === 'string' && (value.length > 256 || !TAG_TEXT.test(value))) {
    return 'is not a tag value of at most 256 letters, digits, spaces or _.:/=+-@';
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type CheckedRequest = { request: Request; findings: [] } | { request: undefined; findings: Finding[] };

/** All that the request alone shows, but for the scrape configuration's text, whose findings are its own module's. */
export function checkRequest(input: unknown, settings: Settings): CheckedRequest {
  if (!isRecord(input)) {
    return {
      request: undefined,
      findings: [
        {
          path: '(request)',
          value: input,
          problem: 'is not a JSON object',
          remedy: 'Give an object with clusterArn and workspaceArn',
        },
      ],
    };
  }
  const { clusterArn, workspaceArn, tags } = input;
  const findings = [
    ...shapeFindings(input),
    ...(typeof clusterArn === 'string' ? arnFindings('clusterArn', clusterArn, 'eks', CLUSTER, settings) : []),
    ...(typeof workspaceArn === 'string' ? workspaceFindings(workspaceArn, settings) : []),
    ...(isRecord(tags) ? tagFindings(tags) : []),
  ];
  return findings.length > 0 ? { request: undefined, findings } : { request: requestSchema.parse(input), findings: [] };
}
