import * as z from 'zod';
import type { DeployedTable } from './deployed.ts';
import type { ResolvedStack } from './template/intrinsics.ts';
import { readAll } from './template/properties.ts';
import { json } from './template/template.ts';

/** The properties that CreateTable takes under the same names. */
const table = z.object({
  AttributeDefinitions: json,
  KeySchema: json,
  BillingMode: json.default('PROVISIONED'),
  ProvisionedThroughput: json.optional(),
  GlobalSecondaryIndexes: json.optional(),
  LocalSecondaryIndexes: json.optional(),
});

export function readTables(stack: ResolvedStack): DeployedTable[] {
  const { accountId, region } = stack.place;
  return ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable']
    .flatMap((type) => readAll(stack, type, table))
    .map(({ resource, properties, arn }) => {
      const name = resource.physical.name;
      const given = Object.entries(properties).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value] as const],
      );
      return { arn, name, accountId, region, definition: { TableName: name, ...Object.fromEntries(given) } };
    });
}
