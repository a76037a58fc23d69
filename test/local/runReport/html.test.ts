import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { faultPlan } from '../../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../../local/aws/faults/notation.ts';
import { OPERATIONS } from '../../../local/aws/embeddedAws.ts';
import { stateGraph } from '../../../local/runReport/graph.ts';
import { reportHtml } from '../../../local/runReport/html.ts';
import type { RunReport } from '../../../local/runReport/report.ts';
import { drawnRun } from './drawnRun.ts';

const faults = (...texts: string[]) => faultPlan(texts.map((text) => parseFault(text, OPERATIONS)));

const RUNS: Readonly<Record<string, () => Promise<RunReport>>> = {
  'a run that succeeds': () => drawnRun(),
  'a run that undoes itself': () => drawnRun({ faults: faults('scraper:failing', 'createRole:throttle:2') }),
  'a run of reconcile': () => drawnRun({ workflow: 'reconcile', input: {} }),
};

function attributes(html: string, name: string): string[] {
  return [...html.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value = '']) => value);
}

describe.each(Object.entries(RUNS))('%s as a page', (_name, run) => {
  let report: RunReport;
  let html: string;
  beforeAll(async () => {
    report = await run();
    html = reportHtml(report);
  });

  test('loads nothing and runs nothing, and a policy of its own says so', () => {
    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(html) ?? [];
    const digest = createHash('sha256').update(style).digest('base64');
    expect(attributes(html, 'content')[0]).toBe(
      `default-src &#39;none&#39;; style-src &#39;sha256-${digest}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;`.replaceAll(
        '&#39;',
        "'",
      ),
    );
    expect(html).not.toMatch(/<(script|link|img|iframe|object|embed|base|form)\b/i);
    expect(html).not.toMatch(/ (style|src|srcset|on\w+)="/);
    expect(style).not.toMatch(/url\(|@import/);
    expect(attributes(html, 'href').filter((href) => !href.startsWith('#'))).toEqual([]);
  });

  test('has each id once, and every link leads somewhere', () => {
    const ids = attributes(html, 'id');
    expect(ids.filter((id, nth) => ids.indexOf(id) !== nth)).toEqual([]);
    const lost = attributes(html, 'href').filter((href) => !ids.includes(href.slice(1)));
    expect(lost).toEqual([]);
    const markers = [...html.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id);
    expect(markers.filter((id) => !ids.includes(id ?? ''))).toEqual([]);
  });

  test('has every state that was entered, with its errors and its calls', () => {
    const sections = [...html.matchAll(/<section id="[^"]+" class="story [a-z]+"[^>]*><h4>([^ ]+) /g)];
    const states = report.executions.flatMap(({ passages }) => [...new Set(passages.map(({ state }) => state))]);
    expect(sections.map(([, state]) => state)).toEqual(states);
    const passages = report.executions.flatMap((one) => one.passages);
    const text = html.replaceAll(/<wbr\/?>/g, '');
    const expected = [
      ...passages.flatMap(({ error }) => (error === undefined ? [] : [`<b class="failed">${error}</b>`])),
      ...passages.flatMap(({ calls }) => calls.map(({ operation }) => `>${operation}</th>`)),
    ];
    expect(expected.filter((one) => !text.includes(one))).toEqual([]);
  });
});

test('a retry, an error that is caught and one that ends the execution are in what is drawn', async () => {
  const { executions, hasSucceeded } = await drawnRun({
    faults: faults('scraper:failing', 'createRole:server-error:4'),
  });
  const passages = executions[0]?.passages ?? [];
  const ended = (state: string) => passages.findLast((one) => one.state === state)?.end;
  expect(hasSucceeded).toBe(false);
  expect([ended('CreateTargetRole'), ended('CheckStatus'), passages.at(-1)?.end]).toEqual([
    'succeeded',
    'caught',
    'failed',
  ]);
  const tried = passages.find(({ state }) => state === 'CreateSourceRole')?.attempts ?? [];
  expect(tried.map(({ error }) => error)).toEqual(['AwsUnavailable', undefined]);
});

/** User time of this process, its threads included, in milliseconds. */
async function userTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return process.cpuUsage(before).user / 1000;
}

test('the largest state machine is laid out within the time of one execution', async () => {
  const definition = readFileSync(new URL('../../../statemachine/onboard.asl.json', import.meta.url), 'utf8');
  const layout = await userTime(() => stateGraph(definition));
  const execution = await userTime(() => drawnRun());
  expect(layout).toBeLessThan(execution);
});

describe('trust', () => {
  const ways = (links: RunReport['chains'][number]['before'] = []) => links.map(({ isAllowed }) => isAllowed);

  test('is refused by both roles before PatchTrust, for the condition that names another scraper, and given after it', async () => {
    const { chains } = await drawnRun();
    expect(chains).toHaveLength(1);
    expect([ways(chains[0]?.before), ways(chains[0]?.after)]).toEqual([
      [false, false, true],
      [true, true, true],
    ]);
    const reasons = chains[0]?.before?.flatMap(({ refusedBy = [] }) => refusedBy.flatMap((one) => one.reasons)) ?? [];
    expect(reasons).toHaveLength(2);
    for (const reason of reasons)
      expect(reason).toMatch(/^Condition: (aws:SourceArn|sts:ExternalId) is "arn:.*PLACEHOLDER"/);
  });

  test('of a scraper that is gone is told as it was', async () => {
    const { chains } = await drawnRun({ faults: faults('scraper:failing') });
    expect(chains.map(({ before, after }) => [ways(before), after])).toEqual([[[false, false, true], undefined]]);
  });
});

const HOSTILE = `"><script>alert(1)</script></style><!--'&`;

test('what an account has in its names and texts stands as text', async () => {
  const report = await drawnRun();
  const text = JSON.stringify(report, (key, value: unknown) =>
    ['cause', 'output', 'reasons', 'alias', 'trustPolicy', 'title', 'statusReason'].includes(key) &&
    typeof value === 'string'
      ? HOSTILE
      : value,
  );
  const hostile: RunReport = { ...JSON.parse(text), title: HOSTILE, verdict: HOSTILE };
  const html = reportHtml(hostile);
  expect(html).not.toContain('<script');
  expect(html.match(/<\/style>/g)).toHaveLength(1);
  expect(html).toContain('&lt;script>alert(1)');
});
