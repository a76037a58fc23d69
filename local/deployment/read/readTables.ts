import * as z from 'zod';
import type { DeployedTable } from '../deployed.ts';
import type { ResolvedStack } from '../template/intrinsics.ts';
import { readAll } from '../template/properties.ts';
import { json } from '../template/template.ts';

/** The properties that CreateTable takes under the same names. */
const table = z.object({
  AttributeDefinitions: json,
  KeySchema: json,
  BillingMode: json.default('PROVISIONED'),
  ProvisionedThroughput: json.optional(),
  GlobalSecondaryIndexes: json.optional(),
  LocalSecondaryIndexes: json.optional(),
});
/** Those that keep it, and its key. */
const keeping = z.object({
  SSESpecification: z.object({ KMSMasterKeyId: z.string().optional() }).optional(),
  DeletionProtectionEnabled: z.boolean().default(false),
  PointInTimeRecoverySpecification: z.object({ PointInTimeRecoveryEnabled: z.boolean().default(false) }).optional(),
});

/** Tables and global tables alike, with what keeps them from being lost. @throws TemplateError for a property of another form. */
export function readTables(stack: ResolvedStack): DeployedTable[] {
  const { accountId, region } = stack.place;
  return ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable']
    .flatMap((type) => {
      const kept = readAll(stack, type, keeping);
      return readAll(stack, type, table).map((read, index) => ({ ...read, kept: kept[index]?.properties }));
    })
    .map(({ resource, properties, arn, kept }) => {
      const name = resource.physical.name;
      const given = Object.entries(properties).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value] as const],
      );
      return {
        arn,
        name,
        accountId,
        region,
        ...keyOf(kept?.SSESpecification),
        definition: { TableName: name, ...Object.fromEntries(given) },
        kept: {
          retained: resource.retained,
          deletionProtection: kept?.DeletionProtectionEnabled === true,
          pointInTimeRecovery: kept?.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true,
        },
      };
    });
}

function keyOf({ KMSMasterKeyId: keyArn }: { KMSMasterKeyId?: string | undefined } = {}): Pick<
  DeployedTable,
  'keyArn'
> {
  return keyArn === undefined ? {} : { keyArn };
}
