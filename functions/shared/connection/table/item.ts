import * as z from 'zod/mini';
import { PreflightFailed } from '../../errors.ts';
import { readAnswer } from '../../aws/answer.ts';

/** The newest form of the items that this workflow writes. One that an older workflow would misread has a higher number. */
const SCHEMA = 2;

/** What items are written with; the attribute's name is a reserved word of DynamoDB's, hence `#schema`. */
export const SCHEMA_VALUE = { N: '1' };
/** What the item of a revoked pair is written with: a workflow that does not know of that would connect it again. */
export const REVOKED_SCHEMA_VALUE = { N: String(SCHEMA) };

/** What a write that is not decided by a look asks of the item's own: a newer workflow's would be misread. */
export const NEWEST_SCHEMA_VALUE = { N: String(SCHEMA) };

/** How a connection's sort key begins: other kinds of items have other beginnings. */
export const CONNECTION_KIND = 'connection#';

/** Where a connection's item is. */
export interface ConnectionKey {
  id: string;
  clusterArn: string;
}

/** A connection by all that tells it from another: what has its id has to have its pair. */
export interface ConnectionPair extends ConnectionKey {
  workspaceArn: string;
}

const s = z.object({ S: z.string() });
/** A text attribute. */
export const text = z.pipe(
  s,
  z.transform((value: z.infer<typeof s>) => value.S),
);

const versioned = z.looseObject({
  pk: text,
  sk: text,
  schema: z.object({ N: z.string() }),
});

/**
 * An item as DynamoDB hands it back, parsed.
 * @throws PreflightFailed for an item of a newer form: what an older workflow makes of it may be wrong.
 */
export function readItem<T>(operation: string, tableName: string, schema: z.ZodMiniType<T>, item: unknown): T {
  const { pk, sk, schema: written } = readAnswer(operation, versioned, item);
  if (Number(written.N) > SCHEMA) {
    throw new PreflightFailed([
      {
        path: `table ${tableName}, item ${pk}, ${sk}`,
        problem: `has schema ${written.N}; this workflow reads schema ${SCHEMA} and older`,
        remedy:
          'Deploy the workflow in the version that wrote the item, or a later one: a newer one has been at work here',
      },
    ]);
  }
  return readAnswer(operation, schema, item);
}
