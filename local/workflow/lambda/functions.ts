import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { CACHE_FOLDER } from '../../deployment/cacheFolder.ts';
import type { LogLevel } from '../../deployment/deployed.ts';

/** How a deployed function is run: the file with its handler, and its environment as Lambda gives it. */
export interface FunctionDeployment {
  name: string;
  file: URL;
  /** What loads that in its thread. */
  worker: URL;
  environment: Readonly<Record<string, string>>;
  /** Lambda's own time-out. */
  timeoutSeconds: number;
  /** What it writes to the console below this is not logged. */
  logLevel: LogLevel;
  /** How many times shorter its own pauses are. */
  hurry: number;
  /** Told of each line that it writes to its log, before it answers. */
  onLine: (line: string) => void;
}

/**
 * What a failed task tells the state machine. `cause` is Lambda's JSON `{errorType, errorMessage, trace}`, or a text where no
 * function answered.
 */
export class TaskFailure extends Error {
  override readonly name: string;
  /** That pass on the clock of the executions before the state machine is told. */
  readonly seconds: number;
  constructor(errorType: string, cause: string, seconds = 0) {
    super(cause);
    this.name = errorType;
    this.seconds = seconds;
  }
}

/** Failures of Lambda itself, which has run no function; where it gives no error type, a function has been run and has died. */
const NOT_RUN = /^(Lambda\.(?!Unknown$)|States\.)/;

/**
 * Whether a function was run and failed: it threw, exited or was timed out. A request that is throttled or that Lambda cannot serve
 * is no invocation (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html).
 */
export function wasRun({ name }: TaskFailure): boolean {
  return !NOT_RUN.test(name);
}

const failure = z.object({ errorType: z.string(), errorMessage: z.string(), trace: z.array(z.string()) });
const reply = z.object({ id: z.number(), result: z.unknown().optional(), failure: failure.optional() });
const message = z.union([z.object({ written: z.string() }), reply]);

/** A function that stays warm between invocations, in a thread with an environment of its own. */
export interface WarmFunction {
  /** @throws TaskFailure */
  invoke(event: unknown): Promise<unknown>;
  /** What it wrote to its log since the last `forget`, a line each. */
  log: readonly string[];
  forget(): void;
  stop(): Promise<void>;
}

/** In a worker thread, which keeps no process alive. After one that has died the next invocation starts another, as Lambda does. */
export function startFunction(deployment: FunctionDeployment): WarmFunction {
  const { name, file, worker: workerFile, environment, timeoutSeconds, logLevel, hurry, onLine } = deployment;
  const log: string[] = [];
  const keep = (text: string) => {
    for (const line of text.split('\n').filter(Boolean)) {
      log.push(line);
      onLine(line);
    }
  };
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  const failAll = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const onMessage = (received: unknown) => {
    const parsed = message.parse(received);
    if ('written' in parsed) return keep(parsed.written);
    const { id, result, failure: failed } = parsed;
    const caller = waiting.get(id);
    waiting.delete(id);
    if (failed) caller?.reject(new TaskFailure(failed.errorType, JSON.stringify(failed)));
    else caller?.resolve(result);
  };
  let isStopped = false;
  const startThread = (): Worker => {
    const thread = new Worker(workerFile, {
      name,
      // Node.js keeps what it has compiled between runs: seven functions load half again as fast.
      env: { ...environment, NODE_COMPILE_CACHE: CACHE_FOLDER },
      execArgv: [],
      workerData: { file: file.href, hurry, logLevel },
    });
    thread.unref();
    thread.on('message', onMessage);
    const end = (reason: string) => {
      if (worker !== thread) return;
      if (!isStopped) worker = undefined;
      failAll(runtimeExit(reason));
    };
    thread.on('error', (error) => end(error.stack ?? error.message));
    thread.on('exit', (code) => end(`exit status ${code}`));
    return thread;
  };
  let worker: Worker | undefined = startThread();
  return {
    log,
    forget: () => void log.splice(0),
    async invoke(event) {
      lastId += 1;
      const id = lastId;
      const answered = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
      const timeout = setTimeout(() => {
        waiting.get(id)?.reject(timedOut(timeoutSeconds));
        waiting.delete(id);
      }, timeoutSeconds * 1000);
      worker ??= startThread();
      worker.postMessage({ id, event, endsAt: Date.now() + timeoutSeconds * 1000 });
      try {
        return await answered;
      } finally {
        clearTimeout(timeout);
      }
    },
    stop: async () => {
      isStopped = true;
      await worker?.terminate();
    },
  };
}

function runtimeExit(reason: string): TaskFailure {
  const errorType = 'Runtime.ExitError';
  return new TaskFailure(
    errorType,
    JSON.stringify({ errorType, errorMessage: `Runtime exited: ${reason}`, trace: [] }),
  );
}

function timedOut(seconds: number): TaskFailure {
  const errorType = 'Sandbox.Timedout';
  return new TaskFailure(
    errorType,
    JSON.stringify({ errorType, errorMessage: `Task timed out after ${seconds}.00 seconds` }),
  );
}
