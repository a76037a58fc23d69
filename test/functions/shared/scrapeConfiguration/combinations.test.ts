import { describe, expect, test } from 'vitest';
import { Plain } from '../../../../functions/shared/scrapeConfiguration/plain.ts';
import { combinationProblems } from '../../../../functions/shared/scrapeConfiguration/schema/rules.ts';

const found = (global: unknown, ...jobs: unknown[]) => combinationProblems({ global, scrape_configs: jobs });

test.each([
  [undefined],
  [null],
  ['text'],
  [{}],
  [{ scrape_configs: 'none' }],
  [{ global: [], scrape_configs: ['text', null] }],
])('of %j nothing is said here', (data) => {
  expect(combinationProblems(data)).toEqual([]);
});

describe('a timeout', () => {
  const longer = (at: (string | number)[], value: unknown, seconds: number) => ({
    at: [...at, 'scrape_timeout'],
    value,
    problem: `is longer than the scrape interval of ${seconds}s`,
    remedy: 'Make the timeout at most as long as the interval',
  });
  const JOB = ['scrape_configs', 0];

  test.each<[string, unknown, unknown, object[]]>([
    ['as long as the default interval', {}, { scrape_timeout: '60s' }, []],
    ['longer than that', {}, { scrape_timeout: '61s' }, [longer(JOB, '61s', 60)]],
    ['as long as global’s interval', { scrape_interval: '30s' }, { scrape_timeout: '30s' }, []],
    ['longer than global’s', { scrape_interval: '30s' }, { scrape_timeout: '31s' }, [longer(JOB, '31s', 30)]],
    ['within the job’s', { scrape_interval: '30s' }, { scrape_interval: '2m', scrape_timeout: '2m' }, []],
    [
      'beyond the job’s',
      { scrape_interval: '5m' },
      { scrape_interval: '2m', scrape_timeout: '121s' },
      [longer(JOB, '121s', 120)],
    ],
    [
      'where the job’s interval is null',
      { scrape_interval: '30s' },
      { scrape_interval: null, scrape_timeout: '31s' },
      [longer(JOB, '31s', 30)],
    ],
    [
      'where the job’s interval is none',
      { scrape_interval: '30s' },
      { scrape_interval: 'soon', scrape_timeout: '31s' },
      [],
    ],
    [
      'where the job’s interval is a list',
      { scrape_interval: '30s' },
      { scrape_interval: [], scrape_timeout: '31s' },
      [],
    ],
    ['where global’s interval is none', { scrape_interval: 'soon' }, { scrape_timeout: '90s' }, []],
    ['where global’s interval is null', { scrape_interval: null }, { scrape_timeout: '61s' }, [longer(JOB, '61s', 60)]],
    ['that is none', {}, { scrape_timeout: 'soon' }, []],
    ['of 0 without unit', {}, { scrape_timeout: new Plain('0', 0, 0n) }, []],
    ['in global, longer than the default', { scrape_timeout: '61s' }, {}, [longer(['global'], '61s', 60)]],
    ['in global, as long', { scrape_timeout: '60s' }, {}, []],
    [
      'in global, longer than its own',
      { scrape_interval: '30s', scrape_timeout: '31s' },
      {},
      [longer(['global'], '31s', 30)],
    ],
  ])('%s', (_name, global, job, is) => {
    expect(found(global, job)).toEqual(is);
  });
});

describe.each([
  ['global', ['global'], (section: object) => found(section)],
  ['a job', ['scrape_configs', 0], (section: object) => found({}, section)],
])('the protocols of %s', (_name, at, of) => {
  test.each([[undefined], [null], ['PrometheusProto'], [['PrometheusProto', 'PrometheusText0.0.4']]])(
    'may be %j',
    (protocols) => {
      expect(of({ scrape_protocols: protocols })).toEqual([]);
    },
  );

  test('are not empty', () => {
    expect(of({ scrape_protocols: [] })).toEqual([
      { at: [...at, 'scrape_protocols'], problem: 'is empty', remedy: 'Add a protocol, or remove it' },
    ]);
  });

  test('stand there once, whatever their case', () => {
    expect(of({ scrape_protocols: ['a', 'b', 'A', 'a', 'C'] })).toEqual(
      [
        [2, 'A'],
        [3, 'a'],
      ].map(([index, value]) => ({
        at: [...at, 'scrape_protocols', index],
        value,
        problem: 'stands there twice',
        remedy: 'Remove one of the two',
      })),
    );
    expect(of({ scrape_protocols: ['ſ', 'S'] })).toEqual([]);
  });
});

