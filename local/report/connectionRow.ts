import * as z from 'zod/mini';
import { CONNECTION_KIND, text } from '../../functions/shared/connection/table/item.ts';

const b = z.object({ BOOL: z.boolean() });
const m = z.object({ M: z.object({ execution: text, time: text }) });
const key = z.object({ pk: text });
const item = z.object({
  sk: text,
  clusterArn: text,
  workspaceArn: text,
  door: text,
  stackId: z.optional(text),
  established: z.pipe(
    b,
    z.transform((value: z.infer<typeof b>) => value.BOOL),
  ),
  lease: z.optional(text),
  outcome: z.optional(text),
  settings: z.optional(text),
  revoked: z.optional(
    z.pipe(
      m,
      z.transform((value: z.infer<typeof m>) => value.M),
    ),
  ),
});

/** What the table has of a connection that people read. */
export type ConnectionRow = Omit<z.infer<typeof item>, 'sk'> & { id: string };

/** The connections among a table's items, in DynamoDB's own JSON: other kinds of items have a prefix in the cluster's place. */
export function connectionRows(items: readonly object[]): ConnectionRow[] {
  return items
    .filter((one) => key.parse(one).pk.startsWith('arn:'))
    .map((one) => {
      const { sk, ...row } = item.parse(one);
      return { id: sk.slice(CONNECTION_KIND.length), ...row };
    });
}
