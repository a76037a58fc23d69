import * as z from 'zod/mini';
import type { Calls } from '../../../calls/signedCalls.ts';

const page = z.object({
  Items: z.array(z.record(z.string(), z.unknown())),
  LastEvaluatedKey: z.optional(z.record(z.string(), z.unknown())),
});
type Item = Record<string, unknown>;

/** All items of a table of a rehearsal's size. */
export async function scan(calls: Calls, tableName: string): Promise<Item[]> {
  const found: Item[] = [];
  for (let from: Item | undefined, isFirst = true; isFirst || from !== undefined; isFirst = false) {
    const start = from === undefined ? {} : { ExclusiveStartKey: from };
    const answer = page.parse(
      await calls.json('dynamodb', 'DynamoDB_20120810', 'Scan', { TableName: tableName, ...start }),
    );
    found.push(...answer.Items);
    from = answer.LastEvaluatedKey;
  }
  return found;
}
