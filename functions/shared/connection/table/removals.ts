import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { arnParts } from '../../arn.ts';
import { dynamodbClient } from '../../aws/services/dynamodb.ts';
import type { HandlerContext } from '../../handler/handler.ts';
import { FLEET_KEY } from '../../names.ts';
import { SCHEMA_VALUE } from './item.ts';

/** Nobody asks after an hour that is over; a day is for who looks at the table. */
const KEPT_SECONDS = 24 * 3600;

/**
 * Counts a removal towards its hour. An attempt whose answer was lost counts again, which takes away fewer and never more.
 * @param startTime of the execution (ISO 8601): no handler reads a clock.
 * @returns false, and counts nothing, when there have been as many as there may be.
 */
export async function countRemoval(
  { environment, executionArn }: HandlerContext,
  startTime: string,
  atMost: number,
): Promise<boolean> {
  const { region, connectionsTable: TableName } = environment;
  const expires = Math.floor(Date.parse(startTime) / 1000) + KEPT_SECONDS;
  const command = new UpdateItemCommand({
    TableName,
    Key: { pk: { S: FLEET_KEY }, sk: { S: `removals#${startTime.slice(0, 13)}` } },
    UpdateExpression: 'ADD #count :one SET #schema = :schema, expires = :expires',
    ConditionExpression: 'attribute_not_exists(#count) OR #count < :most',
    ExpressionAttributeNames: { '#count': 'count', '#schema': 'schema' },
    ExpressionAttributeValues: {
      ':one': { N: '1' },
      ':schema': SCHEMA_VALUE,
      ':expires': { N: String(expires) },
      ':most': { N: String(atMost) },
    },
  });
  try {
    await dynamodbClient(region, arnParts(executionArn).accountId).send(command);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
