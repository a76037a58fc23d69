import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
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

/** The text that a later function makes of an input, for a connection whose request was accepted with `accepted`. */
function again(
  accepted: Configuration | undefined,
  input: { scrapeConfiguration?: unknown } = { scrapeConfiguration: accepted },
) {
  const { source, text, findings } = requestedConfiguration(accepted, IDENTITY, TASK_ROOT);
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
  ])('$name is made again byte for byte', ({ configuration }) => {
    const made = again(configuration);
    expect(made.text).toContain('amp_scraper_connection');
    expect(made.again()).toBe(made.text);
  });

  test('is none where the service has its default', () => {
    expect(again(undefined).again()).toBeUndefined();
  });

  test.each<{ name: string; input: unknown }>([
    { name: 'another text', input: { yaml: `${YAML}# later\n` } },
    { name: 'no YAML', input: { yaml: 'scrape_configs: [' } },
    { name: 'the name of one that ships', input: { name: 'minimal' } },
    { name: 'nothing', input: undefined },
    { name: 'a blob that is none', input: { configurationBlob: '%' } },
  ])('is not made of $name', ({ input }) => {
    const made = again({ yaml: YAML }, input === undefined ? {} : { scrapeConfiguration: input });
    expect(() => made.again()).toThrow(InvalidRequest);
  });
});
