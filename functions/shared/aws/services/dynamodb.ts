import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ownClient } from '../client.ts';

/** The workflow account's DynamoDB, as the function's own role. */
export const dynamodbClient = ownClient('dynamodb', DynamoDBClient);
