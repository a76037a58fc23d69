import { CallRefused } from '../../aws/jsonCall.ts';
import { endsSession, translateAwsError } from '../../aws/errors/translate.ts';
import { shorten } from '../../errors.ts';
import type { HandlerContext } from '../../handler/handler.ts';
import type { Problem } from '../seen.ts';

const MAX_LENGTH = 400;

/** Why something could not be read. What is no answer of AWS is one too: no look ends a run. */
export function problemOf(caught: unknown, context: Pick<HandlerContext, 'forgetSessions'>): Problem {
  const error = translateAwsError(caught);
  if (endsSession(error)) context.forgetSessions();
  const message = shorten(error instanceof Error ? error.message : String(error), MAX_LENGTH);
  if (caught instanceof CallRefused) return { error: caught.code, message };
  return { error: caught instanceof Error ? caught.name.replace(/Exception$/, '') : 'Error', message };
}

/** What a read gives, or why it gave nothing. */
export type Read<Value> = { value: Value } | { unknown: Problem };

/** One read that its neighbours do not fail with. A session that AWS does not take any more is let go. */
export async function readOr<Value>(
  read: Promise<Value>,
  context: Pick<HandlerContext, 'forgetSessions'>,
): Promise<Read<Value>> {
  try {
    return { value: await read };
  } catch (error) {
    return { unknown: problemOf(error, context) };
  }
}
