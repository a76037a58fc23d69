import * as z from 'zod/mini';
import { readDeploymentData, type DeploymentData } from './deploymentData.ts';
import { deployedName } from './names.ts';

/**
 * The environment of every function: set by the stacks and by the local run, read here. Lambda itself sets AWS_REGION and
 * LAMBDA_TASK_ROOT, where the file with all else that a function knows of its deployment lies (deploymentData.ts).
 */
export const ENVIRONMENT = {
  /** The installation's name. */
  name: 'AMP_SCRAPER_NAME',
  /** The name of the connections table. */
  connectionsTable: 'AMP_SCRAPER_CONNECTIONS_TABLE',
  region: 'AWS_REGION',
  taskRoot: 'LAMBDA_TASK_ROOT',
} as const;

/** What the handlers know beside their input: the variables, and the deployment's data. */
export interface Environment extends DeploymentData {
  name: string;
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

const environment = z.object({
  name: z.string().check(z.minLength(1)),
  connectionsTable: z.string().check(z.minLength(1)),
  region: z.string().check(z.minLength(1)),
  taskRoot: z.string().check(z.minLength(1)),
});

/** Lambda's variables, or those that a test gives. */
type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment and the deployment's data, every missing or malformed part of both reported at once.
 * @throws TypeError: the deployment is at fault, no request can mend it and no retry helps.
 */
export function readEnvironment(variables: Variables): Environment {
  return parse(environment, ENVIRONMENT, variables);
}

function parse<T extends object>(
  schema: z.ZodMiniType<T>,
  names: Readonly<Record<string, string>>,
  variables: Variables,
): T & DeploymentData {
  const own = parsed(schema, names, variables);
  const taskRoot = variables[ENVIRONMENT.taskRoot];
  const data = taskRoot ? readDeploymentData(taskRoot) : { problems: [] };
  const problems = [...own.problems, ...data.problems];
  if (own.value === undefined || data.value === undefined) throw incomplete(problems);
  return { ...data.value, ...own.value };
}

interface Read<T> {
  value?: T;
  problems: string[];
}

function parsed<T>(schema: z.ZodMiniType<T>, names: Readonly<Record<string, string>>, variables: Variables): Read<T> {
  const raw = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, variables[name]]));
  const { success, data, error } = schema.safeParse(raw);
  if (success) return { value: data, problems: [] };
  return { problems: error.issues.map(({ path, message }) => `${names[String(path[0])] ?? '?'}: ${message}`) };
}

function incomplete(problems: readonly string[]): TypeError {
  return new TypeError(`The function's environment is not complete; deploy the workflow again. ${problems.join('; ')}`);
}

/** @throws TypeError naming every missing or malformed variable. */
function readVariables<T>(schema: z.ZodMiniType<T>, names: Readonly<Record<string, string>>, variables: Variables): T {
  const { value, problems } = parsed(schema, names, variables);
  if (value === undefined) throw incomplete(problems);
  return value;
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
export function readTimeLimits(variables: Variables): TimeLimits {
  return readVariables(limits, LIMITS_ENVIRONMENT, variables).timeLimits ?? DEPLOYED_LIMITS;
}

/** What the product door's functions read beside all that: which state machines they start. */
export const PRODUCT_ENVIRONMENT = {
  onboardArn: 'AMP_SCRAPER_ONBOARD_ARN',
  offboardArn: 'AMP_SCRAPER_OFFBOARD_ARN',
} as const;

const productEnvironment = z.object({
  name: z.string().check(z.minLength(1)),
  connectionsTable: z.string().check(z.minLength(1)),
  onboardArn: z.string().check(z.regex(/^arn:/)),
  offboardArn: z.string().check(z.regex(/^arn:/)),
  region: z.string().check(z.minLength(1)),
  taskRoot: z.string().check(z.minLength(1)),
});
/** What productOnEvent and productIsComplete read: no variable of the provisioners is theirs. */
export type ProductEnvironment = z.infer<typeof productEnvironment> & DeploymentData;

/** @throws TypeError naming every missing or malformed part of both. */
export function readProductEnvironment(variables: Variables): ProductEnvironment {
  return parse(productEnvironment, { ...ENVIRONMENT, ...PRODUCT_ENVIRONMENT }, variables);
}

/** What the function that tells people reads beside all that. */
export const NOTIFY_ENVIRONMENT = {
  topicArn: 'AMP_SCRAPER_TOPIC_ARN',
  /** No stack sets it: the SDK's clients read it too. */
  endpoint: 'AWS_ENDPOINT_URL',
} as const;

const notifyEnvironment = z.extend(environment, {
  topicArn: z.string().check(z.regex(/^arn:[a-z-]+:sns:/)),
  endpoint: z.optional(z.string()),
});
/** What notify reads beside what all functions do: the topic of its mails. */
export type NotifyEnvironment = z.infer<typeof notifyEnvironment> & DeploymentData;

/** @throws TypeError naming every missing or malformed part of both. */
export function readNotifyEnvironment(variables: Variables): NotifyEnvironment {
  return parse(notifyEnvironment, { ...ENVIRONMENT, ...NOTIFY_ENVIRONMENT }, variables);
}

/** The variables that the stacks set for every function that has the deployment's data; what Lambda sets itself is left out. */
export function environmentOf(name: string): Record<string, string> {
  return { [ENVIRONMENT.name]: name, [ENVIRONMENT.connectionsTable]: deployedName(name, 'connections') };
}
