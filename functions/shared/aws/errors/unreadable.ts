import { HttpResponse } from '@smithy/protocol-http';
import type { DeserializeMiddleware, Pluggable } from '@smithy/types';

/** What came in an answer's place that no service of AWS sends. */
export type Unreadable = 'page' | 'foreign' | 'byte-order-mark' | 'cut';

/** A page of HTML, in which an SDK client looks in vain for what the service answers: of an IAM write it would take it for success. */
export class PageAnswer extends Error {
  override readonly name = 'PageAnswer';
  readonly $metadata: { httpStatusCode: number };
  constructor(httpStatusCode: number) {
    super('a page of HTML came in the place of an answer');
    this.$metadata = { httpStatusCode };
  }
}

/**
 * A client plugin: no page of HTML is taken for an answer. AWS's services answer JSON, CBOR or XML.
 * @throws PageAnswer, in the call that was answered so.
 */
export function refusePages<Input extends object, Output extends object>(): Pluggable<Input, Output> {
  const middleware: DeserializeMiddleware<Input, Output> = (next) => async (args) => {
    const result = await next(args);
    const { response } = result;
    if (HttpResponse.isInstance(response) && isPage(response)) throw new PageAnswer(response.statusCode);
    return result;
  };
  return {
    applyToStack: (stack) => stack.add(middleware, { step: 'deserialize', priority: 'low', name: 'refusePages' }),
  };
}

function isPage({ headers }: HttpResponse): boolean {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type');
  return /^text\/html\b/i.test(found?.[1] ?? '');
}

/**
 * Why an SDK client could not read what it was answered; undefined when that was an answer of AWS. The client throws the error of
 * its JSON or XML parser, and for an answer without a code one of the name `Unknown`; the body it hides, or has consumed.
 */
export function unreadable(error: Error): Unreadable | undefined {
  if (error instanceof PageAnswer) return 'page';
  const response: unknown = Reflect.get(error, '$response');
  if (!HttpResponse.isInstance(response)) return undefined;
  if (error.name === 'Unknown' || error.name === 'UnknownError') return isPage(response) ? 'page' : 'foreign';
  if (!/Deserialization error/.test(error.message)) return undefined;
  const text: unknown = Reflect.get(error, '$responseBodyText');
  const body = typeof text === 'string' ? text : (/^Unexpected token '.+?', "?(.*)/su.exec(error.message)?.[1] ?? '');
  if (isPage(response) || /^\s*<(!doctype|html)/i.test(body)) return 'page';
  if (body.startsWith('\u{FEFF}')) return 'byte-order-mark';
  return /^(?:\s*[[{"]|\s*<|$)/.test(body) ? 'cut' : 'foreign';
}
