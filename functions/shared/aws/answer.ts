import type * as z from 'zod/mini';
import { AwsUnavailable } from '../errors.ts';

/**
 * What AWS hands back, parsed: the SDK's types leave every member optional.
 * @throws AwsUnavailable naming the members that are missing or of another type.
 */
export function readAnswer<T>(operation: string, schema: z.ZodMiniType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const members = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new AwsUnavailable(
    `${operation} answered without what its API promises: ${members}. Run again; if it stays so, report it to AWS.`,
  );
}
