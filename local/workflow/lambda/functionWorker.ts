import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { LOG_LEVELS, type LogLevel } from '../../deployment/deployed.ts';
import { loadCompiled } from './compiledBundle.ts';

/** One function, as Lambda keeps it: its module is loaded once, then it answers one event at a time. */
const data = z.object({ file: z.url(), hurry: z.number(), logLevel: z.enum(LOG_LEVELS) }).parse(workerData);
const handlerModule = z.object({
  handler: z.custom<(event: unknown, context: object) => Promise<unknown>>((value) => typeof value === 'function'),
});
const message = z.object({ id: z.number(), event: z.unknown(), endsAt: z.number() });

if (data.hurry !== 1) {
  const { setTimeout } = globalThis;
  const hurried: typeof setTimeout = new Proxy(setTimeout, {
    apply: (target, self, [run, milliseconds = 0, ...rest]) =>
      Reflect.apply(target, self, [run, Number(milliseconds) / data.hurry, ...rest]),
  });
  globalThis.setTimeout = hurried;
}

/**
 * As the Node.js runtime has the console write under the log format JSON: a line each, and none below the function's level
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html; `formatJsonMessage` in
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/LogPatch.js).
 */
function logAs(level: LogLevel): (...parts: unknown[]) => void {
  return (...parts) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(data.logLevel)) return;
    const [only] = parts;
    const message = parts.length === 1 ? only : format(...parts);
    process.stdout.write(`${JSON.stringify({ timestamp: new Date(), level, message }, errorsWhole)}\n`);
  };
}

function errorsWhole(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { message, stack = '' } = value;
  const told = { errorType: value.constructor.name, errorMessage: message, stackTrace: stack.split('\n') };
  return { ...told, ...Object.fromEntries(Object.entries(value)) };
}

Object.assign(console, {
  trace: logAs('TRACE'),
  debug: logAs('DEBUG'),
  log: logAs('INFO'),
  info: logAs('INFO'),
  warn: logAs('WARN'),
  error: logAs('ERROR'),
});

/** What it writes goes by the way of its answers, and before them: a worker's own streams cost a turn there and back for each. */
for (const stream of [process.stdout, process.stderr]) {
  Object.assign(stream, {
    _writev(chunks: readonly { chunk: unknown }[], done: () => void) {
      parentPort?.postMessage({ written: chunks.map(({ chunk }) => String(chunk)).join('') });
      done();
    },
  });
}

/** The runtime writes whatever leaves a handler to the console, whoever has replaced that meanwhile. */
const runtimeLog: Pick<Console, 'error'> = console;

const path = fileURLToPath(data.file);
const bundle = path.endsWith('.cjs') ? loadCompiled(path) : undefined;
const { handler } = handlerModule.parse(bundle?.exports ?? createRequire(path)(path));

parentPort?.on('message', (received: unknown) => {
  const { id, event, endsAt } = message.parse(received);
  void Promise.try(handler, event, contextUntil(endsAt)).then(
    (result) => answer({ id, result: result ?? null }),
    (error: unknown) => {
      runtimeLog.error(error instanceof Error ? error : new Error(String(error)));
      answer({ id, failure: describe(error) });
    },
  );
});

/** What Lambda hands over beside the event, as far as it is read: milliseconds until the time-out, by the function's own timers. */
function contextUntil(endsAt: number) {
  return { getRemainingTimeInMillis: () => (endsAt - Date.now()) * data.hurry };
}

function answer(reply: object): void {
  parentPort?.postMessage(reply);
  bundle?.keep();
}

/** As the Node.js runtime reports an error: its `name` is the errorType that Retry and Catch match. */
function describe(error: unknown): { errorType: string; errorMessage: string; trace: string[] } {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}
