import type * as z from 'zod/mini';
import { readProductEnvironment, type ProductEnvironment } from '../environment.ts';
import type { ProductFunctionName } from '../names.ts';
import { reasonText } from '../product/product.ts';
import { framed, type FrameContext, type LambdaHandler } from './frame.ts';

/** What a product's handler has at hand beside its input. */
export interface ProductContext extends FrameContext {
  environment: ProductEnvironment;
}

/**
 * Makes a handler that the provider framework calls. An error's message becomes the reason in the stack's events.
 * @throws what `run` throws, AWS's answers as errors of the closed set, without a stack trace; TypeError when the environment is not
 * complete.
 */
export function defineProductHandler<Input extends { RequestId: string; StackId: string }, Output>(
  name: ProductFunctionName,
  input: z.ZodMiniType<Input>,
  run: (input: Input, context: ProductContext) => Promise<Output>,
): LambdaHandler<Output> {
  let environment: ProductEnvironment | undefined;
  const entry = {
    keys: ({ StackId, RequestId }: Input) => ({ stackId: StackId, requestId: RequestId }),
    context(_parsed: Input, { log, logger }: FrameContext): ProductContext {
      environment ??= readProductEnvironment(process.env);
      return { environment, log, logger };
    },
    leaving: withoutTrace,
  };
  return framed(name, input, entry, run);
}

/**
 * The framework puts the stack trace behind the message, which people would then read twice, and all of it into an answer that has
 * to be short.
 */
function withoutTrace(error: unknown): void {
  if (!(error instanceof Error)) return;
  const message = reasonText(error.message);
  if (message !== error.message) error.message = message;
  error.stack = error.name;
}
