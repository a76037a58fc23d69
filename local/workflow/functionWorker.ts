import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';

/** One function, as Lambda keeps it: its module is loaded once, then it answers one event at a time. */
const data = z.object({ file: z.url(), hurry: z.number() }).parse(workerData);
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

const loading = import(data.file).then((module: unknown) => handlerModule.parse(module).handler);

parentPort?.on('message', (received: unknown) => {
  const { id, event, endsAt } = message.parse(received);
  loading
    .then((handler) => handler(event, contextUntil(endsAt)))
    .then(
      (result) => parentPort?.postMessage({ id, result: result ?? null }),
      (error: unknown) => parentPort?.postMessage({ id, failure: describe(error) }),
    );
});

/** What Lambda hands over beside the event, as far as it is read: milliseconds until the time-out, by the function's own timers. */
function contextUntil(endsAt: number) {
  return { getRemainingTimeInMillis: () => (endsAt - Date.now()) * data.hurry };
}

/** As the Node.js runtime reports an error: its `name` is the errorType that Retry and Catch match. */
function describe(error: unknown): { errorType: string; errorMessage: string; trace: string[] } {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}
