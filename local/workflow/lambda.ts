import { fileURLToPath } from 'node:url';
import { FUNCTION_NAMES, type FunctionName } from '../../functions/shared/names.ts';
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
  invoke(name: FunctionName, event: unknown): Promise<unknown>;
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
  file?: (name: FunctionName) => URL;
}

/** Starts them all, in the order in which a workflow calls them, so that they load while the first is at work. */
export function startLambda({ configuration, region, endpoint, file = handlerFile }: LambdaOptions): Lambda {
  const keys = new Map<FunctionName, Keys>(FUNCTION_NAMES.map((name) => [name, keysOf(name)]));
  const functions = new Map<FunctionName, WarmFunction>(
    FUNCTION_NAMES.map((name) => {
      const source = file(name);
      const environment = {
        ...functionEnvironment(configuration, fileURLToPath(new URL('.', source))),
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_ENDPOINT_URL: endpoint,
        AWS_LAMBDA_FUNCTION_NAME: `amp-scraper-${name}`,
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        ...environmentKeys(keys.get(name)),
      };
      return [name, startFunction({ name, file: source, timeoutSeconds: FUNCTION_TIMEOUT_SECONDS, environment })];
    }),
  );
  return {
    admit(world) {
      for (const [name, own] of keys) {
        const role = functionRoleArn(configuration, region, name);
        const session = createSession(world, role, `amp-scraper-${name}`, KEYS_SECONDS, world.now);
        delete world.sessions[session.accessKeyId];
        world.sessions[own.accessKeyId] = { ...session, ...own };
      }
    },
    invoke: (name, event) => functions.get(name)?.invoke(event) ?? Promise.reject(new Error(`No function ${name}`)),
    logs: () => Object.fromEntries([...functions].map(([name, { log }]) => [name, log])),
    stop: async () => {
      await Promise.all([...functions.values()].map((one) => one.stop()));
    },
  };
}

type Keys = Pick<Session, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>;

/** Worth something in the worlds that they are admitted to alone. */
function keysOf(name: FunctionName): Keys {
  return {
    accessKeyId: `ASIA${name.toUpperCase().padEnd(16, 'X').slice(0, 16)}`,
    secretAccessKey: `secret-of-${name}`,
    sessionToken: `session-of-${name}`,
  };
}

function environmentKeys(keys: Keys | undefined): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: keys?.accessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: keys?.secretAccessKey ?? '',
    AWS_SESSION_TOKEN: keys?.sessionToken ?? '',
  };
}
