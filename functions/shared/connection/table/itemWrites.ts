/** The writes to a connection's item, as DynamoDB takes them: what each sets, and on which condition. */

import { gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Owner } from '../../contract.ts';
import { DOORS, type Door } from '../../request/doors/doors.ts';
import type { SettingsBefore } from '../../settings/settings.ts';
import { NEWEST_SCHEMA_VALUE, REVOKED_SCHEMA_VALUE, SCHEMA_VALUE, type ConnectionPair } from './item.ts';
import type { Claimant, ClaimedItem, ConnectionItem } from './lease.ts';
import type { Revoked } from './revoked.ts';

/** How an execution leaves the connection's item. */
export interface ConnectionEnd {
  established: boolean;
  /** Absent of a connection that is gone, whose item stays only until what was asked for has been started. */
  outcome?: string | undefined;
  /** Whose it is; unchanged when absent. */
  owner?: Owner | undefined;
  /** What the scraper has now, as JSON, for who reads the inventory; unchanged when absent. */
  settings?: string | undefined;
  /** Whether the settings before a change are of use no more. */
  forgetsSettingsBefore: boolean;
  /** By whom it was asked to have the cluster's tag looked at again; kept until that has been started. */
  askedAgain?: string | undefined;
}

type Values = Record<string, AttributeValue>;

interface Condition {
  ConditionExpression: string;
  ExpressionAttributeValues?: Values;
}
type ConditionOnValues = Required<Condition>;

/** An UpdateItem but for its key and its table. */
export interface ItemWrite extends Condition {
  UpdateExpression: string;
  ExpressionAttributeNames?: Record<string, string>;
}

/** The attributes of whoever is at work. */
const LEASE = ['lease', 'leaseWorkflow', 'leaseDoor', 'holderStartedAt', 'takenOverAt'] as const;

/**
 * That nobody has written since. The lease is asked for beside the version, since an item that was removed and claimed anew counts
 * from the beginning: a removal whose answer was lost is sent again, and would remove another's.
 */
export function asSeen(seen: ConnectionItem | undefined): Condition {
  if (seen === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' };
  const { version, lease } = seen;
  const unwritten = version === 0 ? 'attribute_exists(pk) AND attribute_not_exists(version)' : 'version = :seen';
  const held = lease === undefined ? 'attribute_not_exists(lease)' : 'lease = :seenLease';
  const values = {
    ...(version === 0 ? {} : { ':seen': number(version) }),
    ...(lease === undefined ? {} : { ':seenLease': text(lease) }),
  };
  const ConditionExpression = `(${unwritten} AND ${held})`;
  return { ConditionExpression, ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }) };
}

/** That the execution is the one writer. */
function heldBy(executionArn: string): ConditionOnValues {
  return { ConditionExpression: 'lease = :holder', ExpressionAttributeValues: { ':holder': text(executionArn) } };
}

/** That an item that nobody has read is what a read would let pass: the pair's, of a form that is known, and without what hinders. */
function readAs({ clusterArn, workspaceArn }: ConnectionPair, hinders: string): ConditionOnValues {
  const ofPair = 'clusterArn = :clusterArn AND workspaceArn = :workspaceArn';
  return {
    ConditionExpression: `#schema <= :newest AND ${ofPair} AND attribute_not_exists(${hinders})`,
    ExpressionAttributeValues: {
      ':newest': NEWEST_SCHEMA_VALUE,
      ':clusterArn': text(clusterArn),
      ':workspaceArn': text(workspaceArn),
    },
  };
}

function both(one: ConditionOnValues, other: ConditionOnValues): ConditionOnValues {
  return {
    ConditionExpression: `${one.ConditionExpression} AND ${other.ConditionExpression}`,
    ExpressionAttributeValues: { ...one.ExpressionAttributeValues, ...other.ExpressionAttributeValues },
  };
}

