import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import * as writes from '../../../../functions/shared/connection/table/itemWrites.ts';
import type { ConnectionItem } from '../../../../functions/shared/connection/table/lease.ts';

const ME = 'arn:me';
const PAIR = { id: 'id', clusterArn: 'arn:cluster', workspaceArn: 'arn:workspace' };
const item = (change: Partial<ConnectionItem> = {}): ConnectionItem => ({
  connectionId: 'id',
  version: 4,
  clusterArn: 'arn:cluster',
  workspaceArn: 'arn:workspace',
  door: 'tag',
  established: true,
  ...change,
});
const COUNTED = { ':zero': { N: '0' }, ':one': { N: '1' } };
const COUNT = 'version = if_not_exists(version, :zero) + :one';
const LEASE = 'lease, leaseWorkflow, leaseDoor, holderStartedAt, takenOverAt';
const PAIR_VALUES = { ':clusterArn': { S: 'arn:cluster' }, ':workspaceArn': { S: 'arn:workspace' } };
const SCHEMA = { '#schema': 'schema' };

describe('a write on condition that nobody has written since', () => {
  test.each<[string, ConnectionItem | undefined, object]>([
    ['of what was not there', undefined, { ConditionExpression: 'attribute_not_exists(pk)' }],
    [
      'that nobody held',
      item(),
      {
        ConditionExpression: '(version = :seen AND attribute_not_exists(lease))',
        ExpressionAttributeValues: { ':seen': { N: '4' } },
      },
    ],
    [
      'that somebody held',
      item({ lease: ME }),
      {
        ConditionExpression: '(version = :seen AND lease = :seenLease)',
        ExpressionAttributeValues: { ':seen': { N: '4' }, ':seenLease': { S: ME } },
      },
    ],
    [
      'of before versions',
      item({ version: 0 }),
      {
        ConditionExpression: '(attribute_exists(pk) AND attribute_not_exists(version) AND attribute_not_exists(lease))',
      },
    ],
    [
      'of before versions, that somebody held',
      item({ version: 0, lease: ME }),
      {
        ConditionExpression: '(attribute_exists(pk) AND attribute_not_exists(version) AND lease = :seenLease)',
        ExpressionAttributeValues: { ':seenLease': { S: ME } },
      },
    ],
  ])('%s', (_name, seen, condition) => {
    expect(writes.asSeen(seen)).toStrictEqual(condition);
  });
});

describe('a claim', () => {
  const claimant = { executionArn: ME, workflow: 'onboard', door: 'console', cleansUp: false } as const;
  const { version: _version, ...claimed } = item({ established: false });
  const values = {
    ':version': { N: '5' },
    ':lease': { S: ME },
    ':leaseWorkflow': { S: 'onboard' },
    ':leaseDoor': { S: 'console' },
    ...PAIR_VALUES,
    ':established': { BOOL: false },
    ':door': { S: 'tag' },
  };
  const sets =
    '#schema = :schema, version = :version, lease = :lease, leaseWorkflow = :leaseWorkflow, leaseDoor = :leaseDoor';
  const ofPair = 'clusterArn = :clusterArn, workspaceArn = :workspaceArn, established = :established';

  test('of what was not there has the first version', () => {
    expect(writes.claim(claimed, claimant, undefined)).toStrictEqual({
      UpdateExpression: `SET ${sets}, ${ofPair}, door = :door REMOVE stackId, takenOverAt`,
      ConditionExpression: 'attribute_not_exists(pk) OR (version = :version AND lease = :lease)',
      ExpressionAttributeNames: SCHEMA,
      ExpressionAttributeValues: { ...values, ':version': { N: '1' }, ':schema': { N: '1' } },
    });
  });

  test('keeps what it is given, and takes what it is not', () => {
    const whole = { ...claimed, holderStartedAt: 'then', takenOverAt: 'before', outcome: 'LEFT', stackId: 'stack' };
    expect(writes.claim(whole, claimant, item())).toStrictEqual({
      UpdateExpression: `SET ${sets}, holderStartedAt = :holderStartedAt, ${ofPair}, takenOverAt = :takenOverAt, outcome = :outcome, door = :door, stackId = :stackId`,
      ConditionExpression:
        '(version = :seen AND attribute_not_exists(lease)) OR (version = :version AND lease = :lease)',
      ExpressionAttributeNames: SCHEMA,
      ExpressionAttributeValues: {
        ...values,
        ':schema': { N: '1' },
        ':holderStartedAt': { S: 'then' },
        ':takenOverAt': { S: 'before' },
        ':outcome': { S: 'LEFT' },
        ':stackId': { S: 'stack' },
        ':seen': { N: '4' },
      },
    });
  });

  test('of a revoked pair has the schema that an older workflow refuses, and one that lifts that has not', () => {
    const revoked = { execution: 'arn:revoker', time: 'then' };
    const still = writes.claim({ ...claimed, revoked }, claimant, item({ revoked }));
    expect(still.ExpressionAttributeValues?.[':schema']).toEqual({ N: '2' });
    expect(still.UpdateExpression).toMatch(/REMOVE stackId, takenOverAt$/);
    const lifted = writes.claim(claimed, claimant, item({ revoked }));
    expect(lifted.ExpressionAttributeValues?.[':schema']).toEqual({ N: '1' });
    expect(lifted.UpdateExpression).toMatch(/REMOVE stackId, takenOverAt, revoked$/);
  });
});

