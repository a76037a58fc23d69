import { describe, expect, test } from 'vitest';
import { Plain } from '../../../../functions/shared/scrapeConfiguration/plain.ts';
import { toFinding, type YamlPath } from '../../../../functions/shared/scrapeConfiguration/problem.ts';

const WORDS = { problem: 'is wrong', remedy: 'Mend it' };
const finding = (at: YamlPath | string, value?: unknown) => toFinding({ at, value, ...WORDS }, 'yaml');

describe('a finding of a configuration', () => {
  test.each<[YamlPath | string, string]>([
    ['', 'yaml'],
    ['line 3, column 1', 'yaml: line 3, column 1'],
    [[], 'yaml'],
    [['scrape_configs', 2, 'static_configs', 0, 'targets', 1], 'yaml: scrape_configs[2].static_configs[0].targets[1]'],
    [['a-b', 'c d', '', '1x'], 'yaml: a-b["c d"][""].1x'],
    [['"'], 'yaml: ["\\""]'],
    [['a!'], 'yaml: ["a!"]'],
    [['!a'], 'yaml: ["!a"]'],
  ])('at %j is at %s', (at, path) => {
    expect(finding(at)).toStrictEqual({ path, ...WORDS });
  });

  test('has where it stands in the text, where that is known', () => {
    const place = (path: YamlPath) => `line ${path.length}`;
    expect(toFinding({ at: ['a', 'b'], ...WORDS }, 'yaml', place)).toStrictEqual({
      path: 'yaml: a.b',
      place: 'line 2',
      ...WORDS,
    });
    expect(toFinding({ at: 'line 9', ...WORDS }, 'yaml', place)).toStrictEqual({ path: 'yaml: line 9', ...WORDS });
  });

  test.each([
    ['a text', 'text', 'text'],
    ['an empty text', '', ''],
    ['a number', new Plain('7', 7), 7],
    ['a number as it is spelt', new Plain('0x10', 16), '0x10'],
  ])('quotes %s', (_name, value, quoted) => {
    expect(finding(['a'], value)).toStrictEqual({ path: 'yaml: a', value: quoted, ...WORDS });
  });

  test.each([
    ['what may have credentials', 'http://user:word@host'],
    ['a list', ['a']],
    ['a map', { a: 1 }],
    ['nothing', null],
    ['a number that is none of the text', 5],
  ])('quotes not %s', (_name, value) => {
    expect(finding(['a'], value)).not.toHaveProperty('value');
  });

  test.each([
    'authorization',
    'basic_auth',
    'bearer_token',
    'bearer_token_file',
    'http_headers',
    'oauth2',
    'params',
    'password',
    'proxy_connect_header',
    'proxy_url',
    'sigv4',
    'tls_config',
  ])('quotes nothing in %s, in whatever depth', (section) => {
    for (const at of [[section], ['jobs', 0, section, 'a'], ['a', section, 'type', 0]]) {
      expect(finding(at, 's3cret')).not.toHaveProperty('value');
    }
  });

  test('quotes the type of an authorization alone, which is no secret', () => {
    expect(finding(['authorization', 'type'], 'Basic')).toHaveProperty('value', 'Basic');
    expect(finding(['scrape_configs', 0, 'authorization', 'type'], 'Basic')).toHaveProperty('value', 'Basic');
    expect(finding(['authorization', 'credentials'], 's3cret')).not.toHaveProperty('value');
    expect(finding(['authorization', 'a', 'type'], 's3cret')).not.toHaveProperty('value');
    expect(finding(['oauth2', 'type'], 's3cret')).not.toHaveProperty('value');
  });
});
