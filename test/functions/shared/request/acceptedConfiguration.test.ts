import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { InvalidRequest } from '../../../../functions/shared/errors.ts';
import { acceptedConfiguration } from '../../../../functions/shared/request/configuration/acceptedConfiguration.ts';
import { requestedConfiguration } from '../../../../functions/shared/request/configuration/configuration.ts';
import type { Request } from '../../../../functions/shared/request/fields.ts';

const TASK_ROOT = fileURLToPath(new URL('../../../../functions', import.meta.url));
const REQUEST = {
  clusterArn: 'arn:aws:eks:us-west-2:111111111111:cluster/shop',
  workspaceArn: 'arn:aws:aps:us-west-2:222222222222:workspace/ws-0a1b2c3d-0000-4000-8000-000000000000',
};
const IDENTITY = { clusterArn: REQUEST.clusterArn, ownLabels: { amp_scraper_connection: 'shop-0a1b2c3d' } };
const YAML = 'scrape_configs:\n  - job_name: a\n';
const base64 = (text: string) => Buffer.from(text).toString('base64');

type Configuration = NonNullable<Request['scrapeConfiguration']>;

/** A folder with configurations that ship, and with a file that is none. */
function ships(more: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'configurations-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'scrapeConfigurations'));
  const job = 'scrape_configs:\n  - job_name: CLUSTER_ARN CLUSTER_ARN\n';
  const files = Object.entries({ minimal: job, broken: 'a: 1', ...more }).map(([name, text]) => [`${name}.yaml`, text]);
  for (const [name = '', text = ''] of [...files, ['README.md', '']]) {
    writeFileSync(join(folder, 'scrapeConfigurations', name), text);
  }
  return folder;
}

/** The text that a later function makes of an input, for a connection whose request was accepted with `accepted`. */
async function again(
  accepted: Configuration | undefined,
  input: { scrapeConfiguration?: unknown } = { scrapeConfiguration: accepted },
) {
  const { source, text, findings } = await requestedConfiguration(accepted, IDENTITY, TASK_ROOT);
  expect(findings).toEqual([]);
  return {
    text,
    again: () => acceptedConfiguration({ configuration: source }, IDENTITY, { ...REQUEST, ...input }, TASK_ROOT),
  };
}

describe('a configuration that was accepted', () => {
  test.each<{ name: string; configuration: Configuration }>([
    { name: 'given as a text', configuration: { yaml: YAML } },
    { name: 'with a byte order mark', configuration: { yaml: `\uFEFF${YAML}` } },
    {
      name: 'with both labels already',
      configuration: { yaml: `global: {external_labels: {clusterArn: shop}}\n${YAML}` },
    },
    { name: 'with an end of its document', configuration: { yaml: `${YAML}...\n` } },
    { name: 'given as a blob', configuration: { configurationBlob: base64(YAML) } },
    { name: 'that ships', configuration: { name: 'kubernetes' } },
  ])('$name is made again byte for byte', async ({ configuration }) => {
    const made = await again(configuration);
    expect(made.text).toContain('amp_scraper_connection');
    expect(made.again()).toBe(made.text);
  });

  test('is none where the service has its default', async () => {
    expect((await again(undefined)).again()).toBeUndefined();
  });

  test('that ships is made again by its name, though a product gives no other text', async () => {
    const made = await again({ name: 'minimal' }, {});
    expect(made.again()).toBe(made.text);
  });

  const OTHER =
    'scrapeConfiguration: is no longer the one that was checked. Run again: the workflow was deployed in between';
  test.each<{ name: string; input: unknown; told?: string }>([
    { name: 'another text', input: { yaml: `${YAML}# later\n` } },
    { name: 'no YAML', input: { yaml: 'scrape_configs: [' } },
    { name: 'the name of one that ships', input: { name: 'minimal' } },
    { name: 'the name of none', input: { name: 'none' } },
    { name: 'nothing', input: undefined },
    { name: 'a blob that is none', input: { configurationBlob: '%' }, told: 'is not base64' },
  ])('is not made of $name', async ({ input, told = OTHER }) => {
    const made = await again({ yaml: YAML }, input === undefined ? {} : { scrapeConfiguration: input });
    expect(() => made.again()).toThrow(InvalidRequest);
    expect(() => made.again()).toThrow(told);
  });
});

const asked = (configuration: Configuration | undefined, taskRoot = TASK_ROOT) =>
  requestedConfiguration(configuration, IDENTITY, taskRoot);

describe('the configuration that a request asks for', () => {
  test('is the default of the service where it names none', async () => {
    expect(await asked(undefined)).toEqual({ source: { from: 'service' }, findings: [], warnings: [] });
  });

  test('is told where its text cannot be read, and by no text', async () => {
    const { source, text, warnings, findings } = await asked({ configurationBlob: '%' });
    expect({ source, text, warnings }).toEqual({ source: { from: 'service' }, text: undefined, warnings: [] });
    expect(findings).toMatchObject([{ path: 'scrapeConfiguration.configurationBlob' }]);
  });

  test.each<[Configuration, object]>([
    [{ yaml: YAML }, { from: 'request' }],
    [{ configurationBlob: base64(YAML) }, { from: 'request' }],
    [{ name: 'minimal' }, { from: 'named', name: 'minimal' }],
  ])('comes again of %j', async (configuration, source) => {
    const made = await asked(configuration);
    expect(made.source).toEqual({ ...source, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(made.text).toContain('scrape_configs');
    expect(made.findings).toEqual([]);
  });

  test.each<[Configuration, string]>([
    [{ yaml: 'a: 1' }, 'scrapeConfiguration.yaml'],
    [{ configurationBlob: base64('a: 1') }, 'scrapeConfiguration.configurationBlob'],
    [{ name: 'broken' }, 'scrapeConfiguration.name'],
  ])('%j is told with where it stands in the request', async (configuration, path) => {
    const { findings } = await asked(configuration, ships());
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) expect(finding.path).toMatch(new RegExp(`^${RegExp.escape(path)}: `));
  });

  test("has the cluster's ARN wherever one that ships has its place", async () => {
    expect((await asked({ name: 'minimal' }, ships())).text).toContain(
      `job_name: ${REQUEST.clusterArn} ${REQUEST.clusterArn}\n`,
    );
  });

  test('is told where none of the name ships, with those that do in their order', async () => {
    expect((await asked({ name: 'none' }, ships({ 'minimal-more': '' }))).findings).toEqual([
      {
        path: 'scrapeConfiguration.name',
        value: 'none',
        problem: 'is not a configuration that ships with the workflow',
        remedy: 'Name one of broken, minimal, minimal-more, or add functions/scrapeConfigurations/none.yaml and deploy',
      },
    ]);
  });

  test('may have 128 KiB inline, and 256 where it ships', async () => {
    const filled = (bytes: number) => `${YAML}#`.padEnd(bytes, 'x');
    const problems = async (configuration: Configuration, taskRoot?: string) =>
      (await asked(configuration, taskRoot)).findings.map(({ problem }) => problem);
    const inline = filled(128 * 1024);
    for (const text of [inline, `${inline}x`]) {
      const count = text === inline ? 0 : 1;
      expect((await problems({ yaml: text })).filter((problem) => problem.includes('131072'))).toHaveLength(count);
      expect(await problems({ configurationBlob: base64(text) })).toHaveLength(count);
    }
    expect(await problems({ name: 'large' }, ships({ large: filled(200 * 1024) }))).toEqual([]);
    expect(await problems({ name: 'large' }, ships({ large: filled(256 * 1024 + 1) }))).toHaveLength(1);
  });
});
