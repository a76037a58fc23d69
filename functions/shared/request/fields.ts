import * as z from 'zod/mini';
import { MAX_TAGS } from './tags.ts';

/** All that is known of a request's field: whoever needs the fields, or some of them, takes them from here. */
interface Field {
  /** What its value must be, with the limits of the APIs that it goes to (AMP CreateScraper, IAM CreateRole). */
  schema: z.ZodMiniType;
  /** What to do about a value that it must not be. */
  remedy: string;
  /** How few and how many of it there may be, letters of a text. */
  size?: Size;
  isRequired?: true;
  /** Whether it is a setting of the scraper: one that is absent keeps what an existing scraper has. */
  isSetting?: true;
  /** What a connection has where it is absent: of those alone that a connection has as they were given. */
  default?: unknown;
  /** It can hold secrets, and is long: findings do not quote it. */
  isSecret?: true;
  /** What offboard makes of it: the request that a connection was onboarded with takes it away, too. */
  offboard: 'reads' | 'ignores';
  /** The property of the product's resource that it comes from, and what form that has; absent when a product gives none. */
  product?: { property: string; form: ProductForm };
}

type Size = readonly [min: number, max: number];
/** How a field is asked for as a parameter of the product's template. */
export type ProductForm = 'text' | 'list' | 'flag' | 'choice' | 'configurationName';

const unique = z.refine<readonly string[]>((items) => new Set(items).size === items.length, 'names one twice');
const strings = (pattern: RegExp, what: string) =>
  z.array(z.string('is not text').check(z.regex(pattern, `is not ${what}`)), 'is not a list');
const flag = z.boolean('is neither true nor false');

const SUBNETS: Size = [2, 5];
const SECURITY_GROUPS: Size = [1, 5];
const ALIAS: Size = [1, 100];

