import { fileURLToPath } from 'node:url';
import {
  deployedName,
  FUNCTION_NAMES,
  PRODUCT_FUNCTION_NAMES,
  type FunctionName,
  type ProductFunctionName,
} from '../../functions/shared/names.ts';
import type { Configuration } from '../../infra/configuration.ts';
import { functionRoleArn } from '../../infra/permissions/functions.ts';
import { createSession } from '../aws/services/sts/sessions.ts';
import { functionEnvironment, handlerFile } from '../deployment.ts';
import type { Session, World } from '../world/state.ts';
import { startFunction, type WarmFunction } from './functions.ts';

/** Lambda's time-out of every function; the tasks' own is longer, so that no handler acts after its task has ended. */
export const FUNCTION_TIMEOUT_SECONDS = 60;

/** Function role keys outlive any execution: the clock jumps by hours, and nobody renews them. */
const KEYS_SECONDS = 30 * 24 * 3600;

/** The functions of a deployment, each in a warm thread of its own with Lambda's environment. */
export interface Lambda {
  /** Makes a world know the functions' session keys, as Lambda's own service would have got them there. */
  admit(world: World): void;
  names: readonly AnyFunctionName[];
  invoke(name: AnyFunctionName, event: unknown): Promise<unknown>;
  /** What the functions have logged, by function. */
  logs(): Record<string, readonly string[]>;
  stop(): Promise<void>;
}

export interface LambdaOptions {
  configuration: Configuration;
  region: string;
  /** AWS_ENDPOINT_URL. */
  endpoint: string;
  /** Where a function's handler is; from source unless given. */
  file?: (name: AnyFunctionName) => URL;
}

type AnyFunctionName = FunctionName | ProductFunctionName;

/**
 * Starts those of the workflow at once, in the order in which it calls them, so that they load while the first is at work;
 * the product door's when they are first invoked.
 */
export function startLambda(options: LambdaOptions): Lambda {
  const names = [...FUNCTION_NAMES, ...PRODUCT_FUNCTION_NAMES];
  const functions = new Map<AnyFunctionName, WarmFunction>();
  const get = (name: AnyFunctionName): WarmFunction => {
    const warm = functions.get(name) ?? start(options, name);
    functions.set(name, warm);
    return warm;
  };
  FUNCTION_NAMES.forEach(get);
  return {
    names,
    admit(world) {
      for (const name of names) {
        const role = functionRoleArn(options.configuration, options.region, name);
        const session = createSession(world, role, deployedName(name), KEYS_SECONDS, world.now);
        delete world.sessions[session.accessKeyId];
        const keys = keysOf(name);
        world.sessions[keys.accessKeyId] = { ...session, ...keys };
      }
    },
    invoke: (name, event) => get(name).invoke(event),
    logs: () => Object.fromEntries([...functions].map(([name, { log }]) => [name, log])),
    stop: async () => {
      await Promise.all([...functions.values()].map((one) => one.stop()));
    },
  };
}

function start(
  { configuration, region, endpoint, file = handlerFile }: LambdaOptions,
  name: AnyFunctionName,
): WarmFunction {
  const source = file(name);
  const { accessKeyId, secretAccessKey, sessionToken } = keysOf(name);
  const environment = {
    ...functionEnvironment(configuration, fileURLToPath(new URL('.', source))),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_LAMBDA_FUNCTION_NAME: deployedName(name),
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
  return startFunction({ name, file: source, timeoutSeconds: FUNCTION_TIMEOUT_SECONDS, environment });
}

/** Worth something in the worlds that they are admitted to alone. */
function keysOf(name: AnyFunctionName): Pick<Session, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'> {
  return {
    accessKeyId: `ASIA${name.toUpperCase().padEnd(16, 'X').slice(0, 16)}`,
    secretAccessKey: `secret-of-${name}`,
    sessionToken: `session-of-${name}`,
  };
}
