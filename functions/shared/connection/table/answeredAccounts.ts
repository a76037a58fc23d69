import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { arnParts } from '../../arn.ts';
import { readAnswer } from '../../aws/answer.ts';
import { dynamodbClient } from '../../aws/services/dynamodb.ts';
import type { HandlerContext } from '../../handler/handler.ts';
import { ANSWERED_KIND } from '../../names.ts';
import { readItem, SCHEMA_VALUE } from './item.ts';

/**
 * The accounts whose provisioner has answered once. STS refuses alike where there is no provisioner yet and where one may not be assumed
 * any more: this is what tells the two apart.
 */
export interface AnsweredAccounts {
  has(accountId: string): Promise<boolean>;
  /** An account that is noted already is left as it is. */
  note(accountIds: readonly string[]): Promise<void>;
}

const getAnswer = z.object({ Item: z.optional(z.unknown()) });

/** Those of the workflow's own table. @throws PreflightFailed (`has`) for an item of a newer form. */
export function answeredAccounts({ environment, executionArn }: HandlerContext): AnsweredAccounts {
  const { region, connectionsTable: TableName } = environment;
  const client = dynamodbClient(region, arnParts(executionArn).accountId);
  return {
    async has(accountId) {
      const command = new GetItemCommand({ TableName, Key: keyOf(accountId), ConsistentRead: true });
      const { Item } = readAnswer('dynamodb:GetItem', getAnswer, await client.send(command));
      if (Item !== undefined) readItem('dynamodb:GetItem', TableName, z.object({}), Item);
      return Item !== undefined;
    },
    async note(accountIds) {
      for (const accountId of new Set(accountIds)) {
        const Item = { ...keyOf(accountId), schema: SCHEMA_VALUE };
        await unlessThere(() =>
          client.send(new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' })),
        );
      }
    },
  };
}

function keyOf(accountId: string) {
  return { pk: { S: `${ANSWERED_KIND}${accountId}` }, sk: { S: 'provisioner' } };
}

async function unlessThere(put: () => Promise<unknown>): Promise<void> {
  try {
    await put();
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
