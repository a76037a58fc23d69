import { DeleteItemCommand, paginateQuery, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { readAnswer } from '../aws/answer.ts';
import { dynamodbClient } from '../aws/services/dynamodb.ts';
import { CONNECTION_KIND, readItem, SCHEMA_VALUE, text } from '../connection/table/item.ts';

/** Which executions a product's stack has asked for a connection, whether or not they have claimed it yet. */
export interface ProductNote {
  id: string;
  clusterArn: string;
  workspaceArn: string;
  /** The latest, and those before it that were still at work when it was started. */
  executionArns: string[];
}

/** The notes of one stack. */
export interface ProductNotes {
  /** All of them, by one consistent query. */
  read(): Promise<ProductNote[]>;
  put(note: ProductNote): Promise<void>;
  remove(connectionId: string): Promise<void>;
}

const set = z.object({ SS: z.array(z.string()) });
const noteSchema = z.object({
  sk: text,
  clusterArn: text,
  workspaceArn: text,
  executionArns: z.pipe(
    set,
    z.transform((value: z.infer<typeof set>) => value.SS),
  ),
});
const queryAnswer = z.object({ Items: z.array(z.unknown()) });

/** @param stackId under which they stand, since a stack's operations alone know one another by it. */
export function productNotes(
  { region, accountId, tableName: TableName }: { region: string; accountId: string; tableName: string },
  stackId: string,
): ProductNotes {
  const client = dynamodbClient(region, accountId);
  const pk = { S: `stack#${stackId}` };
  const key = (id: string) => ({ pk, sk: { S: `${CONNECTION_KIND}${id}` } });
  return {
    async read() {
      const found: ProductNote[] = [];
      const keys = { KeyConditionExpression: 'pk = :stack', ExpressionAttributeValues: { ':stack': pk } };
      const query = { TableName, ConsistentRead: true, ...keys };
      for await (const page of paginateQuery({ client }, query)) {
        const { Items } = readAnswer('dynamodb:Query', queryAnswer, page);
        found.push(...Items.map((item) => noteOf(TableName, item)));
      }
      return found;
    },
    async put({ id, clusterArn, workspaceArn, executionArns }) {
      const Item = {
        ...key(id),
        schema: SCHEMA_VALUE,
        clusterArn: { S: clusterArn },
        workspaceArn: { S: workspaceArn },
        executionArns: { SS: executionArns },
      };
      await client.send(new PutItemCommand({ TableName, Item }));
    },
    async remove(id) {
      await client.send(new DeleteItemCommand({ TableName, Key: key(id) }));
    },
  };
}

function noteOf(tableName: string, item: unknown): ProductNote {
  const { sk, ...note } = readItem('dynamodb:Query', tableName, noteSchema, item);
  return { id: sk.slice(CONNECTION_KIND.length), ...note };
}
