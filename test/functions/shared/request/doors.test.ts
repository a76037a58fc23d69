import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  BY_HAND,
  CLEAN_UP_DOOR,
  DOOR_NAMES,
  DOORS,
  productInput,
  readDoor,
} from '../../../../functions/shared/request/doors/doors.ts';
import { CLUSTER_ARN } from '../../support.ts';

const ACCOUNT = '111111111111';
const tagChange = {
  'detail-type': 'Tag Change on Resource',
  source: 'aws.tag',
  account: ACCOUNT,
  resources: [CLUSTER_ARN],
};

describe('an input', () => {
  test.each([
    ["in the product's envelope is a stack's", productInput('stack', { a: 1 }), 'product'],
    ["about a cluster's tags is the tag's", tagChange, 'tag'],
    ['of any other shape is the console', { a: 1 }, 'console'],
    ['in an envelope with more in it is the console', { ...productInput('stack', {}), more: 1 }, 'console'],
    ['that is no object is the console', 'text', 'console'],
  ])('%s', (_name, input, door) => {
    expect(readDoor(input, 'aws')).toMatchObject({ door });
  });

  test('that is an event about something else is refused, not taken for a request', () => {
    expect(readDoor({ ...tagChange, source: 'aws.ec2' }, 'aws')).toHaveProperty('findings');
  });

  test('that is an event about a cluster of another account is refused', () => {
    expect(readDoor({ ...tagChange, account: '222222222222' }, 'aws')).toHaveProperty('findings');
  });

  test("of one door's is no other door's", () => {
    const inputs = [productInput('stack', {}), tagChange];
    const readers = DOOR_NAMES.flatMap((name) => DOORS[name].read ?? []);
    expect(inputs.map((input) => readers.filter((read) => read(input, 'aws') !== undefined).length)).toEqual([1, 1]);
  });
});

describe('what is read of an input', () => {
  test.each([
    [
      "a product's",
      productInput('stack', { a: 1 }),
      { door: 'product', asks: 'request', stackId: 'stack', request: { a: 1 } },
    ],
    [
      'a product with a name',
      productInput('stack', {}, 'gold'),
      { door: 'product', asks: 'request', stackId: 'stack', product: 'gold', request: {} },
    ],
    ['a tag', tagChange, { door: 'tag', asks: 'tags', clusterArn: CLUSTER_ARN }],
    ["the console's", { a: 1 }, { door: 'console', asks: 'request', request: { a: 1 } }],
    [
      'an envelope of another door',
      { ...productInput('stack', {}), door: 'tag' },
      { door: 'console', asks: 'request', request: { door: 'tag', stackId: 'stack', request: {} } },
    ],
  ])('is all of it: %s', (_name, input, read) => {
    expect(readDoor(input, 'aws')).toStrictEqual(read);
  });

  test('is nothing but its findings where it cannot be read', () => {
    expect(Object.keys(readDoor({ ...tagChange, source: 'aws.ec2' }, 'aws'))).toEqual(['findings']);
  });
});

const DIFFERENCES = {
  product: { isOwnedByStack: true, waitsForCluster: false, looksAgain: false, revokes: false },
  tag: { isOwnedByStack: false, waitsForCluster: true, looksAgain: true, revokes: false },
  console: { isOwnedByStack: false, waitsForCluster: true, looksAgain: false, revokes: true },
};

describe('the door', () => {
  test.each(DOOR_NAMES)('%s differs from the others in this', (name) => {
    const { read: _read, howToOffboard: _how, ...door } = DOORS[name];
    expect(door).toEqual(DIFFERENCES[name]);
  });

  test.each([
    ['product', "delete its product's stack"],
    ['tag', "remove the cluster's tag"],
    ['console', 'start offboard with its pair of ARNs and without onlyCreatedBy'],
  ] as const)('%s takes a connection away by this: %s', (name, how) => {
    expect(DOORS[name].howToOffboard).toBe(how);
  });

  test('of a clean-up is none of them', () => {
    expect([CLEAN_UP_DOOR, BY_HAND]).toEqual(['clean-up', DOORS.console.howToOffboard]);
  });
});

const FUNCTIONS = new URL('../../../../functions/', import.meta.url).pathname;

test("no other file of the functions names a door: what differs is the descriptors'", () => {
  const name = new RegExp(`['"\`](${DOOR_NAMES.join('|')})['"\`]`);
  const naming = globSync('**/*.ts', { cwd: FUNCTIONS }).filter((file) =>
    name.test(readFileSync(`${FUNCTIONS}${file}`, 'utf8')),
  );
  expect(naming).toEqual(['shared/request/doors/doors.ts']);
});
