import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DOOR_NAMES, DOORS, productInput, readDoor } from '../../../../functions/shared/request/doors/doors.ts';
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

const FUNCTIONS = new URL('../../../../functions/', import.meta.url).pathname;

test("no other file of the functions names a door: what differs is the descriptors'", () => {
  const name = new RegExp(`['"\`](${DOOR_NAMES.join('|')})['"\`]`);
  const naming = globSync('**/*.ts', { cwd: FUNCTIONS }).filter((file) =>
    name.test(readFileSync(`${FUNCTIONS}${file}`, 'utf8')),
  );
  expect(naming).toEqual(['shared/request/doors/doors.ts']);
});