const TABLE = {
  clusterArn: {
    schema: z.string('is not text'),
    remedy: 'Give the ARN of the EKS cluster, as "aws eks describe-cluster" shows it',
    isRequired: true,
    offboard: 'reads',
    product: { property: 'clusterArn', form: 'text' },
  },
  workspaceArn: {
    schema: z.string('is not text'),
    remedy: 'Give the ARN of the workspace, as "aws amp describe-workspace" shows it',
    isRequired: true,
    offboard: 'reads',
    // By the name of an accepted one.
    product: { property: 'workspace', form: 'text' },
  },
  subnetIds: {
    schema: strings(/^subnet-[0-9a-z]{1,248}$/, 'a subnet id').check(
      z.minLength(SUBNETS[0], `has fewer than the ${SUBNETS[0]} subnets that a scraper needs`),
      z.maxLength(SUBNETS[1], `has more than the ${SUBNETS[1]} subnets that a scraper takes`),
      unique,
    ),
    remedy: `Give ${SUBNETS.join(' to ')} of the cluster VPC's subnets, one per Availability Zone, or leave the field out`,
    size: SUBNETS,
    isSetting: true,
    offboard: 'ignores',
    product: { property: 'subnetIds', form: 'list' },
  },
  securityGroupIds: {
    schema: strings(/^sg-[0-9a-z]{1,252}$/, 'a security group id').check(
      z.minLength(SECURITY_GROUPS[0], 'is empty'),
      z.maxLength(SECURITY_GROUPS[1], `has more than the ${SECURITY_GROUPS[1]} security groups that a scraper takes`),
      unique,
    ),
    remedy: `Give ${SECURITY_GROUPS.join(' to ')} security groups, or leave the field out for the cluster security group`,
    size: SECURITY_GROUPS,
    isSetting: true,
    offboard: 'ignores',
    product: { property: 'securityGroupIds', form: 'list' },
  },
  scrapeConfiguration: {
    schema: z.union(
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
    remedy: "Give one of the three, or leave the field out for the service's default configuration",
    isSetting: true,
    isSecret: true,
    offboard: 'ignores',
    product: { property: 'scrapeConfiguration', form: 'configurationName' },
  },
  alias: {
    schema: z
      .string('is not text')
      .check(
        z.regex(
          new RegExp(`^[0-9A-Za-z][-.0-9A-Z_a-z]{${ALIAS[0] - 1},${ALIAS[1] - 1}}$`),
          `is not ${ALIAS.join(' to ')} letters, digits, ".", "-" or "_", the first a letter or digit`,
        ),
      ),
    remedy: 'Give another alias, or leave the field out',
    size: ALIAS,
    isSetting: true,
    offboard: 'ignores',
  },
  /** Whether the scraper's vended logs go to the log group of the Region's stack. */
  logs: {
    schema: flag,
    remedy: 'Give true or false, or leave the field out to have them as they are',
    isSetting: true,
    offboard: 'ignores',
    product: { property: 'scraperLogs', form: 'choice' },
  },
  tags: {
    schema: z.record(z.string(), z.string('is not text'), 'is not an object of texts'),
    remedy: 'Give texts as keys and values, or leave the field out',
    size: [0, MAX_TAGS],
    default: {},
    offboard: 'ignores',
  },
  requireSamples: {
    schema: flag,
    remedy: 'Give true or false, or leave the field out',
    default: false,
    offboard: 'ignores',
  },
  dryRun: {
    schema: flag,
    remedy: 'Give true to see what a run would do, or leave the field out',
    offboard: 'reads',
  },
  /**
   * Whether a scraper may be deleted for a new one where what is asked for cannot be changed in place; `dropUnknown`: even with
   * settings that this version does not know, which the new one lacks.
   */
  replace: {
    schema: z.union([z.boolean(), z.literal('dropUnknown')], 'is neither true nor false nor "dropUnknown"'),
    remedy: 'Give true to have a scraper made anew where it cannot be changed, or leave the field out',
    default: false,
    offboard: 'ignores',
    product: { property: 'allowReplacement', form: 'flag' },
  },
  /** Whether a pair may be connected that an offboard with `revoke` has cut off. */
  liftRevoke: {
    schema: flag,
    remedy: 'Give true to connect a pair again that was revoked, or leave the field out',
    offboard: 'ignores',
  },
} as const satisfies Record<string, Field>;

type Table = typeof TABLE;
type Name = keyof Table;
type NameWith<Member> = { [K in Name]: Table[K] extends Member ? K : never }[Name];

/** A field with its name. */
export type RequestField = Field & { name: string };

/** The fields, in the order in which people read them. */
export const REQUEST_FIELDS: readonly RequestField[] = Object.entries(TABLE).map(([name, field]) => ({
  name,
  ...field,
}));

/** The settings that a request can give. */
export type Given = NameWith<{ isSetting: true }>;
/** Those that a connection notes when its request gives them: what is absent keeps what a scraper has. */
export const GIVEN: readonly Given[] = Object.keys(TABLE).filter(isGiven);

function isGiven(name: string): name is Given {
  return REQUEST_FIELDS.some((field) => field.name === name && field.isSetting);
}

type RequestShape = {
  [K in Name]: Table[K] extends { isRequired: true } ? Table[K]['schema'] : z.ZodMiniExactOptional<Table[K]['schema']>;
};
type KeptShape = { [K in NameWith<{ default: unknown }>]: Table[K]['schema'] };
type Shape = Record<string, z.ZodMiniType>;

function requestShapeOf(fields: readonly RequestField[]): RequestShape;
function requestShapeOf(fields: readonly RequestField[]): Shape {
  return Object.fromEntries(
    fields.map(({ name, schema, isRequired }) => [name, isRequired ? schema : z.exactOptional(schema)]),
  );
}

function keptShapeOf(fields: readonly RequestField[]): KeptShape;
function keptShapeOf(fields: readonly RequestField[]): Shape {
  return Object.fromEntries(fields.filter(isKept).map(({ name, schema }) => [name, schema]));
}

function isKept(field: RequestField): boolean {
  return field.default !== undefined;
}

/** A request of which every field has its form; what is wrong with the whole `checkRequest` finds. */
export const requestSchema = z.object(requestShapeOf(REQUEST_FIELDS));
/** As a request says it, without any default. */
export type Request = z.infer<typeof requestSchema>;

/** What a connection has of its request as it was given. */
export const keptShape = keptShapeOf(REQUEST_FIELDS);
const keptSchema = z.object(keptShape);
const DEFAULTS = Object.fromEntries(REQUEST_FIELDS.map((field) => [field.name, field.default]));

/** What a connection has of its request as it was given, with the defaults filled in. */
export function keptFields(request: Request): z.infer<typeof keptSchema> {
  return keptSchema.parse({ ...DEFAULTS, ...request });
}