/** The claim that has come already, its answer having been lost, is taken for got: it writes the same again. */
export function claim(item: ClaimedItem, claimant: Claimant, seen: ConnectionItem | undefined): ItemWrite {
  const set = {
    schema: item.revoked ? REVOKED_SCHEMA_VALUE : SCHEMA_VALUE,
    version: number((seen?.version ?? 0) + 1),
    lease: text(claimant.executionArn),
    leaseWorkflow: text(claimant.workflow),
    leaseDoor: text(claimant.door),
    holderStartedAt: optional(item.holderStartedAt),
    clusterArn: text(item.clusterArn),
    workspaceArn: text(item.workspaceArn),
    established: { BOOL: item.established },
    takenOverAt: optional(item.takenOverAt),
    outcome: optional(item.outcome),
    ...ownerOf(item),
  };
  const removed = [
    ...(item.stackId ? [] : ['stackId']),
    ...(item.takenOverAt ? [] : ['takenOverAt']),
    ...(seen?.revoked && !item.revoked ? ['revoked'] : []),
  ];
  const condition = asSeen(seen);
  const again = '(version = :version AND lease = :lease)';
  return write(set, removed, { ...condition, ConditionExpression: `${condition.ConditionExpression} OR ${again}` });
}

/**
 * The first claim of a connection, or one of the claimant's own that nobody is at work on: of both it is known without a look that an
 * onboard may take it, and all that the item has else stays as it is. Where this condition does not hold, decideClaim decides.
 */
export function claimFree(pair: ConnectionPair, claimant: Claimant, startedAt: string): ItemWrite {
  const set = {
    schema: SCHEMA_VALUE,
    lease: text(claimant.executionArn),
    leaseWorkflow: text(claimant.workflow),
    leaseDoor: text(claimant.door),
    holderStartedAt: text(startedAt),
    clusterArn: text(pair.clusterArn),
    workspaceArn: text(pair.workspaceArn),
    ...ownerOf(claimant),
  };
  const ofStack = claimant.stackId ? 'stackId = :stackId' : 'attribute_not_exists(stackId)';
  const { ConditionExpression: asRead, ExpressionAttributeValues } = readAs(pair, 'revoked');
  const free = `${asRead} AND attribute_not_exists(lease) AND door = :door AND ${ofStack}`;
  const condition = { ConditionExpression: `attribute_not_exists(pk) OR (${free})`, ExpressionAttributeValues };
  return write(set, ['takenOverAt'], condition, { established: { BOOL: false } });
}

/** If the holder still has the lease. @param asker ARN of the execution that leaves the connection to it. */
export function ask(holder: string, asker: string): ItemWrite {
  return write({ askedAgain: text(asker) }, [], heldBy(holder));
}

/** Of a pair that was revoked meanwhile, nobody says so. */
export function establish(pair: ConnectionPair, executionArn: string, owner: Owner): ItemWrite {
  const set = { established: { BOOL: true }, ...ownerOf(owner) };
  return write(set, withoutStack(owner), both(heldBy(executionArn), readAs(pair, 'revoked')));
}

/** gzip, since an item has at most 400 KB and a scrape configuration up to 256. */
export function keepSettings(before: SettingsBefore): ItemWrite {
  return write({ settingsBefore: { B: gzipSync(JSON.stringify(before)) } }, [], heldBy(before.executionArn));
}

/** Without the lease, and with how the execution ended, if the item is as it was seen. */
export function release(seen: ConnectionItem, end: ConnectionEnd): ItemWrite {
  return write(endOf(end), removedBy(end), asSeen(seen));
}

/** A release that does not depend on what the item has, but for whether somebody has asked meanwhile. */
export function releaseUnasked(pair: ConnectionPair, executionArn: string, end: ConnectionEnd): ItemWrite {
  return write(endOf(end), removedBy(end), both(heldBy(executionArn), readAs(pair, 'askedAgain')));
}

function removedBy({ forgetsSettingsBefore, outcome, owner }: ConnectionEnd): string[] {
  return [
    ...LEASE,
    ...(forgetsSettingsBefore ? ['settingsBefore'] : []),
    ...(outcome === undefined ? ['outcome'] : []),
    ...withoutStack(owner),
  ];
}

/** An item of a connection that has none any more, as release would have left it. */
export function restore(
  { clusterArn, workspaceArn }: ConnectionPair,
  end: ConnectionEnd & { owner: Owner },
): ItemWrite {
  const set = { schema: SCHEMA_VALUE, clusterArn: text(clusterArn), workspaceArn: text(workspaceArn), ...endOf(end) };
  return write(set, [], asSeen(undefined));
}

