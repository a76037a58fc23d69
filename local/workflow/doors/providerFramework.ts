import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { receivedAnswer } from './cloudFormation.ts';

/**
 * One of the CDK provider framework's own functions, run from the library's runtime, which is what the stack's asset has in
 * it. It calls Lambda and Step Functions as its role; only its answer to CloudFormation goes nowhere: there is no one
 * listening at a presigned URL. That answer is this function's result instead.
 */
const require = createRequire(import.meta.url);
const runtime = join(
  dirname(require.resolve('aws-cdk-lib/package.json')),
  'custom-resources/lib/provider-framework/runtime',
);

type Handler = (event: unknown) => Promise<unknown>;
const isFunction = z.custom<Handler>((value) => typeof value === 'function');
const framework = z.record(z.string(), isFunction).parse(require(join(runtime, 'framework.js')));
const outbound = z
  .custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null)
  .parse(require(join(runtime, 'outbound.js')));

/** What CloudFormation is told, or null when it has to wait: of each invocation by itself, as if it had an instance of its own. */
const answers = new AsyncLocalStorage<{ submitted: unknown }>();
outbound['httpRequest'] = async (_options: unknown, body: string) => {
  Object.assign(answers.getStore() ?? {}, { submitted: receivedAnswer(body) });
};

const name = (process.env['_HANDLER'] ?? '').slice('framework.'.length);

/**
 * The framework's own handler of the name that the module was imported with, and what it told CloudFormation. @throws Error for a name
 * that the framework has not.
 */
export const handler: Handler = async (event) => {
  const answer = { submitted: null };
  const run = framework[name];
  if (run === undefined)
    throw new Error(`The provider framework has no ${name}; it has ${Object.keys(framework).join(', ')}.`);
  await answers.run(answer, () => run(event));
  return answer;
};
