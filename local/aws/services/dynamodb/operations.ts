import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Item, Table } from '../../../state/state.ts';
import { defineOperation, ServiceError, type Operation } from '../../operation.ts';
import { keyChecks, tableCheck } from './access.ts';
import { askEngine, type EngineAnswer } from './engine.ts';
import { existingTable, keepTable, loadTable } from './tables.ts';

/** Everything else of a request is validated by the engine. */
const input = z.looseObject({ TableName: z.string().min(1).max(1024) });
type Input = z.infer<typeof input>;

const READS = ['GetItem', 'Query', 'Scan'] as const;
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'] as const;

/** An operation on items: authorised here, done by the engine. It takes a table's ARN for its name, as DynamoDB does. */
function itemOperation(name: (typeof READS)[number] | (typeof WRITES)[number]): Operation<Input> {
  return defineOperation<Input>({
    service: 'dynamodb',
    name,
    input,
    access: (request, call) => [tableCheck(name, request, call), ...keyChecks(request, call)],
    run(request, call) {
      existingTable(request.TableName, call);
      return {};
    },
    async finish(request, call) {
      const table = existingTable(request.TableName, call);
      const engineName = await loadTable(call.world, table);
      const { status, content } = await askEngine(name, { ...request, TableName: engineName });
      if (status !== 200) throw refusal(status, content, request, table);
      if (WRITES.some((write) => write === name)) await keepTable(call.world, table);
      return withOwnName(content, table);
    },
  });
}

/** The engine's error as it is; with the item that a condition failed on, if asked for, which the engine cannot do. */
function refusal(status: number, content: EngineAnswer['content'], request: Input, table: Table): ServiceError {
  const { __type: type, message, Message = message, ...members } = content;
  const code = String(type).split('#').at(-1) ?? '';
  const wanted =
    code === 'ConditionalCheckFailedException' && request['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD';
  const old = wanted ? itemOf(request, table) : undefined;
  return new ServiceError(code, status, String(Message ?? ''), {
    ...members,
    ...(old === undefined ? {} : { Item: old }),
  });
}

const keyed = z.union([
  z.object({ Key: z.record(z.string(), z.unknown()) }).transform(({ Key }) => Key),
  z.object({ Item: z.record(z.string(), z.unknown()) }).transform(({ Item: item }) => item),
]);

function itemOf(request: Input, { definition, items }: Table): Item | undefined {
  const key = keyed.safeParse(request).data;
  const names = definition.KeySchema.map(({ AttributeName }) => AttributeName);
  return items.find((item) => names.every((name) => isDeepStrictEqual(item[name], key?.[name])));
}

function withOwnName({ ConsumedCapacity: used, ...content }: EngineAnswer['content'], { tableName }: Table) {
  const isObject = typeof used === 'object' && used !== null;
  return isObject ? { ...content, ConsumedCapacity: { ...used, TableName: tableName } } : content;
}

const describeInput = z.strictObject({ TableName: z.string().min(1).max(1024) });

const describeTable = defineOperation<z.infer<typeof describeInput>>({
  service: 'dynamodb',
  name: 'DescribeTable',
  input: describeInput,
  access: (request, call) => [tableCheck('DescribeTable', request, call)],
  run: ({ TableName }, call) => ({ Table: describe(existingTable(TableName, call)) }),
});

function describe({ tableArn, tableName, definition, createdAt, items }: Table): Record<string, unknown> {
  return {
    ...definition,
    TableArn: tableArn,
    TableName: tableName,
    TableStatus: 'ACTIVE',
    CreationDateTime: new Date(createdAt),
    ItemCount: items.length,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
  };
}

/**
 * All that is served of DynamoDB (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html); what items do is
 * dynalite's, who may do it IAM's.
 */
export const dynamodbOperations: readonly Operation[] = [
  ...[...READS, ...WRITES].map((name) => itemOperation(name)),
  describeTable,
];
