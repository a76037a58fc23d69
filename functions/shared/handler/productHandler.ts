import { Logger } from '@aws-lambda-powertools/logger';
import type * as z from 'zod/mini';
import { translateAwsError } from '../aws/translate.ts';
import { ENVIRONMENT, readProductSettings, type ProductSettings } from '../environment.ts';
import { DEFAULT_INSTALLATION_NAME, type ProductFunctionName } from '../names.ts';

/**
 * Makes a handler that the provider framework calls: its input parsed, its end logged with the stack and the request. An
 * error's message becomes the reason in the stack's events, so it leaves as it is.
 */
export function defineProductHandler<Input extends { RequestId: string; StackId: string }, Output>(
  name: ProductFunctionName,
  input: z.ZodMiniType<Input>,
  run: (input: Input, settings: ProductSettings, logger: Logger) => Promise<Output>,
): (event: unknown) => Promise<Output> {
  let logger: Logger | undefined;
  let settings: ProductSettings | undefined;
  return async (event) => {
    logger ??= new Logger({ serviceName: process.env[ENVIRONMENT.name] ?? DEFAULT_INSTALLATION_NAME });
    logger.resetKeys();
    logger.appendKeys({ function: name });
    try {
      settings ??= readProductSettings(process.env);
      const parsed = input.parse(event);
      logger.appendKeys({ stackId: parsed.StackId, requestId: parsed.RequestId });
      const output = await run(parsed, settings, logger);
      logger.info('done');
      return output;
    } catch (caught) {
      const error = translateAwsError(caught);
      logger.error('failed', error instanceof Error ? error : new Error(String(error)));
      // The framework puts the stack trace behind the message, which people then read twice.
      if (error instanceof Error) error.stack = error.name;
      throw error;
    }
  };
}
