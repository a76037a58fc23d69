import type { Table } from '../../../state/state.ts';
import type { CallContext } from '../../operation.ts';
import { keyPolicy } from '../../../policies/keys.ts';
import type { AccessCheck } from '../../../policies/accessCheck.ts';
import { tableArn } from './tables.ts';

type Input = Readonly<Record<string, unknown>> & { TableName: string };

/**
 * The permission for an operation on a table, or on its index when one is named. Of DynamoDB's own condition keys there is
 * `dynamodb:LeadingKeys`; a Query's is read from a condition of the form `key = :value`.
 */
export function tableCheck(name: string, input: Input, call: CallContext): AccessCheck {
  const arn = tableArn(input.TableName, call);
  const index = typeof input['IndexName'] === 'string' ? `/index/${input['IndexName']}` : '';
  const leadingKeys = leadingKeysOf(input, call.world.tables?.[arn]);
  return {
    action: `dynamodb:${name}`,
    resourceArn: `${arn}${index}`,
    resourceAccountId: arn.split(':')[4] ?? '',
    ...(leadingKeys.length === 0 ? {} : { context: { 'dynamodb:LeadingKeys': leadingKeys } }),
  };
}

/**
 * DynamoDB has the table's key decrypted in the name of who reads or writes an item: "it does so on behalf of the user who is accessing
 * the DynamoDB resource" (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html). That it asks
 * again after five minutes alone is not emulated, nor its grant for maintenance; the words of a refusal are assumed.
 */
export function keyChecks({ TableName }: Input, call: CallContext): AccessCheck[] {
  const { world, region, partition, caller } = call;
  const arn = world.tables?.[tableArn(TableName, call)]?.keyArn;
  if (arn === undefined) return [];
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return [
    {
      action: 'kms:Decrypt',
      resourceArn: arn,
      resourceAccountId: arn.split(':')[4] ?? '',
      resourcePolicy: keyPolicy(world, { arn }),
      context: { 'kms:ViaService': `dynamodb.${region}.${domain}`, 'kms:CallerAccount': caller.accountId },
    },
  ];
}

/** The partition keys that a request is about. */
function leadingKeysOf(input: Input, table: Table | undefined): string[] {
  const key = table?.definition.KeySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
  if (key === undefined || input['IndexName'] !== undefined) return [];
  const value = memberOf(input['Key'] ?? input['Item'], key) ?? queriedKey(input, key);
  return typeof value === 'object' && value !== null ? Object.values(value).map(String) : [];
}

function queriedKey(input: Input, key: string): unknown {
  const condition = String(input['KeyConditionExpression'] ?? '');
  for (const [, name = '', placeholder = ''] of condition.matchAll(/(#?\w+)\s*=\s*(:\w+)/g)) {
    const meant = name.startsWith('#') ? memberOf(input['ExpressionAttributeNames'], name) : name;
    if (meant === key) return memberOf(input['ExpressionAttributeValues'], placeholder);
  }
  return undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined;
}
