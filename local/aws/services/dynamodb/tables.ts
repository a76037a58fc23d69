import { arnParts } from '../../../../functions/shared/arn.ts';
import type { Item, Table, TableDefinition, World } from '../../../state/state.ts';
import { resourceArn } from '../../../state/lookup.ts';
import { ServiceError, type CallContext } from '../../operation.ts';
import { askEngine, type EngineAnswer } from './engine.ts';

/** Makes sure that a deployment's table is there, ACTIVE, with what it had in it. */
export function ensureTable(world: World, tableArn: string, definition: TableDefinition, keyArn?: string): void {
  world.tables ??= {};
  const existing = world.tables[tableArn];
  const tableName = arnParts(tableArn).resource.slice('table/'.length);
  const { createdAt = world.now, items = [] } = existing ?? {};
  const key = keyArn === undefined ? {} : { keyArn };
  world.tables[tableArn] = { tableArn, tableName, ...key, definition, createdAt, items };
}

/** A table is named by its name or by its ARN, which may be another account's. */
export function tableArn(nameOrArn: string, { partition, region, caller }: CallContext): string {
  if (nameOrArn.startsWith('arn:')) return nameOrArn;
  return resourceArn({ partition, region, accountId: caller.accountId }, 'dynamodb', `table/${nameOrArn}`);
}

/** @throws ServiceError ResourceNotFoundException */
export function existingTable(nameOrArn: string, call: CallContext): Table {
  const table = call.world.tables?.[tableArn(nameOrArn, call)];
  if (table === undefined) throw new ServiceError('ResourceNotFoundException', 400, 'Requested resource not found');
  return table;
}

/** What the engine has of a table: under a name that no other world's, account's or Region's table has. */
interface Loaded {
  name: string;
  /** The table as it was then: the world is the truth, and what it has otherwise by now is loaded anew. */
  text: string;
}

const loadedTables = new WeakMap<World, Map<string, Loaded>>();
let count = 0;

/** The name under which the engine has the table as the world has it. */
export async function loadTable(world: World, table: Table): Promise<string> {
  const ofWorld = loadedTables.get(world) ?? new Map<string, Loaded>();
  loadedTables.set(world, ofWorld);
  const loaded = ofWorld.get(table.tableArn);
  const text = textOf(table);
  if (loaded?.text === text) return loaded.name;
  if (loaded !== undefined) await must('DeleteTable', { TableName: loaded.name });
  count += 1;
  const name = `table-${count}`;
  await createTable(name, table);
  for (const Item of table.items) await must('PutItem', { TableName: name, Item });
  ofWorld.set(table.tableArn, { name, text });
  return name;
}

/** Brings into the world what a write has changed. */
export async function keepTable(world: World, table: Table): Promise<void> {
  const loaded = loadedTables.get(world)?.get(table.tableArn);
  if (loaded === undefined) return;
  table.items = await allItems(loaded.name);
  loaded.text = textOf(table);
}

function textOf({ definition, items }: Table): string {
  return JSON.stringify([definition, items]);
}

async function createTable(name: string, { definition }: Table): Promise<void> {
  await must('CreateTable', { ...definition, TableName: name, BillingMode: 'PAY_PER_REQUEST' });
  // It becomes ACTIVE on a timer of its own.
  let status: unknown;
  while (status !== 'ACTIVE') {
    await new Promise((resolve) => setImmediate(resolve));
    const { Table: shown } = await must('DescribeTable', { TableName: name });
    status = typeof shown === 'object' && shown !== null && 'TableStatus' in shown ? shown.TableStatus : 'ACTIVE';
  }
}

async function allItems(name: string): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const start = ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey };
    const { Items, LastEvaluatedKey } = await must('Scan', { TableName: name, ...start });
    if (Array.isArray(Items)) items.push(...Items);
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

async function must(operation: string, input: Readonly<Record<string, unknown>>): Promise<EngineAnswer['content']> {
  const { status, content } = await askEngine(operation, input);
  if (status !== 200) throw new Error(`dynalite refused ${operation}: ${JSON.stringify(content)}`);
  return content;
}
