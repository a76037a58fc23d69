import { describe, expect, test } from 'vitest';
import { ACTIONS, scrapeConfigurationKind } from '../../../../functions/shared/scrapeConfiguration/schema/schema.ts';
import { CA, FIELDS, PLACES, TOKEN } from './schemaFields.ts';

const found = (place: string, section: object) => scrapeConfigurationKind(PLACES[place]?.(section) ?? {}, []);
const errors = (place: string, section: object) => found(place, section).filter(({ warns }) => !warns);
const warnings = (place: string, section: object) => found(place, section).filter(({ warns }) => warns);

describe.each(FIELDS.flatMap((one) => one.in.map((place) => ({ ...one, place }))))(
  '$place.$key',
  ({ place, key, takes, refuses, warns }) => {
    test.each(takes.map((value) => ({ value })))('takes $value', ({ value }) => {
      expect(errors(place, { [key]: value })).toEqual([]);
      const older = warnings(place, { [key]: value }).map(({ problem }) => problem);
      const [takesIt, refusesIt] = warns === 'newer' ? ['3.5', '2.54'] : ['2.54', '3.5'];
      expect(older).toEqual(
        warns
          ? [expect.stringContaining(`is a field that Prometheus ${takesIt} takes and Prometheus ${refusesIt} refuses`)]
          : [],
      );
    });

    test.each(refuses.map(([value, problem]) => ({ value, problem })))(
      'refuses $value: $problem',
      ({ value, problem }) => {
        const told = errors(place, { [key]: value });
        expect(told.map((one) => one.problem)).toEqual([expect.stringContaining(problem)]);
        expect(told[0]?.at).toContain(key);
        expect(told[0]?.remedy).not.toBe('');
      },
    );
  },
);

describe.each(Object.keys(PLACES).filter((place) => place !== 'headers'))('%s', (place) => {
  test('has no key that nobody knows', () => {
    expect(errors(place, { colour: 'red' })).toMatchObject([{ problem: 'is not a key that is known here' }]);
  });

  test('has what it has to have', () => {
    expect(errors(place, {})).toEqual([]);
  });
});

test.each([
  [{}, ['scrape_configs']],
  [{ scrape_configs: [{}] }, ['scrape_configs', 0, 'job_name']],
  [
    { scrape_configs: [{ job_name: 'a', kubernetes_sd_configs: [{}] }] },
    ['scrape_configs', 0, 'kubernetes_sd_configs', 0, 'role'],
  ],
  [
    { scrape_configs: [{ job_name: 'a', authorization: {} }] },
    ['scrape_configs', 0, 'authorization', 'credentials_file'],
  ],
  [
    { scrape_configs: [{ job_name: 'a', kubernetes_sd_configs: [{ role: 'pod', selectors: [{}] }] }] },
    ['scrape_configs', 0, 'kubernetes_sd_configs', 0, 'selectors', 0, 'role'],
  ],
])('%j is without %j', (value, at) => {
  expect(scrapeConfigurationKind(value, [])).toMatchObject([{ at, problem: 'is missing' }]);
});

describe('a protocol of the newer version alone', () => {
  test('is warned of, in a list', () => {
    for (const place of ['global', 'job']) {
      expect(errors(place, { scrape_protocols: ['PrometheusText1.0.0'] })).toEqual([]);
      expect(warnings(place, { scrape_protocols: ['PrometheusText1.0.0'] })).toMatchObject([
        {
          problem: expect.stringContaining('is a protocol that Prometheus 3.5 takes and Prometheus 2.54 refuses'),
          remedy: 'Write one of PrometheusProto, OpenMetricsText0.0.1, OpenMetricsText1.0.0, PrometheusText0.0.4',
        },
      ]);
    }
  });
});

describe('a header that Prometheus sets itself', () => {
  const RESERVED =
    `Authorization Host Content-Encoding Content-Length Content-Type User-Agent Connection Keep-Alive Proxy-Authenticate
    Proxy-Authorization Www-Authenticate Accept-Encoding X-Prometheus-Remote-Write-Version X-Prometheus-Remote-Read-Version
    X-Prometheus-Scrape-Timeout-Seconds X-Amz-Date X-Amz-Security-Token X-Amz-Content-Sha256`.split(/\s+/);

  test.each(RESERVED)('is refused: %s', (name) => {
    for (const spelling of [name, name.toLowerCase(), name.toUpperCase()]) {
      expect(errors('headers', { [spelling]: { values: ['a'] } })).toMatchObject([
        { problem: 'is a header that Prometheus sets itself', remedy: 'Remove it' },
      ]);
    }
  });

  test('is no other', () => {
    expect(errors('headers', { 'X-Amz': { values: ['a'] }, Accept: { values: ['a'] } })).toEqual([]);
  });
});

describe('a remedy', () => {
  const remedy = (place: string, section: object) => errors(place, section).map((one) => one.remedy);
  test.each<[string, object, string]>([
    ['authorization', { type: 'Basic' }, 'Write Bearer or leave it out'],
    ['authorization', { credentials_file: '/x' }, `Write ${TOKEN}`],
    ['job', { bearer_token_file: '/x' }, `Write ${TOKEN}`],
    ['tls', { ca_file: '/x' }, `Write ${CA}`],
    ['job', { proxy_url: 'http://a:b@c' }, 'Leave them out'],
    ['job', { proxy_url: 'http://[' }, 'Write e.g. http://10.0.0.9:3128'],
    ['discovery', { api_server: 'https://example.com' }, 'Write https://kubernetes.default.svc:443'],
    ['top', { scrape_configs: [] }, 'Add at least one job'],
    ['discovery', { role: 'gateway' }, 'Write one of pod, node, service, endpoints, endpointslice, ingress'],
    [
      'target',
      { targets: ['example.com'] },
      'Find what runs in the cluster by kubernetes_sd_configs, a Service by its role endpoints and a rule that keeps __meta_kubernetes_service_name; or write an IP address with or without a port, e.g. 10.0.0.7:9100 or [fd00::7]:9100, or kubernetes.default.svc:443',
    ],
  ])('of %s, %j says what to write', (place, section, words) => {
    expect(remedy(place, section)).toEqual([words]);
  });
});

test('the actions are told in the order of Prometheus’ page', () => {
  expect(errors('relabel', { action: 'x' })[0]?.remedy).toBe(`Write one of ${ACTIONS.join(', ')}`);
});
