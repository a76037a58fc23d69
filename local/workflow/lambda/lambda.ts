import { createHash } from 'node:crypto';
import { DEPLOYED_LIMITS, LIMITS_ENVIRONMENT, type TimeLimits } from '../../../functions/shared/environment.ts';
import { FUNCTION_NAMES, HANDLER_NAMES, type FunctionName, type HandlerName } from '../../../functions/shared/names.ts';
import { createSession } from '../../aws/services/sts/sessions.ts';
import type { DeployedFunction, Deployment } from '../../deployment/deployed.ts';
import type { Session, World } from '../../state/state.ts';
import { handlerFile, workerFile, type CodeFiles } from './code.ts';
import { startFunction, TaskFailure, type WarmFunction } from './functions.ts';
import { taskRoots, type TaskRoots } from './taskRoot.ts';

/** Function role keys outlive any execution: the clock jumps by hours, and nobody renews them. */
const KEYS_SECONDS = 30 * 24 * 3600;

/** The deployed functions and their versions, by ARN, each in a warm thread of its own with Lambda's environment. */
export interface Lambda {
  /**
   * Brings the functions up to date: what is changed is begun anew, what is gone is not found. A version stays what it is. An
   * invocation that is in flight ends where it began.
   * @param file Where the handlers of this deployment are; where they were unless given.
   */
  deploy(deployed: DeployedFunctions, file?: CodeFiles['file']): void;
  /** Makes a world know the functions' session keys, as Lambda's own service would have got them there. */
  admit(world: World): void;
  has(functionArn: string): boolean;
  /** @throws TaskFailure */
  invoke(functionArn: string, event: unknown): Promise<unknown>;
  /** What the functions have logged since the last `forgetLogs`, by their names. */
  logs(): Record<string, readonly string[]>;
  forgetLogs(): void;
  stop(): Promise<void>;
}

type DeployedFunctions = Pick<Deployment, 'functions' | 'versions'>;

/** Of the files with their code their sources are taken unless given. */
export interface LambdaOptions extends Partial<CodeFiles> {
  deployed: DeployedFunctions;
  /** AWS_ENDPOINT_URL. */
  endpoint: string;
  /** How many times shorter the functions' own pauses are, the SDK's between its attempts; 1 unless a test wants it otherwise. */
  hurry?: number;
  /** Told of each line that a function writes to its log. */
  onLine?: (deployed: DeployedFunction, line: string) => void;
  /** How long an attempt of a call may take, in real time, however the functions hurry; what is deployed unless given. */
  limits?: TimeLimits;
}

/** Not of a clean onboard: of its undo, of offboard, and of a dry run. */
const SELDOM: readonly FunctionName[] = [
  'resolveOffboard',
  'deleteScraper',
  'deleteRoles',
  'restoreScraper',
  'planConnection',
  'beginReconcile',
  'lookAtRange',
  'planReconcile',
  'actOnPlan',
  'endReconcile',
];

/** What an ARN stands for: a function or one of its versions, and the file that has its code. */
interface Code {
  arn: string;
  deployed: DeployedFunction;
  source: URL;
}

/**
 * Starts those of a clean onboard in the first Region at once, in the order in which it calls them, so that they load while the first is
 * at work; the others when they are first invoked.
 */
export function startLambda(options: LambdaOptions): Lambda {
  let byArn = new Map<string, Code>();
  let current = options.deployed;
  const warm = new Map<Code, WarmFunction>();
  const roots = taskRoots();
  const get = (code: Code): WarmFunction => {
    const found = warm.get(code) ?? start(code, roots, options);
    warm.set(code, found);
    return found;
  };
  function deploy(deployed: DeployedFunctions, file = options.file ?? handlerFile): void {
    const before = byArn;
    current = deployed;
    byArn = new Map([
      ...deployed.functions.map((one) => [one.arn, latest(before.get(one.arn), one, file)] as const),
      ...deployed.versions.map((one) => [one.arn, before.get(one.arn) ?? codeOf(one.arn, one.function, file)] as const),
    ]);
  }
  deploy(options.deployed);
  const [{ region: first } = { region: '' }] = options.deployed.functions;
  const near = options.deployed.functions.filter(({ region }) => region === first);
  for (const name of FUNCTION_NAMES.filter((one) => !SELDOM.includes(one))) {
    for (const { functionName, arn } of near) {
      const [version] = options.deployed.versions.filter((one) => one.function.arn === arn);
      const called = byArn.get(version?.arn ?? arn);
      if (called && handlerName(functionName) === name) get(called);
    }
  }
  return {
    deploy,
    admit(world) {
      for (const one of current.functions) {
        const versions = current.versions.filter(({ function: { arn } }) => arn === one.arn);
        admitFunction(world, one, versions);
      }
    },
    has: (functionArn) => byArn.has(functionArn),
    async invoke(functionArn, event) {
      const code = byArn.get(functionArn);
      if (code === undefined) throw notFound(functionArn);
      return get(code).invoke(event);
    },
    logs() {
      const lines = [...warm].map(([{ deployed }, { log }]) => ({ name: deployed.functionName, log }));
      const names = [...new Set(lines.map(({ name }) => name))];
      return Object.fromEntries(
        names.map((name) => [name, lines.filter((one) => one.name === name).flatMap(({ log }) => log)]),
      );
    },
    forgetLogs() {
      for (const one of warm.values()) one.forget();
    },
    stop: async () => {
      await Promise.all([...warm.values()].map((one) => one.stop()));
      roots.remove();
    },
  };
}

