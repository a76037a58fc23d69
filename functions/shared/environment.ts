import * as z from 'zod/mini';
import { deployedName } from './names.ts';

/**
 * The environment of every function: set by the stacks and by the local run from the deployment's configuration, read
 * here. Lambda itself sets AWS_REGION and LAMBDA_TASK_ROOT.
 */
export const ENVIRONMENT = {
  /** The installation's name. */
  name: 'AMP_SCRAPER_NAME',
  partition: 'AMP_SCRAPER_PARTITION',
  /** JSON array of the account ids whose clusters and workspaces may be connected. */
  accounts: 'AMP_SCRAPER_ACCOUNTS',
  /** JSON array of those of the accounts that have workspaces only: a cluster there is refused. */
  targetOnlyAccounts: 'AMP_SCRAPER_TARGET_ONLY_ACCOUNTS',
  /** JSON array of the accounts, Regions and workspace ARNs of these that take no new connection any more. */
  withdrawn: 'AMP_SCRAPER_WITHDRAWN',
  /** JSON object: the accepted workspaces' ARNs by the names that the tag and product doors use. */
  workspaces: 'AMP_SCRAPER_WORKSPACES',
  /** The external id that the provisioners' trust asks for. */
  provisionerExternalId: 'AMP_SCRAPER_PROVISIONER_EXTERNAL_ID',
  /** The key of the cluster tag that names a workspace. */
  clusterTagKey: 'AMP_SCRAPER_CLUSTER_TAG_KEY',
  /** The name of the connections table. */
  connectionsTable: 'AMP_SCRAPER_CONNECTIONS_TABLE',
  /** JSON array of the prefixes of tag keys that a request may not set. */
  reservedTagPrefixes: 'AMP_SCRAPER_RESERVED_TAG_PREFIXES',
  /** How many scrapers the accounts may have per Region. */
  scraperQuota: 'AMP_SCRAPER_SCRAPER_QUOTA',
  region: 'AWS_REGION',
  taskRoot: 'LAMBDA_TASK_ROOT',
} as const;

export interface Environment {
  name: string;
  partition: string;
  accounts: readonly string[];
  targetOnlyAccounts: readonly string[];
  withdrawn: readonly string[];
  workspaces: Readonly<Record<string, string>>;
  provisionerExternalId: string;
  clusterTagKey: string;
  reservedTagPrefixes: readonly string[];
  scraperQuota: number;
  connectionsTable: string;
  region: string;
  taskRoot: string;
}

/** Turns JSON text into its value; text that is no JSON becomes an issue of the schema, not an exception. */
const json = z.pipe(
  z.string(),
  z.transform((text: string, payload): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      payload.issues.push({ code: 'custom', message: 'is not JSON', input: text });
      return z.NEVER;
    }
  }),
);

const accountIds = z.pipe(json, z.array(z.string().check(z.regex(/^\d{12}$/))));

const environment = z.object({
  name: z.string().check(z.minLength(1)),
  partition: z.string().check(z.minLength(1)),
  accounts: accountIds,
  targetOnlyAccounts: accountIds,
  withdrawn: z.pipe(json, z.array(z.string())),
  workspaces: z.pipe(json, z.record(z.string(), z.string().check(z.regex(/^arn:/)))),
  provisionerExternalId: z.string().check(z.minLength(2)),
  clusterTagKey: z.string().check(z.minLength(1)),
  reservedTagPrefixes: z.pipe(json, z.array(z.string())),
  scraperQuota: z.pipe(json, z.int().check(z.gte(1))),
  connectionsTable: z.string().check(z.minLength(1)),
  region: z.string().check(z.minLength(1)),
  taskRoot: z.string().check(z.minLength(1)),
});

/**
 * Reads the environment, every missing or malformed variable reported at once.
 * @throws TypeError: the deployment is at fault, no request can mend it and no retry helps.
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  return parse(environment, ENVIRONMENT, variables);
}

function parse<T>(
  schema: z.ZodMiniType<T>,
  variables: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): T {
  const raw = Object.fromEntries(Object.entries(variables).map(([key, name]) => [key, environment[name]]));
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${variables[String(path[0])] ?? '?'}: ${message}`);
  throw new TypeError(`The function's environment is not complete; deploy the workflow again. ${problems.join('; ')}`);
}

/**
 * How long one attempt of a call of AWS may take, in milliseconds: until the server has accepted the connection, and, counted
 * from the same moment, until it answers.
 */
