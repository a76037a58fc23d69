import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';

/** One function, as Lambda keeps it: its module is loaded once, then it answers one event at a time. */
const data = z.object({ file: z.url(), hurry: z.number() }).parse(workerData);
const handlerModule = z.object({
  handler: z.custom<(event: unknown) => Promise<unknown>>((value) => typeof value === 'function'),
});
const message = z.object({ id: z.number(), event: z.unknown() });

if (data.hurry !== 1) {
  const { setTimeout } = globalThis;
  const hurried: typeof setTimeout = new Proxy(setTimeout, {
    apply: (target, self, [run, milliseconds = 0, ...rest]) =>
      Reflect.apply(target, self, [run, Number(milliseconds) / data.hurry, ...rest]),
  });
  globalThis.setTimeout = hurried;
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (milliseconds) => timeout.call(AbortSignal, Math.ceil(milliseconds / data.hurry));
}

const loading = import(data.file).then((module: unknown) => handlerModule.parse(module).handler);

parentPort?.on('message', (received: unknown) => {
  const { id, event } = message.parse(received);
  loading
    .then((handler) => handler(event))
    .then(
      (result) => parentPort?.postMessage({ id, result: result ?? null }),
      (error: unknown) => parentPort?.postMessage({ id, failure: describe(error) }),
    );
});

/** As the Node.js runtime reports an error: its `name` is the errorType that Retry and Catch match. */
function describe(error: unknown): { errorType: string; errorMessage: string; trace: string[] } {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}
