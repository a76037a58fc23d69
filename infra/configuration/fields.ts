import * as z from 'zod';
import { editorSchema } from './editorSchema.ts';
import { problemsOf, sentences } from './messages.ts';
import { REGIONS } from './regions.ts';

/**
 * AWS's form of an account (https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html); a leading zero is a part
 * of it.
 */
export const accountId = z.string().regex(/^\d{12}$/, 'is not an account id of 12 digits');
/** Which may be named depends on the partition: problems/places.ts. */
export const region = z.string().meta({ enum: Object.values(REGIONS).flat() });
/** A role of whatever account and path. IAM looks whether it exists when a trust policy names it, and refuses one that does not. */
export const roleArn = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'is not the ARN of a role');
/** A managed policy's path and name, as they stand in its ARN behind `policy/`. */
export const policyName = z
  .string()
  .refine(
    (text) => !text.startsWith('arn:'),
    'is an ARN, which is of one account: give what stands in it behind policy/',
  )
  .regex(/^(?!\/)([\w+=,.@/-]{1,511}\/)?[\w+=,.@-]{1,128}$/, 'is not the name of a policy, or its path and name');
/** A name that people choose: of a workspace, of a product. */
export const givenName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'is not 1 to 64 letters, digits, ".", "_" or "-", the first a letter or digit',
  );
/** STS's form, 2 to 1,224 characters (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). */
export const externalId = z
  .string()
  .regex(/^[\w+=,.@:/-]{2,1224}$/, 'is not an external id of 2 to 1224 letters, digits and _+=,.@:/-');
/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html: AWS alone makes those that begin with aws:, in any case. */
export const tagKey = z
  .string()
  .max(128)
  .refine((key) => /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u.test(key), 'is not a tag key: letters, digits, spaces and _.:/=+-@')
  .refine((key) => !/^aws:/i.test(key), 'begins with aws:, which AWS reserves');

/** The patterns of ids: https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html and API_Root beside it. */
export const organizationId = z.string().regex(/^o-[a-z0-9]{10,32}$/, 'is not an organization id');
const rootId = z.string().regex(/^r-[0-9a-z]{4,32}$/, "is not the id of an organization's root");
const organizationalUnitId = z
  .string()
  .regex(/^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/, 'is not the id of an organizational unit');

const workspaceArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:aps:[a-z0-9-]+:\d{12}:workspace\/ws-[0-9A-Za-z-]+$/, 'is not the ARN of a workspace');

/** As many accounts as the Deny of the functions' roles has room for beside all that they may do. */
const MAX_EXCLUDED_ACCOUNTS = 50;
/** An OU is a pattern of some 60 characters in every document that names it. */
const MAX_ORGANIZATIONAL_UNITS = 10;

/** Text or something else, each by its own schema, so that a mistake is told of the form that was meant. */
function textOr<Text, Other>(text: z.ZodType<Text>, other: z.ZodType<Other>) {
  return z
    .unknown()
    .meta({ anyOf: [editorSchema(text), editorSchema(other)] })
    .transform((value, context): Text | Other => {
      const form = typeof value === 'string' ? text : other;
      const parsed = form.safeParse(value, { error: sentences });
      if (parsed.success) return parsed.data;
      for (const { path, message } of problemsOf(parsed.error)) {
        context.issues.push({ code: 'custom', path, message, input: value });
      }
      return z.NEVER;
    });
}

/** One text, or two while one is changed for the other: both are heard, and the first is what is sent or goes before. */
export function oneOrTwo(text: z.ZodString) {
  const several = z.tuple([text], text).refine((all) => all.length <= 2, 'are more than two: one, or two that overlap');
  return textOr(text, several).transform((value): [string, ...string[]] =>
    typeof value === 'string' ? [value] : value,
  );
}

/** Exactly one of two fields: what is named by the one cannot be named by the other. */
function isOneOf(value: object, one: string, other: string): boolean {
  return one in value !== other in value;
}

/** Whose clusters may be connected: those of accounts, or of the accounts in organizational units and in whatever is below them. */
const from = z
  .strictObject({
    accounts: z.array(accountId).min(1).optional(),
    organizationalUnitIds: z.array(organizationalUnitId).min(1).optional(),
  })
  .refine(
    (value) => isOneOf(value, 'accounts', 'organizationalUnitIds'),
    'has to have either accounts or organizationalUnitIds',
  );

/** An accepted workspace: its ARN, or beside that the accounts whose clusters may write to it. */
export const workspace = textOr(
  workspaceArn.transform((arn) => ({ arn })),
  z.strictObject({ arn: workspaceArn, from: from.optional() }),
).transform((value): Workspace => value);

/** Whose clusters a workspace or a product takes: exactly one of the two members is there. */
export type From = z.infer<typeof from>;

/** An accepted workspace, in whichever of its two forms the file has it. */
export interface Workspace {
  arn: string;
  /** @default every account */
  from?: From | undefined;
}

/** The accounts of an organization, whichever it has now or will have: all of them, or those in organizational units and below. */
export const organization = z
  .strictObject({
    id: organizationId,
    organizationalUnitIds: z.array(organizationalUnitId).min(1).max(MAX_ORGANIZATIONAL_UNITS).optional(),
    rootId: rootId.optional(),
    /** Those of them that are left out: nothing is created, read or deleted there. */
    excludedAccounts: z.array(accountId).max(MAX_EXCLUDED_ACCOUNTS).default([]),
    /** Whether a stack of the workflow account has the stack sets, where nobody else runs the organization's. */
    stackSets: z.boolean().default(false),
  })
  .refine(
    (value) => isOneOf(value, 'organizationalUnitIds', 'rootId'),
    'has to have either organizationalUnitIds or, for all accounts, rootId',
  );
/** With its defaults; its accounts are nowhere listed. */
export type Organization = z.infer<typeof organization>;

/** A product of Service Catalog: who may launch it, and whose clusters it may connect. */
export const product = z.strictObject({ name: givenName, launcherRoles: z.array(roleArn).default([]), from });

/** Whole hours up to a day, so that the alarm of late runs can tell one. */
const schedule = z
  .string()
  .regex(/^rate\((1 hour|([2-9]|1\d|2[0-4]) hours)\)$/, 'is not rate(1 hour) or rate(N hours) with up to 24 hours');

/** What reconcile may do in each Region, and how often it looks. */
export const reconcile = z.strictObject({
  /** Whether it takes away what is not wanted any more; until then it tells of it. */
  takesAway: z.boolean().default(false),
  /** Whether it mends what somebody has changed; until then it tells of it. */
  repairDrift: z.boolean().default(false),
  /** Onboards that a run starts at most. */
  maximumNew: z.int().min(1).max(1000).default(20),
  /** Accounts in which it begins nothing. */
  heldAccounts: z.array(accountId).default([]),
  /** How often it runs, in EventBridge Scheduler's words. */
  schedule: schedule.default('rate(1 hour)'),
});

/** Whom to ask about a product, as Service Catalog shows it beside that. */
export const productSupport = z
  .strictObject({
    email: z.email().optional(),
    url: z.url({ protocol: /^https?$/, error: 'is not the URL of a page' }).optional(),
    description: z.string().min(1).max(8191).optional(),
  })
  .refine((value) => Object.keys(value).length > 0, 'has neither email, url nor description');
