import { expect, test } from 'vitest';
import { arnParts, parseArn } from '../../../functions/shared/arn.ts';

test.each([
  [
    'arn:aws:eks:us-west-2:111111111111:cluster/shop',
    { partition: 'aws', service: 'eks', region: 'us-west-2', accountId: '111111111111', resource: 'cluster/shop' },
  ],
  [
    'arn:aws:iam::111111111111:role/x',
    { partition: 'aws', service: 'iam', region: '', accountId: '111111111111', resource: 'role/x' },
  ],
  ['arn:aws:s3:::bucket', { partition: 'aws', service: 's3', region: '', accountId: '', resource: 'bucket' }],
  ['arn:aws:a:b:c:d:e:f', { partition: 'aws', service: 'a', region: 'b', accountId: 'c', resource: 'd:e:f' }],
])('%s has its parts', (text, parts) => {
  expect(parseArn(text)).toEqual(parts);
  expect(arnParts(text)).toEqual(parts);
});

test.each([
  '',
  'arn',
  'urn:aws:eks:us-west-2:111111111111:cluster/shop',
  'arn::eks:us-west-2:111111111111:cluster/shop',
  'arn:aws::us-west-2:111111111111:cluster/shop',
  'arn:aws:eks:us-west-2:111111111111:',
  'arn:aws:eks:us-west-2:111111111111',
  'arn:aws:eks:us-west-2',
  'arn:aws:eks',
])('%j is no ARN', (text) => {
  expect(parseArn(text)).toBeUndefined();
  expect(() => arnParts(text)).toThrow(new TypeError(`Not an ARN: ${JSON.stringify(text)}`));
});
