import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { Finder, readRules } from '../../../../local/bench/series/alerts.ts';
import { countSeries } from '../../../../local/bench/series/count.ts';
import { sampleTarget } from '../../../../local/bench/series/discovered.ts';
import { knownOf } from '../../../../local/bench/series/documented.ts';
import { readExposition } from '../../../../local/bench/series/exposition.ts';
import { readConfiguration } from '../../../../local/bench/series/scrape.ts';
import { selectorsOf } from '../../../../local/bench/series/selectors.ts';

const root = new URL('../../../../', import.meta.url);
const kubernetes = readConfiguration(
  readFileSync(new URL('functions/scrapeConfigurations/kubernetes.yaml', root), 'utf8'),
);

test('an exposition is read without its values', () => {
  const { names, series } = readExposition(
    '# HELP a_seconds Of "it".\n# TYPE a_seconds histogram\n# TYPE b gauge\nb{x="1,\\"2\\"\\n",y=""} 1 1782468875486\nc 2\n',
  );
  expect([...names]).toEqual(['a_seconds_bucket', 'a_seconds_sum', 'a_seconds_count', 'b', 'c']);
  expect(series).toEqual([{ __name__: 'b', x: '1,"2"\n', y: '' }, { __name__: 'c' }]);
});

test.each([
  ['up{job="a"} == 1', ['up']],
  ['sum by (a, b) (rate(x{y!~"1|2"}[5m])) / on (a) group_left (c) z > 0.5', ['x', 'z']],
  ['sum(x) without (job) and ignoring(k) w offset 5m # not(this)', ['x', 'w']],
  ['histogram_quantile(0.9, sum(rate(a:b_bucket{le="+Inf"}[5m])) by (le))', ['a:b_bucket']],
  ["max_over_time(x[1h:5m]) unless topk by (a) (1, y{z='\"}'})", ['x', 'y']],
  ['vector(1) or time() - 5e3', []],
])('%s reads %j', (expression, names) => {
  expect(selectorsOf(expression).map(({ name }) => name)).toEqual(names);
});

test('every job of Kubernetes itself has a target to try, the jobs of applications have none', () => {
  const without = kubernetes.scrape_configs.filter((job) => sampleTarget(job) === undefined);
  expect(without.map(({ job_name: name }) => name)).toEqual(['pods', 'services']);
});

describe('an alert', () => {
  const exposed = new Map(
    ['apiserver', 'kubelet', 'kube-state-metrics'].flatMap((job) => {
      const text =
        job === 'apiserver'
          ? '# TYPE apiserver_request_total counter\n# TYPE etcd_request_duration_seconds histogram\n'
          : '';
      const known = knownOf(job, readExposition(text));
      return known === undefined ? [] : [[job, known] as const];
    }),
  );
  const verdict = (expr: string) => {
    const groups = readRules(
      JSON.stringify({
        groups: [
          {
            name: 'g',
            rules: [
              {
                record: 'a:rate',
                expr: 'rate(apiserver_request_total{job="apiserver"}[5m])',
                labels: { verb: 'read' },
              },
              { alert: 'A', expr },
            ],
          },
        ],
      }),
    );
    return new Finder(kubernetes, exposed, groups).verdicts(groups)[0];
  };

  test.each([
    'up{job="kubelet", metrics_path="/metrics/cadvisor", cluster!=""}',
    'apiserver_request_total{job="apiserver", verb=~"LIST|GET", code=~"5.."}',
    'sum(a:rate{verb="read"})',
    'kubelet_node_name{job="kubelet", metrics_path="/metrics"}',
    'kube_resourcequota{job="kube-state-metrics", namespace="shop"}',
  ])('finds %s', (expr) => {
    expect(verdict(expr)).toEqual({ group: 'g', alert: 'A', missing: [], tooShort: [] });
  });

  test.each([
    'up{job="kube-apiserver"}',
    'kubelet_node_name{job="kubelet", metrics_path="/metrics/cadvisor"}',
    'apiserver_request_total{job="kubelet"}',
    'etcd_request_duration_seconds_bucket{job="apiserver"}',
    'a:rate{verb="write"}',
    'nobody_exposes_this',
  ])('does not find %s', (expr) => {
    expect(verdict(expr)?.missing).toEqual([selectorsOf(expr)[0]?.name]);
  });

  test('whose range is shorter than two scrapes is told', () => {
    expect(verdict('rate(apiserver_request_total[1m])')).toMatchObject({ missing: [], tooShort: ['1m'] });
  });
});

