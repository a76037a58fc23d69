import * as z from 'zod/mini';
import type { Settings } from '../environment.ts';
import type { Finding } from '../errors.ts';
import { clusterFindings, workspaceFindings } from './arns.ts';
import { tagFindings } from './tags.ts';

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
  subnetIds: strings(/^subnet-[0-9a-z]{1,248}$/, 'a subnet id').check(
    z.minLength(2, 'has fewer than the 2 subnets that a scraper needs'),
    z.maxLength(5, 'has more than the 5 subnets that a scraper takes'),
    unique,
  ),
  securityGroupIds: strings(/^sg-[0-9a-z]{1,252}$/, 'a security group id').check(
    z.minLength(1, 'is empty'),
    z.maxLength(5, 'has more than the 5 security groups that a scraper takes'),
    unique,
  ),
  scrapeConfiguration: z.union(
    [
      z.strictObject({ configurationBlob: z.string() }),
      z.strictObject({ yaml: z.string() }),
      z.strictObject({
        name: z
          .string()
          .check(z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'is not 1 to 63 lower-case letters, digits or "-"')),
      }),
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
  dryRun: z.boolean('is neither true nor false'),
  replace: z.union([z.boolean(), z.literal('dropUnknown')], 'is neither true nor false nor "dropUnknown"'),
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
  dryRun: 'Give true to see what a run would do, or leave the field out',
  replace: 'Give true to have a scraper made anew where it cannot be changed, or leave the field out',
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
  const { issues } = parsed.error;
  // What has the wrong type altogether has no length that could be wrong as well.
  const wrongType = issues.filter(({ code, path }) => code === 'invalid_type' && path.length === 0);
  return (wrongType.length > 0 ? wrongType : issues).map(({ path, message }) => ({
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
    ...(typeof clusterArn === 'string' ? clusterFindings(clusterArn, settings) : []),
    ...(typeof workspaceArn === 'string' ? workspaceFindings(workspaceArn, settings) : []),
    ...(isRecord(tags) ? tagFindings(tags, settings) : []),
  ];
  return findings.length > 0 ? { request: undefined, findings } : { request: requestSchema.parse(input), findings: [] };
}

/** Of a request with findings, what its scrape configuration's text can still be held against: its label names the cluster. */
export function readableParts(input: unknown): Pick<Request, 'clusterArn' | 'scrapeConfiguration'> {
  const { clusterArn, scrapeConfiguration } = isRecord(input) ? input : {};
  const configuration = fields.scrapeConfiguration.safeParse(scrapeConfiguration);
  if (typeof clusterArn !== 'string' || !configuration.success) return { clusterArn: '' };
  return { clusterArn, scrapeConfiguration: configuration.data };
}