const HELD = { ConditionExpression: 'lease = :holder' };
const AS_READ = '#schema <= :newest AND clusterArn = :clusterArn AND workspaceArn = :workspaceArn';
const AS_READ_VALUES = { ':newest': { N: '2' }, ...PAIR_VALUES };
const BY_ME = { ':holder': { S: ME } };

test('an ask is the holder’s to meet', () => {
  expect(writes.ask(ME, 'arn:asker')).toStrictEqual({
    UpdateExpression: `SET askedAgain = :askedAgain, ${COUNT}`,
    ...HELD,
    ExpressionAttributeValues: { ':askedAgain': { S: 'arn:asker' }, ...COUNTED, ...BY_ME },
  });
});

test.each([
  [{ door: 'tag' as const }, ' REMOVE stackId', {}],
  [{ door: 'product' as const }, '', {}],
  [{ door: 'product' as const, stackId: 'stack' }, '', { ':stackId': { S: 'stack' } }],
])('a connection is established as the one of %j', (owner, removed, values) => {
  const stack = 'stackId' in owner ? ', stackId = :stackId' : '';
  expect(writes.establish(PAIR, ME, owner)).toStrictEqual({
    UpdateExpression: `SET established = :established, door = :door${stack}, ${COUNT}${removed}`,
    ConditionExpression: `${HELD.ConditionExpression} AND ${AS_READ} AND attribute_not_exists(revoked)`,
    ExpressionAttributeNames: SCHEMA,
    ExpressionAttributeValues: {
      ...AS_READ_VALUES,
      ':established': { BOOL: true },
      ':door': { S: owner.door },
      ...values,
      ...COUNTED,
      ...BY_ME,
    },
  });
});

test('settings before a change are kept compressed', () => {
  const before = {
    change: 'update' as const,
    executionArn: ME,
    scraperArn: 'arn:scraper',
    settings: { subnetIds: [], securityGroupIds: [], configuration: '' },
    roles: {},
    updated: false,
    repaired: [],
  };
  const write = writes.keepSettings(before);
  expect(write).toMatchObject({ UpdateExpression: `SET settingsBefore = :settingsBefore, ${COUNT}`, ...HELD });
  const kept = write.ExpressionAttributeValues?.[':settingsBefore']?.B;
  expect(JSON.parse(gunzipSync(kept ?? new Uint8Array()).toString())).toEqual(before);
});

