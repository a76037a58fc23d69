import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { DEPLOYED_LIMITS, LIMITS_ENVIRONMENT, type TimeLimits } from '../../functions/shared/environment.ts';
import { FUNCTION_NAMES, HANDLER_NAMES, type FunctionName, type HandlerName } from '../../functions/shared/names.ts';
import { createSession } from '../aws/services/sts/sessions.ts';
import type { DeployedFunction } from '../deployment/deployed.ts';
import type { Session, World } from '../state/state.ts';
import { startFunction, type WarmFunction } from './functions.ts';

/** Function role keys outlive any execution: the clock jumps by hours, and nobody renews them. */
const KEYS_SECONDS = 30 * 24 * 3600;

/** The deployed functions of a Region, by ARN, each in a warm thread of its own with Lambda's environment. */
export interface Lambda {
  /** Makes a world know the functions' session keys, as Lambda's own service would have got them there. */
  admit(world: World): void;
  has(functionArn: string): boolean;
  /** @throws TaskFailure */
  invoke(functionArn: string, event: unknown): Promise<unknown>;
  /** What the functions have logged, by their names. */
  logs(): Record<string, readonly string[]>;
  stop(): Promise<void>;
}

export interface LambdaOptions {
  functions: readonly DeployedFunction[];
  /** AWS_ENDPOINT_URL. */
  endpoint: string;
  /** Where a handler is; its source unless given. */
  file?: (name: HandlerName) => URL;
  /** How many times shorter the functions' own pauses are, the SDK's between its attempts; 1 unless a test wants it otherwise. */
  hurry?: number;
  /** Told of each line that a function writes to its log. */
  onLine?: (deployed: DeployedFunction, line: string) => void;
  /** How long an attempt of a call may take, in real time, however the functions hurry; what is deployed unless given. */
  limits?: TimeLimits;
}

/** Where a handler is when it runs from source. */
export function handlerFile(name: HandlerName): URL {
  return new URL(`../../functions/${name}.ts`, import.meta.url);
}

/** Not of a clean onboard: of its undo, of offboard, and of a dry run. */
const SELDOM: readonly FunctionName[] = [
  'resolveOffboard',
  'deleteScraper',
  'deleteRoles',
  'restoreScraper',
  'planConnection',
];

/**
 * Starts those of a clean onboard at once, in the order in which it calls them, so that they load while the first is at
 * work; the others when they are first invoked.
 */
export function startLambda(options: LambdaOptions): Lambda {
  const { functions } = options;
  const byArn = new Map(functions.map((deployed) => [deployed.arn, deployed]));
  const started = new Map<string, WarmFunction>();
  const get = (deployed: DeployedFunction): WarmFunction => {
    const warm = started.get(deployed.functionName) ?? start(deployed, options);
    started.set(deployed.functionName, warm);
    return warm;
  };
  for (const name of FUNCTION_NAMES.filter((one) => !SELDOM.includes(one))) {
    for (const deployed of functions.filter((one) => handlerName(one) === name)) get(deployed);
  }
  return {
    admit(world) {
      for (const { roleArn, functionName } of functions) {
        const session = createSession(world, roleArn, functionName, KEYS_SECONDS, world.now);
        delete world.sessions[session.accessKeyId];
        const keys = keysOf(functionName);
        world.sessions[keys.accessKeyId] = { ...session, ...keys };
      }
    },
    has: (functionArn) => byArn.has(functionArn),
    async invoke(functionArn, event) {
      const deployed = byArn.get(functionArn);
      if (deployed === undefined) throw new Error(`There is no function ${functionArn}.`);
      return get(deployed).invoke(event);
    },
    logs: () => Object.fromEntries([...started].map(([name, { log }]) => [name, log])),
    stop: async () => {
      await Promise.all([...started.values()].map((one) => one.stop()));
    },
  };
}

function start(
  deployed: DeployedFunction,
  { endpoint, file = handlerFile, hurry = 1, limits = DEPLOYED_LIMITS, onLine }: LambdaOptions,
): WarmFunction {
  const source = entryFile(deployed, file);
  const { accessKeyId, secretAccessKey, sessionToken } = keysOf(deployed.functionName);
  return startFunction({
    name: deployed.functionName,
    file: source,
    timeoutSeconds: deployed.timeoutSeconds,
    logLevel: deployed.applicationLogLevel,
    hurry,
    onLine: (line) => onLine?.(deployed, line),
    environment: {
      ...deployed.environment,
      [LIMITS_ENVIRONMENT.timeLimits]: JSON.stringify(hurried(limits, hurry)),
      LAMBDA_TASK_ROOT: fileURLToPath(new URL('.', source)),
      AWS_REGION: deployed.region,
      AWS_DEFAULT_REGION: deployed.region,
      AWS_ENDPOINT_URL: endpoint,
      AWS_LAMBDA_FUNCTION_NAME: deployed.functionName,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    },
  });
}

/** A function's timers are so many times shorter: its time limits are so many times longer, to be in real time what they are. */
function hurried({ connectionMs, requestMs }: TimeLimits, hurry: number): TimeLimits {
  return { connectionMs: connectionMs * hurry, requestMs: requestMs * hurry };
}

/** Whatever the installation, a function's name ends in its handler's. */
function handlerName({ functionName }: DeployedFunction): HandlerName | undefined {
  return HANDLER_NAMES.find((one) => functionName.endsWith(`-${one}`));
}

function entryFile(deployed: DeployedFunction, file: (name: HandlerName) => URL): URL {
  const { functionName, handler = '' } = deployed;
  const name = handlerName(deployed);
  if (name !== undefined) return file(name);
  if (handler.startsWith('framework.')) return new URL(`providerFramework.ts?${handler}`, import.meta.url);
  throw new Error(`There is no handler here for the function ${functionName}.`);
}

/** Worth something in the worlds that they are admitted to alone. */
function keysOf(functionName: string): Pick<Session, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'> {
  const id = createHash('sha256').update(functionName).digest('hex').toUpperCase().slice(0, 16);
  return {
    accessKeyId: `ASIA${id}`,
    secretAccessKey: `secret-of-${functionName}`,
    sessionToken: `session-of-${functionName}`,
  };
}
