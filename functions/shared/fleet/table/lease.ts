import { gzipSync } from 'node:zlib';
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { arnParts } from '../../arn.ts';
import { dynamodbClient } from '../../aws/services/dynamodb.ts';
import { describeExecution, sfnClient } from '../../aws/services/executions.ts';
import { SCHEMA_VALUE } from '../../connection/table/item.ts';
import { AwsUnavailable } from '../../errors.ts';
import type { HandlerContext } from '../../handler/handler.ts';
import { FLEET_KEY } from '../../names.ts';
import { mayStillRun } from '../runs.ts';
import { fleetItems } from './fleetItems.ts';
import { ITEMS } from './storedRun.ts';

const leaseValue = z.object({ startedAt: z.string() });

/** How often a run looks anew at a lease that others write to at the same moment. */
const LOOKS = 3;

/**
 * Makes the execution the one run of the Region. A holder that does not run any more is replaced.
 * @param startedAt when the execution started (ISO 8601).
 * @returns the run that is at work, when it is another.
 * @throws AwsUnavailable when others took it at each look.
 */
export async function takeLease(context: HandlerContext, startedAt: string): Promise<string | undefined> {
  const { environment, executionArn } = context;
  const { region } = environment;
  const items = fleetItems(context);
  const sfn = sfnClient(region, arnParts(executionArn).accountId);
  for (let look = 0; look < LOOKS; look += 1) {
    const held = await items.get(ITEMS.lease);
    if (held !== undefined && held.run !== executionArn) {
      const status = (await describeExecution(sfn, held.run))?.status;
      const holder = leaseValue.safeParse(held.value).data;
      if (mayStillRun(status, holder?.startedAt, startedAt)) return held.run;
    }
    if (await take(context, held?.run, startedAt)) return undefined;
  }
  throw new AwsUnavailable(`The lease of reconcile was taken by others at each of ${LOOKS} looks. Run again.`);
}

/** @returns false when somebody else has written meanwhile. */
async function take(context: HandlerContext, seen: string | undefined, startedAt: string): Promise<boolean> {
  const { environment, executionArn } = context;
  const run = { S: executionArn };
  const put = new PutItemCommand({
    TableName: environment.connectionsTable,
    Item: {
      pk: { S: FLEET_KEY },
      sk: { S: ITEMS.lease },
      schema: SCHEMA_VALUE,
      run,
      value: { B: gzipSync(JSON.stringify({ startedAt })) },
    },
    ConditionExpression: `${seen === undefined ? 'attribute_not_exists(pk)' : '#run = :seen'} OR #run = :own`,
    ExpressionAttributeNames: { '#run': 'run' },
    ExpressionAttributeValues: { ':own': run, ...(seen === undefined ? {} : { ':seen': { S: seen } }) },
  });
  try {
    await dynamodbClient(environment.region, arnParts(executionArn).accountId).send(put);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