export interface TimeLimits {
  connectionMs: number;
  requestMs: number;
}

/** No stack sets it. The local run does, so that a test of a server that never answers does not wait as long as Lambda does. */
export const LIMITS_ENVIRONMENT = {
  /** JSON object: TimeLimits. */
  timeLimits: 'AMP_SCRAPER_TIME_LIMITS',
} as const;

/** Lambda's time-out of every function; the tasks' own is longer, so that no handler acts after its task has ended. */
export const FUNCTION_TIMEOUT_SECONDS = 60;

/** What is deployed: the three attempts of a call, and those of the AssumeRole before it, end before the function does. */
export const DEPLOYED_LIMITS: TimeLimits = { connectionMs: 3_000, requestMs: 8_000 };

const milliseconds = z.int().check(z.gte(1));
const limits = z.object({
  timeLimits: z.optional(z.pipe(json, z.object({ connectionMs: milliseconds, requestMs: milliseconds }))),
});

/** @throws TypeError when the variable is there and malformed. */
export function readTimeLimits(variables: Readonly<Record<string, string | undefined>>): TimeLimits {
  return parse(limits, LIMITS_ENVIRONMENT, variables).timeLimits ?? DEPLOYED_LIMITS;
}

/** What the product door's functions read beside the workspaces and the table: which state machines they start. */
export const PRODUCT_ENVIRONMENT = {
  onboardArn: 'AMP_SCRAPER_ONBOARD_ARN',
  offboardArn: 'AMP_SCRAPER_OFFBOARD_ARN',
} as const;

const productEnvironment = z.object({
  name: z.string().check(z.minLength(1)),
  workspaces: z.pipe(json, z.record(z.string(), z.string())),
  connectionsTable: z.string().check(z.minLength(1)),
  onboardArn: z.string().check(z.regex(/^arn:/)),
  offboardArn: z.string().check(z.regex(/^arn:/)),
  region: z.string().check(z.minLength(1)),
});
export type ProductEnvironment = z.infer<typeof productEnvironment>;

/** @throws TypeError naming every missing or malformed variable. */
export function readProductEnvironment(variables: Readonly<Record<string, string | undefined>>): ProductEnvironment {
  return parse(productEnvironment, { ...ENVIRONMENT, ...PRODUCT_ENVIRONMENT }, variables);
}

/** What the function that writes mails reads beside the installation's name. */
export const NOTIFY_ENVIRONMENT = {
  topicArn: 'AMP_SCRAPER_TOPIC_ARN',
  /** No stack sets it: the SDK's clients read it too. */
  endpoint: 'AWS_ENDPOINT_URL',
} as const;

const notifyEnvironment = z.object({
  name: z.string().check(z.minLength(1)),
  topicArn: z.string().check(z.regex(/^arn:[a-z-]+:sns:/)),
  endpoint: z.optional(z.string()),
});
export type NotifyEnvironment = z.infer<typeof notifyEnvironment>;

/** @throws TypeError naming every missing or malformed variable. */
export function readNotifyEnvironment(variables: Readonly<Record<string, string | undefined>>): NotifyEnvironment {
  return parse(notifyEnvironment, { ...ENVIRONMENT, ...NOTIFY_ENVIRONMENT }, variables);
}

/** The variables that give a function this environment; what Lambda sets itself is left out. */
export function environmentOf(
  environment: Omit<Environment, 'region' | 'taskRoot' | 'connectionsTable'>,
): Record<string, string> {
  return {
    [ENVIRONMENT.name]: environment.name,
    [ENVIRONMENT.partition]: environment.partition,
    [ENVIRONMENT.accounts]: JSON.stringify(environment.accounts),
    [ENVIRONMENT.targetOnlyAccounts]: JSON.stringify(environment.targetOnlyAccounts),
    [ENVIRONMENT.withdrawn]: JSON.stringify(environment.withdrawn),
    [ENVIRONMENT.workspaces]: JSON.stringify(environment.workspaces),
    [ENVIRONMENT.provisionerExternalId]: environment.provisionerExternalId,
    [ENVIRONMENT.clusterTagKey]: environment.clusterTagKey,
    [ENVIRONMENT.reservedTagPrefixes]: JSON.stringify(environment.reservedTagPrefixes),
    [ENVIRONMENT.scraperQuota]: String(environment.scraperQuota),
    [ENVIRONMENT.connectionsTable]: deployedName(environment.name, 'connections'),
  };
}
