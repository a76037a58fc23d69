import { describe, expect, test } from 'vitest';
import { cluster, freshWorld, NAMES, REQUEST, useRuntime, withoutPatchTrust, WORKSPACE, worldWith } from './support.ts';

const { run } = useRuntime();

const TARGET = '10.0.0.7:9100';
const every = (interval: string, jobs = ['a']) =>
  [
    `global: {scrape_interval: ${interval}}`,
    'scrape_configs:',
    ...jobs.map((job) => `  - {job_name: ${job}, static_configs: [{targets: ["${TARGET}"]}]}`),
    '',
  ].join('\n');
const requesting = (yaml: string) => ({ ...REQUEST, requireSamples: true, scrapeConfiguration: { yaml } });

describe('a healthy collector is ONBOARDED, however seldom it scrapes', () => {
  test.each(['30s', '1m', '5m', '10m', '15m'])('every %s', async (interval) => {
    const { output } = await run({ input: requesting(every(interval)) });
    expect(output).toMatchObject({
      outcome: 'ONBOARDED',
      warnings: [],
      targets: { up: 1, down: 0, jobs: [{ job: 'a', up: 1, down: 0 }] },
    });
  });
});

const withoutAnswerOf = (jobs: string[]) => worldWith((file) => void (cluster(file, 'shop')['unscrapableJobs'] = jobs));

describe('targets that are found and cannot be scraped', () => {
  test('of one job of two are waited for, and then a warning', async () => {
    const { output, elapsedSeconds } = await run({
      world: withoutAnswerOf(['b']),
      input: requesting(every('1m', ['a', 'b'])),
    });
    expect(output).toMatchObject({
      outcome: 'ONBOARDED',
      warnings: [expect.stringMatching(/^Job b: 1 target was found and cannot be scraped/)],
      targets: { up: 1, down: 1 },
    });
    expect(elapsedSeconds).toBeGreaterThan(300);
  });

  test('of every job are NO_SAMPLES, and the trust is not blamed', async () => {
    const input = { ...requesting(every('1m', ['a', 'b'])), requireSamples: false };
    const { output } = await run({ world: withoutAnswerOf(['a', 'b']), input });
    expect(output).toMatchObject({ outcome: 'NO_SAMPLES', targets: { up: 0, down: 2 } });
    expect(output).toHaveProperty('reason', expect.stringContaining('found and cannot be scraped'));
    expect(output).toHaveProperty('reason', expect.not.stringContaining('trust'));
  });

  test('of every job fail a request that requires samples', async () => {
    const { error, cause } = await run({ world: withoutAnswerOf(['a']), input: requesting(every('1m')) });
    expect({ error, cause }).toEqual({ error: 'NoSamples', cause: expect.stringContaining('Job a: 1 target') });
  });
});

describe('the samples of a connection', () => {
  test("have its id, and the cluster's ARN where the request has no value of its own", async () => {
    const yaml = `global: {external_labels: {clusterArn: shop}}\n${every('1m').split('\n').slice(1).join('\n')}`;
    const { world } = await run({ input: requesting(yaml) });
    const series = world.accounts['222222222222']?.workspaces[WORKSPACE]?.series ?? [];
    expect(series.map(({ labels }) => labels)).toEqual([
      { __name__: 'up', job: 'a', instance: TARGET, clusterArn: 'shop', amp_scraper_connection: NAMES.id },
    ]);
  });

  test("are not those of somebody else's scraper between the same cluster and workspace", async () => {
    const world = freshWorld();
    const samples = Array.from({ length: 120 }, (_, minute) => ({ at: world.now + minute * 60_000, value: 1 }));
    const labels = { __name__: 'up', job: 'a', instance: TARGET, clusterArn: REQUEST.clusterArn };
    world.accounts['222222222222']?.workspaces[WORKSPACE]?.series.push({ labels, samples });
    const { output } = await run({ world, adapt: withoutPatchTrust });
    expect(output).toMatchObject({ outcome: 'NO_SAMPLES' });
    expect(output).not.toHaveProperty('targets');
  });

  test('are found of a scraper whose configuration has lost the label: it is put back', async () => {
    const world = freshWorld();
    await run({ world });
    const [scraper] = Object.values(world.accounts['111111111111']?.scrapers ?? {});
    if (scraper === undefined) throw new Error('The onboard made no scraper.');
    scraper.scrapeConfiguration = every('1m');
    const { output } = await run({ world, input: { ...REQUEST, requireSamples: true } });
    expect(output).toMatchObject({ outcome: 'ONBOARDED', updated: [scraper.arn], targets: { up: 1, down: 0 } });
    expect(scraper.scrapeConfiguration).toContain(`"amp_scraper_connection": "${NAMES.id}"`);
  });
});

test('a configuration that one version of Prometheus alone takes is connected, with a warning that names both', async () => {
  const yaml = `${every('1m').trimEnd()}\n    always_scrape_classic_histograms: true\n`.replace(
    /\{job_name: a, (.*)\}\n/,
    'job_name: a\n    $1\n',
  );
  const { output } = await run({ input: requesting(yaml) });
  expect(output).toMatchObject({
    outcome: 'ONBOARDED',
    warnings: [
      expect.stringMatching(/always_scrape_classic_histograms.*Prometheus 3\.5 takes and Prometheus 2\.54 refuses/),
    ],
  });
});