/** Each version has a session of its own, which says for which code it was made. */
function admitFunction(world: World, deployed: DeployedFunction, versions: DeployedFunctions['versions']): void {
  const { arn, roleArn, functionName } = deployed;
  const session = createSession(world, roleArn, functionName, KEYS_SECONDS, world.now);
  delete world.sessions[session.accessKeyId];
  for (const code of [arn, ...versions.map((one) => one.arn)]) {
    const keys = keysOf(code);
    const sourceFunctionArn = world.sourceFunctionArn === 'version' ? code : arn;
    world.sessions[keys.accessKeyId] = { ...session, ...keys, sourceFunctionArn };
  }
}

/** The function's code as it is now, which stays warm when nothing of it has changed. */
function latest(before: Code | undefined, deployed: DeployedFunction, file: CodeFiles['file']): Code {
  const code = codeOf(deployed.arn, deployed, file);
  const isSame = before?.deployed.digest === deployed.digest && before.source.href === code.source.href;
  return isSame ? before : code;
}

function codeOf(arn: string, deployed: DeployedFunction, file: CodeFiles['file']): Code {
  return { arn, deployed, source: entryFile(deployed, file) };
}

/**
 * As Step Functions reports Lambda's answer for a function or a version that does not exist
 * (https://github.com/codetheweb/serverless-step-functions-local/issues/3); Lambda's own text has the ARN.
 */
function notFound(functionArn: string): TaskFailure {
  const answer = 'Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException';
  return new TaskFailure('Lambda.ResourceNotFoundException', `Function not found: ${functionArn} (${answer})`);
}

function start(
  { arn, deployed, source }: Code,
  roots: TaskRoots,
  { endpoint, worker = workerFile, hurry = 1, limits = DEPLOYED_LIMITS, onLine }: LambdaOptions,
): WarmFunction {
  const { accessKeyId, secretAccessKey, sessionToken } = keysOf(arn);
  return startFunction({
    name: deployed.functionName,
    file: source,
    worker,
    timeoutSeconds: deployed.timeoutSeconds,
    logLevel: deployed.applicationLogLevel,
    hurry,
    onLine: (line) => onLine?.(deployed, line),
    environment: {
      ...deployed.environment,
      [LIMITS_ENVIRONMENT.timeLimits]: JSON.stringify(hurried(limits, hurry)),
      LAMBDA_TASK_ROOT: roots.folderOf(source, deployed.deploymentFile),
      AWS_REGION: deployed.region,
      AWS_DEFAULT_REGION: deployed.region,
      AWS_ENDPOINT_URL: endpoint,
      AWS_LAMBDA_FUNCTION_NAME: deployed.functionName,
      _HANDLER: deployed.handler ?? '',
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
function handlerName(functionName: string): HandlerName | undefined {
  return HANDLER_NAMES.find((one) => functionName.endsWith(`-${one}`));
}

function entryFile(deployed: DeployedFunction, file: CodeFiles['file']): URL {
  const { functionName, handler = '' } = deployed;
  const name = handlerName(functionName);
  if (name !== undefined) return file(name);
  if (handler.startsWith('framework.')) return new URL('../doors/providerFramework.ts', import.meta.url);
  throw new Error(`There is no handler here for the function ${functionName}.`);
}

/** Worth something in the worlds that they are admitted to alone. */
function keysOf(arn: string): Pick<Session, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'> {
  const id = createHash('sha256').update(arn).digest('hex').toUpperCase().slice(0, 16);
  return {
    accessKeyId: `ASIA${id}`,
    secretAccessKey: `secret-of-${arn}`,
    sessionToken: `session-of-${arn}`,
  };
}
