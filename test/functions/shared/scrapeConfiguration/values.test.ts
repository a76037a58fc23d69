import { describe, expect, test } from 'vitest';
import { Plain } from '../../../../functions/shared/scrapeConfiguration/plain.ts';
import * as values from '../../../../functions/shared/scrapeConfiguration/values.ts';

test("the files of a collector are those of the service account's token", () => {
  expect(values.TOKEN_FILE).toBe('/var/run/secrets/kubernetes.io/serviceaccount/token');
  expect(values.CA_FILE).toBe('/var/run/secrets/kubernetes.io/serviceaccount/ca.crt');
});

describe('a duration of Prometheus', () => {
  test.each([
    ['0', 0],
    ['1ms', 1],
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1w', 604_800_000],
    ['1y', 31_536_000_000],
    ['1m30s', 90_000],
    ['1y1w1d1h1m1s1ms', 31_536_000_000 + 604_800_000 + 86_400_000 + 3_661_001],
    ['9223372036854ms', 9_223_372_036_854],
  ])('%j is %i ms', (text, milliseconds) => {
    expect(values.durationMilliseconds(text)).toBe(milliseconds);
  });

  test.each(['', '1', '30', 's', '30 s', '30s1m', '1m1m', 'x30s', '30sx', '1.5m', '-1m', '9223372036855ms', '300y'])(
    'is not %j',
    (text) => {
      expect(values.durationMilliseconds(text)).toBeUndefined();
    },
  );
});

describe('a target that a collector reaches', () => {
  test.each([
    '10.0.0.1',
    '10.0.0.1:1',
    '10.0.0.1:65535',
    '[fd00::1]',
    '[fd00::1]:80',
    'kubernetes.default.svc',
    'kubernetes.default.svc:443',
  ])('is %s', (text) => {
    expect(values.isTarget(text)).toBe(true);
  });

  test.each([
    '',
    'shop',
    '10.0.0.1:0',
    '10.0.0.1:65536',
    '10.0.0.1:123456',
    '10.0.0.1:',
    '10.0.0.1:x80',
    '10.0.0.1:80x',
    '10.0.0.1:80:80',
    '10.0.0.1: 80',
    '10.0.0.1:80 ',
    'x:\n10.0.0.1',
    '10.0.0.256',
    'x10.0.0.1',
    'fd00::1',
    '[fd00::1',
    '[10.0.0.1]',
    '[fd00::1]x',
    'x[fd00::1]',
    '[fd00::g]:80',
    '[fd00::1]:0',
    'kubernetes.default.svc:80',
    'kubernetes.default',
  ])('is not %j', (text) => {
    expect(values.isTarget(text)).toBe(false);
  });
});

describe('a URL that a collector reaches', () => {
  test.each([
    'https://kubernetes.default.svc',
    'https://kubernetes.default.svc:443',
    'http://10.0.0.1/',
    'https://10.0.0.1:6443/',
    'https://[fd00::1]:6443',
  ])('is %s', (text) => {
    expect(values.isReachableUrl(text)).toBe(true);
  });

  test.each([
    '10.0.0.1',
    'ftp://10.0.0.1',
    'xhttps://10.0.0.1',
    'https://shop',
    'https://10.0.0.1/api',
    'https://10.0.0.1/?a',
    'https://10.0.0.1:0',
    'https://10.0.0.1:70000',
    'https://10.0.0.1:123456',
    'https://user@10.0.0.1',
    'https://[fd00::g]',
    'https://[10.0.0.1]',
    'https://fd00::1',
    'https://xfd00::1x',
    'https://',
  ])('is not %s', (text) => {
    expect(values.isReachableUrl(text)).toBe(false);
  });
});

/** By `url.Parse` of Go. */
describe('a URL as Prometheus reads it', () => {
  test.each([
    '',
    'http://10.0.0.1:3128',
    'http://10.0.0.1:',
    'http://user:word@host/a?b#c',
    'http://u@host',
    'http://[fd00::1]:80/',
    'http://[fe80::1%25en0]',
    'http://h%25x',
    'http://%C3%A9',
    'http://größe',
    'a+b.c-d1:rest',
    'mailto:a@b',
    '/a/b:c',
    'a/b:c',
    '?a:b',
    '#a:b',
    'a?b=%',
    'a%20b',
    'a%aF',
    '//host/a',
    'a//b c',
    '/x//[',
    'http://a!$&\'()*+,;="<>~_.-b',
    'a\u0085b',
    'x:',
  ])('is %j', (text) => {
    expect(values.isUrl(text)).toBe(true);
  });

  test.each([
    'a\nb',
    'a\u007fb',
    'a%',
    'a%2',
    'a%2g',
    'a%g2',
    'a%2?b',
    'a?b#%',
    '1a:b',
    'a_b:c',
    'a b:c',
    '-:b:',
    ':a',
    'http://a b',
    'http://a:b',
    'http://a:8x',
    'http://[fd00::g]',
    'http://[10.0.0.1]',
    'http://[fd00::1',
    'http://[fd00::1]x',
    'http://a]',
    'http://h%41',
    'http://a@b@c:x',
    'http://a|b',
    '//a b',
  ])('is not %j', (text) => {
    expect(values.isUrl(text)).toBe(false);
  });
});

test.each([
  ['a', true],
  ['_', true],
  ['Z9_', true],
  ['', false],
  ['9a', false],
  ['a-b', false],
  ['-a', false],
  ['ä', false],
])('the name of a label %j: %s', (text, is) => {
  expect(values.isLabelName(text)).toBe(is);
});

describe('a size', () => {
  test.each([
    '0',
    '+0',
    '1B',
    '12B',
    '1KB',
    '1KiB',
    '10MB',
    '1.5GiB',
    '1.GB',
    '12.75MB',
    '.5TB',
    '.25PiB',
    '1EB',
    '+10MB',
    '1GB512MB',
    '1GiB512MiB',
    '1GB12MB.25KB12.75B',
    '7.99EB',
    '8EB',
    '7EB1024PB',
    '9223372036854775808B',
  ])('is %s', (text) => {
    expect(values.isSize(text)).toBe(true);
  });

  test.each([
    '',
    '1',
    '10',
    'MB',
    '-1MB',
    '++1MB',
    '1 MB',
    'x1MB',
    '1MBx',
    '1mb',
    '1K',
    '1XB',
    '1BB',
    '1GB512MiB',
    '1GiB512MB',
    '1..5MB',
    '.MB',
    '1MB5',
    '9EB',
    '8.01EB',
    '8EB1PB',
    '8EB1.5PB',
    '9217PB',
    '9437185TB',
    '9223372036854779904B',
    '9223372036854780000000KB',
    '9007199254740994KB',
  ])('is not %j', (text) => {
    expect(values.isSize(text)).toBe(false);
  });
});

test.each<[unknown, boolean]>([
  [{}, true],
  [{ a: 1 }, true],
  [null, false],
  [undefined, false],
  [[], false],
  ['a', false],
  [5, false],
  [new Plain('1', 1), false],
])('a map of the data is %o: %s', (value, is) => {
  expect(values.isRecord(value)).toBe(is);
});
