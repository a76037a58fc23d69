import { Logger } from '@aws-lambda-powertools/logger';
import * as z from 'zod/mini';
import { withDeadline, type Invocation } from '../aws/deadline.ts';
import { translateAwsError } from '../aws/errors/translate.ts';
import { ENVIRONMENT } from '../environment.ts';
import { DEFAULT_INSTALLATION_NAME, type HandlerName } from '../names.ts';
import { logFailure } from './failures.ts';
import { withinCause } from './leaving.ts';
import { LOG_LINES, type Log } from './logLines.ts';

/** What every handler has at hand beside its input. */
export interface FrameContext {
  log: Log;
  /** Gives all later lines of the invocation a field. */
  logger: Pick<Logger, 'appendKeys'>;
}

/** In what the handlers of a workflow, those of the product door and those of rules differ. */
export interface Entry<Input, Context> {
  /** What each line names once the input is read. */
  keys(input: Input): Record<string, string | undefined>;
  /** @throws TypeError when the function's environment is not complete. */
  context(input: Input, frame: FrameContext): Context;
  /** @throws what is refused before anything is done. */
  admit?(event: unknown): void;
  /** The last thing that is done with an error before it leaves. */
  leaving?(error: unknown): void;
}

/** A handler as Lambda's runtime calls it: the event as parsed JSON, and of the invocation what tells its deadline. */
export type LambdaHandler<Output> = (event: unknown, invocation?: Invocation) => Promise<Output>;

/**
 * Makes a Lambda handler of a function from input to output: parses the input, gives it its context, logs how it ended before
 * its deadline, and lets nothing leave but its output or an error of the closed set. An unexpected error leaves as it is.
 */
export function framed<Input, Output, Context>(
  name: HandlerName,
  input: z.ZodMiniType<Input>,
  entry: Entry<Input, Context>,
  run: (input: Input, context: Context) => Promise<Output>,
): LambdaHandler<Output> {
  let logger: Logger | undefined;
  const handle = async (event: unknown) => {
    if (logger === undefined) silenceRuntime();
    logger ??= new Logger({ serviceName: process.env[ENVIRONMENT.name] ?? DEFAULT_INSTALLATION_NAME });
    logger.resetKeys();
    logger.appendKeys({ function: name });
    const log = logTo(logger);
    try {
      const parsed = input.parse(event);
      logger.appendKeys(entry.keys(parsed));
      entry.admit?.(event);
      const result = await run(parsed, entry.context(parsed, { log, logger }));
      logEnd(log, result);
      return result;
    } catch (caught) {
      const error = withinCause(translateAwsError(caught));
      logFailure(log, error);
      entry.leaving?.(error);
      if (error instanceof Error) left.add(error);
      throw error;
    }
  };
  return (event, invocation) => withDeadline(invocation, () => handle(event));
}

/** What the frames of this process have let leave. */
const left = new WeakSet<object>();

/**
 * Keeps Lambda's runtime from writing what leaves a handler to the log, message, fields and all (`jsonErrorLogger` in
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/LogPatch.js): a finding may quote the request. The
 * frame has written what the log may have of it, and the message goes to the state machine.
 */
function silenceRuntime(): void {
  const { error } = console;
  const unlessLeft = (...parts: unknown[]) => {
    if (!parts.some((part) => part instanceof Error && left.has(part))) error(...parts);
  };
  Object.assign(console, { error: unlessLeft });
}

function logTo(logger: Logger): Log {
  return (name, fields) => {
    const { level, message } = LOG_LINES[name];
    logger[level](message, { ...fields });
  };
}

const ended = LOG_LINES.outcome.fields;
/** A handler whose result is the execution's output, or has it, is the last one of its execution. */
const ending = z.union([
  ended,
  z.pipe(
    z.object({ output: ended }),
    z.transform(({ output }) => output),
  ),
]);

function logEnd(log: Log, result: unknown): void {
  const end = ending.safeParse(result).data;
  if (end) log('outcome', end);
  log('done', {});
}