describe('a release', () => {
  const seen = item({ lease: ME });
  const condition = {
    ConditionExpression: '(version = :seen AND lease = :seenLease)',
  };
  const seenValues = { ':seen': { N: '4' }, ':seenLease': { S: ME } };

  test('of a connection that is there', () => {
    const end = {
      established: true,
      outcome: 'ONBOARDED',
      owner: { door: 'tag' as const },
      settings: '{}',
      forgetsSettingsBefore: true,
      askedAgain: 'arn:asker',
    };
    expect(writes.release(seen, end)).toStrictEqual({
      UpdateExpression: `SET established = :established, outcome = :outcome, settings = :settings, askedAgain = :askedAgain, door = :door, ${COUNT} REMOVE ${LEASE}, settingsBefore, stackId`,
      ...condition,
      ExpressionAttributeValues: {
        ':established': { BOOL: true },
        ':outcome': { S: 'ONBOARDED' },
        ':settings': { S: '{}' },
        ':askedAgain': { S: 'arn:asker' },
        ':door': { S: 'tag' },
        ...COUNTED,
        ...seenValues,
      },
    });
  });

  test('of one that is gone', () => {
    expect(writes.release(seen, { established: false, forgetsSettingsBefore: false })).toStrictEqual({
      UpdateExpression: `SET established = :established, ${COUNT} REMOVE ${LEASE}, outcome`,
      ...condition,
      ExpressionAttributeValues: { ':established': { BOOL: false }, ...COUNTED, ...seenValues },
    });
  });
});

test('an item that somebody has removed is written anew', () => {
  const end = { established: true, forgetsSettingsBefore: true, owner: { door: 'product' as const, stackId: 'stack' } };
  expect(writes.restore(PAIR, end)).toStrictEqual({
    UpdateExpression: `SET #schema = :schema, clusterArn = :clusterArn, workspaceArn = :workspaceArn, established = :established, door = :door, stackId = :stackId, ${COUNT}`,
    ConditionExpression: 'attribute_not_exists(pk)',
    ExpressionAttributeNames: SCHEMA,
    ExpressionAttributeValues: {
      ':schema': { N: '1' },
      ...PAIR_VALUES,
      ':established': { BOOL: true },
      ':door': { S: 'product' },
      ':stackId': { S: 'stack' },
      ...COUNTED,
    },
  });
});

test('a mark is of an item that nobody holds', () => {
  expect(writes.mark('InvalidRequest')).toStrictEqual({
    UpdateExpression: `SET outcome = :outcome, ${COUNT}`,
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(lease)',
    ExpressionAttributeValues: { ':outcome': { S: 'InvalidRequest' }, ...COUNTED },
  });
});

test('a revocation is written whoever is at work, and keeps an owner', () => {
  expect(writes.revoke(PAIR, { execution: ME, time: 'then' }, 'console')).toStrictEqual({
    UpdateExpression: `SET #schema = :schema, clusterArn = :clusterArn, workspaceArn = :workspaceArn, revoked = :revoked, door = if_not_exists(door, :door), established = if_not_exists(established, :established), ${COUNT}`,
    ConditionExpression: 'attribute_not_exists(pk) OR (clusterArn = :clusterArn AND workspaceArn = :workspaceArn)',
    ExpressionAttributeNames: SCHEMA,
    ExpressionAttributeValues: {
      ':schema': { N: '2' },
      ...PAIR_VALUES,
      ':revoked': { M: { execution: { S: ME }, time: { S: 'then' } } },
      ':door': { S: 'console' },
      ':established': { BOOL: false },
      ...COUNTED,
    },
  });
});

test('an ask that was met is forgotten, unless somebody has asked since', () => {
  expect(writes.forgetAsk('arn:asker')).toStrictEqual({
    UpdateExpression: `SET ${COUNT} REMOVE askedAgain`,
    ConditionExpression:
      'askedAgain = :asked AND (established = :true OR attribute_exists(lease) OR attribute_exists(outcome) OR attribute_exists(revoked))',
    ExpressionAttributeValues: { ...COUNTED, ':true': { BOOL: true }, ':asked': { S: 'arn:asker' } },
  });
});
