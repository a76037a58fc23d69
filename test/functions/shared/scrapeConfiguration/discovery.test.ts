import { describe, expect, test } from 'vitest';
import { Plain } from '../../../../functions/shared/scrapeConfiguration/plain.ts';
import { discoveryProblems } from '../../../../functions/shared/scrapeConfiguration/schema/discovery.ts';

const AT = ['sd'];
const yes = new Plain('true', true);
const select = (...roles: unknown[]) => roles.map((role) => ({ role }));
const found = (discovery: Record<string, unknown>) => discoveryProblems(discovery, AT);

const ROLES = {
  endpoints: ['pod', 'service', 'endpoints'],
  endpointslice: ['pod', 'service', 'endpointslice'],
  ingress: ['ingress'],
  node: ['node'],
  pod: ['pod'],
  service: ['service'],
};

describe.each(Object.entries(ROLES))('the role %s', (role, selectable) => {
  const ofSelectors = (discovery: Record<string, unknown>) =>
    found(discovery).filter(({ at }) => at.includes('selectors'));

  test.each(Object.keys(ROLES))('selects by %s, or may not', (by) => {
    const problem = `is a role by which the role ${role} cannot select`;
    const refused = {
      at: ['sd', 'selectors', 0, 'role'],
      value: by,
      problem,
      remedy: `Write one of ${selectable.join(', ')}`,
    };
    expect(ofSelectors({ role, selectors: select(by) })).toEqual(selectable.includes(by) ? [] : [refused]);
  });

  test('selects by each once', () => {
    const [own = ''] = selectable;
    expect(ofSelectors({ role, selectors: select(own, own) })).toEqual([
      {
        at: ['sd', 'selectors', 1, 'role'],
        value: own,
        problem: 'has a selector already',
        remedy: 'Join the two, with a comma between',
      },
    ]);
    expect(ofSelectors({ role, selectors: select(...selectable) })).toEqual([]);
  });

  test('that is unknown to select by is the schema’s finding', () => {
    expect(ofSelectors({ role, selectors: select('gateway') })).toEqual([]);
  });
});

test('of a role that is unknown nothing is said of its selectors', () => {
  expect(found({ role: 'gateway', selectors: select('pod', 'pod') })).toEqual([]);
  expect(found({ selectors: 'none' })).toEqual([]);
});

describe('without api_server', () => {
  const remedy =
    'Remove it, or write api_server: https://kubernetes.default.svc:443 beside it; the options for scraping belong to the job';

  test('no option is changed', () => {
    const discovery = { role: 'pod', follow_redirects: new Plain('false', false), no_proxy: '' };
    const problem = 'needs api_server beside it';
    expect(found(discovery)).toEqual([{ at: ['sd', 'follow_redirects'], problem, remedy }]);
    expect(found({ ...discovery, api_server: null })).toHaveLength(1);
  });

  test('beside it any may be', () => {
    expect(found({ role: 'pod', api_server: 'https://10.0.0.1', follow_redirects: new Plain('false', false) })).toEqual(
      [],
    );
  });
});

test('the HTTP options are held to their rules', () => {
  const discovery = { role: 'pod', api_server: 'a', authorization: {}, bearer_token_file: '/t' };
  expect(found(discovery).map(({ at }) => at)).toEqual([['sd', 'bearer_token_file']]);
});

describe('own_namespace', () => {
  const at = ['sd', 'namespaces', 'own_namespace'];
  const problem = 'cannot stand with api_server, which has no namespace of its own';

  test('cannot stand beside api_server', () => {
    const discovery = { role: 'pod', api_server: 'a', namespaces: { own_namespace: yes } };
    expect(found(discovery)).toEqual([{ at, problem, remedy: 'Remove one of the two' }]);
  });

  test.each<[Record<string, unknown>]>([
    [{ namespaces: { own_namespace: yes } }],
    [{ api_server: null, namespaces: { own_namespace: yes } }],
    [{ api_server: 'a', namespaces: { own_namespace: new Plain('false', false) } }],
    [{ api_server: 'a', namespaces: { own_namespace: 'true' } }],
    [{ api_server: 'a', namespaces: {} }],
    [{ api_server: 'a', namespaces: null }],
  ])('is taken: %j', (discovery) => {
    expect(found({ role: 'pod', ...discovery })).toEqual([]);
  });
});

test.each(['service', 'ingress'])('the role %s is warned of', (role) => {
  expect(found({ role })).toEqual([
    {
      at: ['sd', 'role'],
      value: role,
      problem: 'yields names as addresses, and a managed collector is said to resolve none but that of the API server',
      remedy: 'Use the role endpoints, or write the address by a relabel rule',
      warns: true,
    },
  ]);
});

test.each(['pod', 'node', 'endpoints', 'endpointslice'])('the role %s is not', (role) => {
  expect(found({ role })).toEqual([]);
});
