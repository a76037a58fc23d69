import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../../../local/aws/browser/guard.ts';

type Headers = Record<string, string>;

const ADMITTED: readonly Headers[] = [
  { host: '127.0.0.1' },
  { host: '127.0.0.1:4566' },
  { host: 'localhost' },
  { host: 'localhost:65535' },
  { host: 'LocalHost:4566' },
  { host: 'console.localhost:4566' },
  { host: 'a.b-c.d_e.LOCALHOST' },
  { host: '[::1]' },
  { host: '[::1]:4566' },
  { host: 'localhost:4566', origin: 'http://localhost:4566' },
  { host: '[::1]:4566', origin: 'http://[::1]:4566', 'sec-fetch-site': 'same-origin' },
  { host: '127.0.0.1:4566', 'sec-fetch-site': 'same-origin' },
  { host: '127.0.0.1:4566', 'sec-fetch-site': 'none' },
];

const own = { host: '127.0.0.1:4566' };
const REFUSED: readonly (readonly [Headers, string])[] = [
  [{}, 'There is no Host header.'],
  ...[
    '',
    '127.0.0.1.evil.example',
    'localhost.evil.example:4566',
    'EVIL.EXAMPLE',
    'evillocalhost',
    '.localhost',
    'a..localhost',
    'localhost.',
    'localhost:',
    'localhost:x',
    'localhost:4566.evil.example',
    'localhost@evil.example',
    'evil.example#.localhost',
    'localhost,evil.example',
    'localhost\n',
    '127.0.0.2',
    '127x0.0.1',
    '0.0.0.0:4566',
    '10.0.0.1',
    '::1',
    '[::2]:4566',
    '[::1].evil.example',
    '1.127.0.0.1',
  ].map((host): readonly [Headers, string] => [{ host }, `Host is ${host}, which is no name of loopback.`]),
  ...[
    'null',
    '',
    'http://127.0.0.1',
    'http://127.0.0.1:4567',
    'http://localhost:4566',
    'https://127.0.0.1:4566',
    'http://127.0.0.1:4566/',
    'http://127.0.0.1:4566.evil.example',
    'http://evil.example',
    'http://127.0.0.1:4566, http://evil.example',
  ].map((origin): readonly [Headers, string] => [{ ...own, origin }, `Origin is ${origin}, and this server's own is`]),
  ...['cross-site', 'same-site', 'Same-Origin', '', 'none, cross-site'].map((site): readonly [Headers, string] => [
    { ...own, 'sec-fetch-site': site },
    `Sec-Fetch-Site is ${site}: the page of another origin asks.`,
  ]),
  [{ ...own, origin: 'http://127.0.0.1:4566', 'sec-fetch-site': 'cross-site' }, 'Sec-Fetch-Site is cross-site'],
  [{ ...own, origin: 'http://evil.example', 'sec-fetch-site': 'none' }, 'Origin is http://evil.example'],
  [{ host: 'evil.example', origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' }, 'Host is evil.example'],
];

describe('the guard', () => {
  test.each(ADMITTED)('admits %o', (headers) => {
    expect(refusalOf(headers)).toBeUndefined();
  });

  test.each(REFUSED)('refuses %o', (headers, problem) => {
    const refusal = refusalOf(headers);
    expect(refusal).toMatchObject({ status: 403, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    expect(refusal?.body.startsWith(problem), refusal?.body).toBe(true);
    expect(refusal?.body).toMatch(/(Ask for|Only pages of|Open) \S.*\.\n$/);
  });
});