/**
 * Why the connection is still there, if there is an item and nobody has its lease. @param outcome what the item's member of that name
 * gets.
 */
export function mark(outcome: string): ItemWrite {
  const ConditionExpression = 'attribute_exists(pk) AND attribute_not_exists(lease)';
  return write({ outcome: text(outcome) }, [], { ConditionExpression });
}

/** Whoever has the lease, and whether or not there is an item: only another pair's of the same id is left as it is. */
export function revoke(
  { clusterArn, workspaceArn }: ConnectionPair,
  { execution, time }: Revoked,
  door: Door,
): ItemWrite {
  const pair = { clusterArn: text(clusterArn), workspaceArn: text(workspaceArn) };
  const revoked = { M: { execution: text(execution), time: text(time) } };
  const ConditionExpression = 'attribute_not_exists(pk) OR (clusterArn = :clusterArn AND workspaceArn = :workspaceArn)';
  const unlessThere = { door: text(door), established: { BOOL: false } };
  return write({ schema: REVOKED_SCHEMA_VALUE, ...pair, revoked }, [], { ConditionExpression }, unlessThere);
}

/** Not where nothing but the ask is left of a connection that is gone (SHELL): that would stay in the table for ever, and is removed. */
export function forgetAsk(askedAgain: string): ItemWrite {
  const more = ['lease', 'outcome', 'revoked'].map((name) => `attribute_exists(${name})`).join(' OR ');
  const asked = {
    ConditionExpression: `askedAgain = :asked AND (established = :true OR ${more})`,
    ExpressionAttributeValues: { ':asked': text(askedAgain), ':true': { BOOL: true } },
  };
  return write({}, ['askedAgain'], asked);
}

function endOf({ established, outcome, settings, askedAgain, owner }: ConnectionEnd): Attributes {
  return {
    established: { BOOL: established },
    outcome: optional(outcome),
    settings: optional(settings),
    askedAgain: optional(askedAgain),
    ...(owner === undefined ? {} : ownerOf(owner)),
  };
}

function ownerOf({ door, stackId }: Pick<ConnectionItem, 'door' | 'stackId'>): Attributes {
  return { door: text(door), stackId: optional(stackId) };
}

/** A stack that is not known leaves the one that the item has, but for a door that has none. */
function withoutStack(owner: Owner | undefined): string[] {
  return owner !== undefined && owner.stackId === undefined && !DOORS[owner.door].isOwnedByStack ? ['stackId'] : [];
}

/** By name; what is undefined stays as it is. */
type Attributes = Record<string, AttributeValue | undefined>;

/** `schema` is a reserved word of DynamoDB's. */
const nameOf = (attribute: string): string => (attribute === 'schema' ? '#schema' : attribute);

/**
 * @param set `version`, where it is not among them, is counted up.
 * @param unlessThere what an item that has it keeps.
 */
function write(set: Attributes, removed: readonly string[], condition: Condition, unlessThere: Values = {}): ItemWrite {
  const given = Object.entries({ ...set, ...unlessThere }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const counted = 'version' in set ? [] : ['version = if_not_exists(version, :zero) + :one'];
  const namesSchema = 'schema' in set || condition.ConditionExpression.includes('#schema');
  const valueOf = (name: string) => (name in unlessThere ? `if_not_exists(${name}, :${name})` : `:${name}`);
  const sets = [...given.map(([name]) => `${nameOf(name)} = ${valueOf(name)}`), ...counted].join(', ');
  return {
    UpdateExpression: `SET ${sets}${removed.length === 0 ? '' : ` REMOVE ${removed.join(', ')}`}`,
    ConditionExpression: condition.ConditionExpression,
    ...(namesSchema ? { ExpressionAttributeNames: { '#schema': 'schema' } } : {}),
    ExpressionAttributeValues: {
      ...Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
      ...(counted.length === 0 ? {} : { ':zero': number(0), ':one': number(1) }),
      ...condition.ExpressionAttributeValues,
    },
  };
}

function text(value: string): AttributeValue {
  return { S: value };
}

function optional(value: string | undefined): AttributeValue | undefined {
  return value === undefined ? undefined : text(value);
}

function number(value: number): AttributeValue {
  return { N: String(value) };
}
