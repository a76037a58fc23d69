/** What a service refuses a call with, in whichever protocol. */

import * as z from 'zod/mini';
import { parseXml } from './xml.ts';

/** What AWS refused a call with, or that nothing answered. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

const jsonFailure = z.object({
  __type: z.optional(z.string()),
  message: z.optional(z.string()),
  Message: z.optional(z.string()),
});
const xmlFailure = z.object({
  ErrorResponse: z.object({ Error: z.object({ Code: z.string(), Message: z.string() }) }),
});

/** The code as the services write it, whatever their protocol: without a namespace, and without `Exception` at its end. */
export function refusal({ status, headers }: Pick<Response, 'status' | 'headers'>, text: string): Refused {
  const isXml = text.trimStart().startsWith('<');
  const { Code, Message } = (isXml ? xmlFailure.safeParse(parseXml(text)).data?.ErrorResponse.Error : undefined) ?? {};
  const { __type: type, message = Message, Message: told = message } = isXml ? {} : failureOf(text);
  const code = Code ?? headers.get('x-amzn-errortype') ?? type ?? `Status${status}`;
  const short = code
    .replace(/:.*$/, '')
    .replace(/^.*#/, '')
    .replace(/Exception$/, '');
  return new Refused(status >= 500 ? 'ServiceUnavailable' : short, told ?? text.slice(0, 200));
}

function failureOf(text: string): z.infer<typeof jsonFailure> {
  try {
    return jsonFailure.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}