describe('the escaping of names', () => {
  const refused = [
    {
      at: ['scrape_configs', 0, 'metric_name_escaping_scheme'],
      problem: 'does not go with metric_name_validation_scheme: legacy while it is allow-utf-8, as it is by default',
      remedy: 'Write underscores, or change the other',
    },
  ];
  const of = (escaping?: string, validation?: string) => ({
    ...(escaping === undefined ? {} : { metric_name_escaping_scheme: escaping }),
    ...(validation === undefined ? {} : { metric_name_validation_scheme: validation }),
  });

  test.each([
    [of(), of(), []],
    [of(), of(undefined, 'legacy'), refused],
    [of(), of('allow-utf-8', 'legacy'), refused],
    [of(), of('underscores', 'legacy'), []],
    [of(), of('', 'legacy'), refused],
    [of(undefined, 'legacy'), of(), []],
    [of(undefined, 'legacy'), of('allow-utf-8'), refused],
    [of(undefined, 'legacy'), of('allow-utf-8', 'utf8'), []],
    [of(undefined, 'legacy'), of('allow-utf-8', ''), refused],
    [of('allow-utf-8', 'legacy'), of(), refused],
    [of('values', 'legacy'), of(), []],
    [of('values'), of(undefined, 'legacy'), []],
    [of(undefined, 'utf8'), of(undefined, 'legacy'), refused],
    [of('allow-utf-8', 'utf8'), of(), []],
  ])('global %j, job %j', (global, job, is) => {
    expect(found(global, job)).toEqual(is);
  });
});

describe('what a job has is held to its own rules, at its place', () => {
  const places = (job: object) => found({}, {}, job).map(({ at }) => at);
  const JOB = ['scrape_configs', 1];

  test.each<[object, (string | number)[]]>([
    [{ no_proxy: 'a' }, [...JOB, 'no_proxy']],
    [{ kubernetes_sd_configs: [{}, { role: 'service' }] }, [...JOB, 'kubernetes_sd_configs', 1, 'role']],
    [{ relabel_configs: [{ action: 'keep' }, {}] }, [...JOB, 'relabel_configs', 1, 'target_label']],
    [{ metric_relabel_configs: [{ action: 'keep' }, {}] }, [...JOB, 'metric_relabel_configs', 1, 'target_label']],
    [
      { relabel_configs: [{ target_label: '__address__', replacement: 'a.b' }] },
      [...JOB, 'relabel_configs', 0, 'replacement'],
    ],
    [
      { relabel_configs: [{ target_label: '__scrape_interval__', replacement: '1s' }] },
      [...JOB, 'relabel_configs', 0, 'replacement'],
    ],
    [
      { static_configs: [{}, { labels: { __scrape_interval__: '1s' } }] },
      [...JOB, 'static_configs', 1, 'labels', '__scrape_interval__'],
    ],
  ])('%j', (job, at) => {
    expect(places(job)).toEqual([at]);
  });

  test('an address and an interval are no finding of metrics', () => {
    const rules = [
      { target_label: '__address__', replacement: 'a.b' },
      { target_label: '__scrape_interval__', replacement: '1s' },
    ];
    expect(places({ metric_relabel_configs: rules })).toEqual([]);
    expect(places({ static_configs: [{ labels: { team: '1s' } }, { labels: null }] })).toEqual([]);
  });
});

describe('a job’s name', () => {
  test('is no other’s', () => {
    const jobs = ['a', 'b', 'a', new Plain('1', 1), 'a', '1', null, null, ['a']].map((name) => ({ job_name: name }));
    const taken = (index: number, value: unknown, earlier: number) => ({
      at: ['scrape_configs', index, 'job_name'],
      value,
      problem: `is already the name of scrape_configs[${earlier}]`,
      remedy: 'Give each job its own name',
    });
    expect(found({}, ...jobs)).toEqual([taken(2, 'a', 0), taken(4, 'a', 0), taken(5, '1', 3)]);
    expect(found({}, 'text', { job_name: 'a' }, { job_name: 'a' })).toEqual([taken(2, 'a', 1)]);
  });
});
