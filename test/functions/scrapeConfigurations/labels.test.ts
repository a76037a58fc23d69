import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { requestedConfiguration } from '../../../functions/shared/request/configuration/configuration.ts';
import { readConfiguration, seriesOf, targetOf } from '../../../local/bench/series/scrape.ts';
import { CLUSTER_ARN } from '../support.ts';

const CONFIGURATIONS = ['kubernetes', 'minimal'] as const;

const labels = z.record(z.string(), z.string());
const targets = z.record(z.string(), z.strictObject({ url: z.string(), labels }));
const found = z.strictObject({
  name: z.string(),
  role: z.string(),
  discovered: labels,
  kubernetes: targets.default({}),
  minimal: targets.default({}),
});
const series = z.strictObject({
  name: z.string(),
  job: z.string(),
  target: z.string(),
  only: z.enum(CONFIGURATIONS).optional(),
  exposed: labels,
  stored: labels.optional(),
});

function read<T>(file: string, schema: z.ZodType<T>): T[] {
  const text = readFileSync(new URL(`cases/${file}.yaml`, import.meta.url), 'utf8');
  return z.array(schema).parse(parse(text, { merge: true }));
}

const named = <T extends { name: string }>(rows: readonly T[]) => rows.map((row) => [row.name, row] as const);

/** As it is sent for a cluster. */
async function textOf(name: string): Promise<string> {
  const functions = fileURLToPath(new URL('../../../functions', import.meta.url));
  const { text = '', findings } = await requestedConfiguration(
    { name },
    { clusterArn: CLUSTER_ARN, ownLabels: {} },
    functions,
  );
  expect(findings).toEqual([]);
  return text;
}

const configurations = {
  kubernetes: readConfiguration(await textOf('kubernetes')),
  minimal: readConfiguration(await textOf('minimal')),
};
const discoveries = read('targets', found);

describe.each(CONFIGURATIONS)('%s has of what is discovered these targets:', (configuration) => {
  test.each(named(discoveries))('%s', (_name, { role, discovered, ...expected }) => {
    const made = configurations[configuration].scrape_configs.flatMap((job) => {
      const target = targetOf(job, role, discovered);
      return target === undefined ? [] : [[job.job_name, target] as const];
    });
    expect(Object.fromEntries(made)).toEqual(expected[configuration]);
  });

  test('under the label cluster, which is the whole ARN', async () => {
    expect(configurations[configuration].global.external_labels).toMatchObject({ cluster: CLUSTER_ARN });
    expect(await textOf(configuration)).not.toContain('CLUSTER_ARN');
  });
});

describe.each(CONFIGURATIONS)('%s stores of what is exposed', (configuration) => {
  const { scrape_configs: jobs } = configurations[configuration];
  const known = read('series', series).filter(
    ({ job, only = configuration }) => only === configuration && jobs.some(({ job_name: name }) => name === job),
  );

  test.each(named(known))('%s', (_name, { job, target, exposed, stored }) => {
    const one = jobs.find(({ job_name: name }) => name === job);
    const discovery = discoveries.find(({ name }) => name === target);
    const made = one && discovery && targetOf(one, discovery.role, discovery.discovered);
    if (one === undefined || made === undefined) throw new Error(`No target of the job ${job} is "${target}"`);
    expect(seriesOf(one, made, exposed)).toEqual(stored);
  });
});