describe('series are counted', () => {
  const one = { nodes: 3, pods: 30, apiServers: 2 };
  const counts = countSeries(
    kubernetes,
    new Map([
      ['apiserver', readExposition('a 1\nb_bucket{le="1"} 1\n')],
      [
        'cadvisor',
        readExposition(
          'm{id="/"} 1\nm{id="/s"} 1\nm{id="/p",container="c",pod="p",namespace="n"} 1\nm{id="/q",container="d",pod="q",namespace="n"} 1\n',
        ),
      ],
      ['kube-state-metrics', readExposition('i{namespace="n",pod="p"} 1\ni{node="x"} 1\ni{deployment="d"} 1\n')],
    ]),
    one,
  );

  test.each([
    ['apiserver', { exposed: 2, stored: 1, perTarget: 6, perNode: 0, perPod: 0, total: 12 }],
    ['cadvisor', { exposed: 4, stored: 3, perTarget: 6, perNode: 0, perPod: 1, total: 48 }],
    ['kube-state-metrics', { exposed: 3, stored: 3, perTarget: 6, perNode: 1, perPod: 1, total: 39 }],
  ])('of %s', (job, expected) => {
    expect(counts.find((count) => count.job === job)).toMatchObject(expected);
  });

  test('once a minute for a month of 730 hours', () => {
    expect(counts.map(({ total, samplesPerMonth }) => samplesPerMonth / total)).toEqual([43_800, 43_800, 43_800]);
  });
});

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-series-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'node-exporter.txt'), 'node_load1 1\n');
  writeFileSync(
    join(folder, 'rules.yaml'),
    'spec:\n  groups:\n    - name: node\n      rules:\n        - { alert: Load, expr: "node_load1{job=\\"node-exporter\\"} > 1" }\n',
  );
  const run = (...given: string[]) => {
    const command = fileURLToPath(new URL('local/bench/series/series.ts', root));
    return spawnSync(process.execPath, [command, ...given], { encoding: 'utf8' });
  };

  test('counts and tells which alerts find their series', () => {
    const { status, stdout, stderr } = run('--nodes', '10', '--rules', join(folder, 'rules.yaml'), folder);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/node-exporter +1 +1 +6 +60 +2\.6/);
    expect(stdout).toMatch(
      /with kubernetes\.yaml, of rules\.yaml:[^]+node +1 +1\n[^]+with minimal\.yaml[^]+Load: no node_load1/,
    );
  });

  test.each([
    { given: ['--help'], status: 0, stdout: /^usage: npm run series/, stderr: /^$/ },
    { given: [], status: 2, stdout: /^$/, stderr: /Name one FOLDER/ },
    { given: ['--nodes', '0', '.'], status: 2, stdout: /^$/, stderr: /--nodes 0 is not/ },
    {
      given: ['--rules', 'none.yaml', '.'],
      status: 2,
      stdout: /^$/,
      stderr: /There is no file none\.yaml to read the rules from/,
    },
    { given: ['no-such-folder'], status: 2, stdout: /^$/, stderr: /no-such-folder/ },
  ])('given $given exits with $status', ({ given, ...expected }) => {
    const ended = run(...given);
    expect(ended.status).toBe(expected.status);
    expect(ended.stdout).toMatch(expected.stdout);
    expect(ended.stderr).toMatch(expected.stderr);
  });
});
