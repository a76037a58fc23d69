import { HttpResponse } from '@smithy/protocol-http';
import type { DeserializeMiddleware, MiddlewareStack } from '@smithy/types';

/**
 * Keeps the body of a command's answer, since the SDK hands on only the members that its version knows. The request handler has
 * read it whole.
 * @returns what gives the parsed JSON once the command has been answered, of the last answer; undefined before.
 */
export function rawAnswer<Input extends object, Output extends object>(command: {
  middlewareStack: MiddlewareStack<Input, Output>;
}): () => unknown {
  let body: string | undefined;
  const keep: DeserializeMiddleware<Input, Output> = (next) => async (args) => {
    const result = await next(args);
    const { response } = result;
    if (!HttpResponse.isInstance(response)) return result;
    const bytes: unknown = response.body;
    if (bytes instanceof Uint8Array) body = new TextDecoder().decode(bytes);
    return result;
  };
  command.middlewareStack.add(keep, { step: 'deserialize', priority: 'low', name: 'rawAnswer' });
  return () => (body === undefined ? undefined : JSON.parse(body));
}
