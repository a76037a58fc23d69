import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { connectionItem, itemOfPair } from '../../../../functions/shared/connection/table/connectionItem.ts';
import {
  CONNECTION_KIND,
  readItem,
  REVOKED_SCHEMA_VALUE,
  SCHEMA_VALUE,
  text,
} from '../../../../functions/shared/connection/table/item.ts';
import { AwsUnavailable, NotOurs, PreflightFailed } from '../../../../functions/shared/errors.ts';

const KEY = { pk: { S: 'arn:cluster' }, sk: { S: 'connection#id' } };
const MIN = {
  ...KEY,
  schema: { N: '1' },
  clusterArn: { S: 'arn:cluster' },
  workspaceArn: { S: 'arn:workspace' },
  door: { S: 'tag' },
  established: { BOOL: true },
};
const BEFORE = {
  change: 'update',
  executionArn: 'arn:me',
  scraperArn: 'arn:scraper',
  settings: { subnetIds: [], securityGroupIds: [], configuration: 'a: 1' },
  roles: {},
  updated: false,
  repaired: [],
};
const MAX = {
  ...MIN,
  version: { N: '7' },
  stackId: { S: 'stack' },
  lease: { S: 'arn:me' },
  leaseWorkflow: { S: 'offboard' },
  leaseDoor: { S: 'console' },
  holderStartedAt: { S: 'then' },
  takenOverAt: { S: 'before' },
  askedAgain: { S: 'arn:asker' },
  outcome: { S: 'LEFT' },
  settingsBefore: { B: gzipSync(JSON.stringify(BEFORE)) },
  revoked: { M: { execution: { S: 'arn:revoker' }, time: { S: 'long ago' } } },
};
const read = (item: unknown) => connectionItem('dynamodb:GetItem', 'table', item);

describe('a connection’s item', () => {
  test('has what it has to have, and version 0 where it is from before versions', () => {
    expect(read(MIN)).toStrictEqual({
      connectionId: 'id',
      version: 0,
      clusterArn: 'arn:cluster',
      workspaceArn: 'arn:workspace',
      door: 'tag',
      established: true,
    });
  });

  test('has all that can be there', () => {
    expect(read({ ...MAX, unknown: { S: 'later' } })).toStrictEqual({
      connectionId: 'id',
      version: 7,
      clusterArn: 'arn:cluster',
      workspaceArn: 'arn:workspace',
      door: 'tag',
      established: true,
      stackId: 'stack',
      lease: 'arn:me',
      leaseWorkflow: 'offboard',
      leaseDoor: 'console',
      holderStartedAt: 'then',
      takenOverAt: 'before',
      askedAgain: 'arn:asker',
      outcome: 'LEFT',
      settingsBefore: BEFORE,
      revoked: { execution: 'arn:revoker', time: 'long ago' },
    });
  });

  test.each(['pk', 'sk', 'schema', 'clusterArn', 'workspaceArn', 'door', 'established'])(
    'is none without %s',
    (name) => {
      const item = Object.fromEntries(Object.entries(MIN).filter(([key]) => key !== name));
      expect(() => read(item)).toThrow(AwsUnavailable);
    },
  );

  test.each(Object.keys(MAX))('is none where %s is of another kind', (name) => {
    expect(() => read({ ...MAX, [name]: { L: [] } })).toThrow(AwsUnavailable);
    expect(() => read({ ...MAX, [name]: 'text' })).toThrow(AwsUnavailable);
  });

  test.each([
    { door: { S: 'window' } },
    { leaseWorkflow: { S: 'other' } },
    { leaseDoor: { S: 'window' } },
    { revoked: { M: { execution: { S: 'x' } } } },
    { revoked: { M: { time: { S: 'x' } } } },
    { settingsBefore: { B: gzipSync('{}') } },
  ])('is none with %j', (change) => {
    expect(() => read({ ...MAX, ...change })).toThrow(AwsUnavailable);
  });
});

describe('the schema of an item', () => {
  test('is 1, and of a revoked pair 2', () => {
    expect([SCHEMA_VALUE, REVOKED_SCHEMA_VALUE, CONNECTION_KIND]).toEqual([{ N: '1' }, { N: '2' }, 'connection#']);
  });

  test.each(['1', '2'])('%s is read', (N) => {
    expect(readItem('dynamodb:Query', 'table', z.object({ sk: text }), { ...KEY, schema: { N } })).toEqual({
      sk: 'connection#id',
    });
  });

  test('3 is a later workflow’s', () => {
    const late = () => readItem('dynamodb:Query', 'table', z.object({}), { ...KEY, schema: { N: '3' } });
    expect(late).toThrow(PreflightFailed);
    expect(late).toThrow('table table, item arn:cluster, connection#id');
    expect(late).toThrow('has schema 3; this workflow reads schema 2 and older');
    expect(late).toThrow(
      'Deploy the workflow in the version that wrote the item, or a later one: a newer one has been at work here',
    );
  });
});

describe('an item of the id', () => {
  const pair = { id: 'id', clusterArn: 'arn:cluster', workspaceArn: 'arn:workspace' };

  test('is of the pair', () => {
    expect(itemOfPair(read(MIN), pair)).toEqual(read(MIN));
  });

  test.each([{ clusterArn: 'arn:other' }, { workspaceArn: 'arn:other' }])(
    'is another’s where the pair has %j',
    (change) => {
      const asked = { ...pair, ...change };
      const others = () => itemOfPair(read(MIN), asked);
      expect(others).toThrow(NotOurs);
      expect(others).toThrow(
        "The table's item of connection id is of cluster arn:cluster and workspace arn:workspace, not of " +
          `${asked.clusterArn} and ${asked.workspaceArn}: nothing of either was changed. Offboard the other pair first, if it is not wanted.`,
      );
    },
  );
});
