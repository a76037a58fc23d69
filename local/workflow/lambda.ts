import { fileURLToPath } from 'node:url';
import { FUNCTION_NAMES, type FunctionName } from '../../functions/shared/names.ts';
import type { Configuration } from '../../infra/configuration.ts';
import { functionRoleArn } from '../../infra/permissions/functions.ts';
import { createSession } from '../aws/services/sts/sessions.ts';
import { functionEnvironment, handlerFile } from '../deployment.ts';
import type { World } from '../world/state.ts';
import { startFunction, type WarmFunction } from './functions.ts';

/** Lambda's time-out of every function; the tasks' own is longer, so that no handler acts after its task has ended. */
export const FUNCTION_TIMEOUT_SECONDS = 60;

/** Function role keys outlive any execution: the clock jumps by hours, and nobody renews them. */
const KEYS_SECONDS = 30 * 24 * 3600;

/** The functions of a workflow, each started when it is first invoked, or before, and then kept warm. */
export interface Lambda {
  invoke(name: FunctionName, event: unknown): Promise<unknown>;
  /** Starts them all, in the order in which a workflow calls them. */
  warm(): void;
  /** What the functions logged, by function. */
  logs(): Record<string, readonly string[]>;
  stop(): Promise<void>;
}

export interface LambdaOptions {
  world: World;
  configuration: Configuration;
  region: string;
  /** AWS_ENDPOINT_URL. */
  endpoint: string;
  /** Where a function's handler is; from source unless given. */
  file?: (name: FunctionName) => URL;
}

export function startLambda(options: LambdaOptions): Lambda {
  const started = new Map<FunctionName, WarmFunction>();
  const get = (name: FunctionName): WarmFunction => {
    const warm = started.get(name) ?? start(options, name);
    started.set(name, warm);
    return warm;
  };
  return {
    invoke: (name, event) => get(name).invoke(event),
    warm: () => FUNCTION_NAMES.forEach(get),
    logs: () => Object.fromEntries([...started].map(([name, { log }]) => [name, log])),
    stop: async () => {
      await Promise.all([...started.values()].map((warm) => warm.stop()));
    },
  };
}

function start({ world, configuration, region, endpoint, file = handlerFile }: LambdaOptions, name: FunctionName) {
  const role = functionRoleArn(configuration, region, name);
  const keys = createSession(world, role, `amp-scraper-${name}`, KEYS_SECONDS, world.now);
  const source = file(name);
  return startFunction({
    name,
    file: source,
    timeoutSeconds: FUNCTION_TIMEOUT_SECONDS,
    environment: {
      ...functionEnvironment(configuration, fileURLToPath(new URL('.', source))),
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: keys.sessionToken,
      AWS_LAMBDA_FUNCTION_NAME: `amp-scraper-${name}`,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    },
  });
}
