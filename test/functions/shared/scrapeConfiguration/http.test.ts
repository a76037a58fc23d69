import { describe, expect, test } from 'vitest';
import { Plain } from '../../../../functions/shared/scrapeConfiguration/plain.ts';
import { changedOptions, httpProblems } from '../../../../functions/shared/scrapeConfiguration/schema/http.ts';

const yes = new Plain('true', true);
const no = new Plain('false', false);
const one = new Plain('1', 1);
const AT = ['job'];
const ONE_OF_TWO = 'Remove one of the two';

interface Case {
  section: Record<string, unknown>;
  is: { at: string[]; problem: string; remedy: string; warns?: true }[];
}

const bearer = {
  at: ['job', 'bearer_token_file'],
  problem: 'stands beside authorization, and Prometheus takes only one of them',
  remedy: ONE_OF_TWO,
};
const beside = (key: string) => ({
  at: ['job', key],
  problem: 'stands beside proxy_from_environment, and Prometheus takes only one of them',
  remedy: ONE_OF_TWO,
});
const noProxy = {
  at: ['job', 'no_proxy'],
  problem: 'excepts machines from a proxy that is not there',
  remedy: 'Add proxy_url, or remove it',
};
const ca = {
  at: ['job', 'tls_config', 'ca'],
  problem: 'stands beside ca_file, and Prometheus takes only one of them',
  remedy: ONE_OF_TWO,
};
const lower = {
  at: ['job', 'tls_config', 'max_version'],
  problem: 'is lower than min_version, with which no scrape succeeds',
  remedy: 'Raise it, or remove it',
  warns: true as const,
};

const CASES: Case[] = [
  { section: {}, is: [] },
  { section: { authorization: {}, bearer_token_file: '/token' }, is: [bearer] },
  { section: { authorization: {}, bearer_token_file: '' }, is: [] },
  { section: { authorization: {}, bearer_token_file: null }, is: [] },
  { section: { authorization: {} }, is: [] },
  { section: { authorization: null, bearer_token_file: '/token' }, is: [] },
  { section: { bearer_token_file: '/token' }, is: [] },
  { section: { proxy_from_environment: yes, proxy_url: 'http://a' }, is: [beside('proxy_url')] },
  { section: { proxy_from_environment: yes, proxy_url: '' }, is: [] },
  { section: { proxy_from_environment: yes }, is: [] },
  { section: { proxy_from_environment: no, proxy_url: 'http://a' }, is: [] },
  { section: { proxy_from_environment: 'true', proxy_url: 'http://a' }, is: [] },
  { section: { proxy_from_environment: one, proxy_url: 'http://a' }, is: [] },
  { section: { proxy_from_environment: yes, no_proxy: 'a' }, is: [beside('no_proxy')] },
  {
    section: { proxy_from_environment: yes, proxy_url: 'http://a', no_proxy: 'a' },
    is: [beside('proxy_url'), beside('no_proxy')],
  },
  { section: { no_proxy: 'a' }, is: [noProxy] },
  { section: { no_proxy: 'a', proxy_url: null }, is: [noProxy] },
  { section: { no_proxy: 'a', proxy_url: '' }, is: [] },
  { section: { no_proxy: 'a', proxy_url: 'http://a' }, is: [] },
  { section: { no_proxy: '' }, is: [] },
  { section: { no_proxy: null }, is: [] },
  { section: { tls_config: { ca: 'x', ca_file: '/f' } }, is: [ca] },
  { section: { tls_config: { ca: '', ca_file: '/f' } }, is: [] },
  { section: { tls_config: { ca: 'x', ca_file: '' } }, is: [] },
  { section: { tls_config: { ca: 'x' } }, is: [] },
  { section: { tls_config: ['ca', 'ca_file'] }, is: [] },
  { section: { tls_config: null }, is: [] },
  { section: { tls_config: { min_version: 'TLS12', max_version: 'TLS11' } }, is: [lower] },
  { section: { tls_config: { min_version: 'TLS12', max_version: 'TLS12' } }, is: [] },
  { section: { tls_config: { min_version: 'TLS11', max_version: 'TLS12' } }, is: [] },
  { section: { tls_config: { min_version: 'TLS12', max_version: null } }, is: [] },
  { section: { tls_config: { min_version: ['TLS12'], max_version: 'TLS11' } }, is: [] },
  { section: { tls_config: { max_version: 'TLS11' } }, is: [] },
];

describe('the HTTP options', () => {
  test.each(CASES)('$section: $is', ({ section, is }) => {
    expect(httpProblems(section, AT)).toEqual(is);
  });
});

describe('the HTTP options that are not as by default', () => {
  test.each<[Record<string, unknown>, string[]]>([
    [{}, []],
    [{ enable_http2: yes, follow_redirects: yes }, []],
    [{ enable_http2: no, follow_redirects: null }, ['enable_http2', 'follow_redirects']],
    [{ enable_http2: 'true' }, ['enable_http2']],
    [{ authorization: {}, http_headers: {} }, ['authorization', 'http_headers']],
    [{ proxy_connect_header: {}, proxy_url: '' }, ['proxy_connect_header', 'proxy_url']],
    [{ authorization: null, http_headers: null, proxy_connect_header: null, proxy_url: null }, []],
    [{ bearer_token_file: '/token', no_proxy: 'a' }, ['bearer_token_file', 'no_proxy']],
    [{ bearer_token_file: '', no_proxy: null }, []],
    [{ proxy_from_environment: yes }, ['proxy_from_environment']],
    [{ proxy_from_environment: no }, []],
    [{ tls_config: { server_name: 'a' } }, ['tls_config']],
    [{ tls_config: { insecure_skip_verify: yes } }, ['tls_config']],
    [{ tls_config: { insecure_skip_verify: one } }, ['tls_config']],
    [{ tls_config: { insecure_skip_verify: no, ca: '', ca_file: null } }, []],
    [{ tls_config: { insecure_skip_verify: no, ca: 'x' } }, ['tls_config']],
    [{ tls_config: {} }, []],
    [{ tls_config: ['a'] }, []],
    [{ scheme: 'https' }, []],
  ])('of %j are %j', (section, changed) => {
    expect(changedOptions(section)).toEqual(changed);
  });
});
