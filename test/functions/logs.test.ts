import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { deployedName, FUNCTION_NAMES, type FunctionName } from '../../functions/shared/names.ts';
import { deployDefaultWorld } from '../../local/deployedWorld.ts';
import { startRuntime, type RunResult, type Runtime } from '../../local/workflow/runtime.ts';
import { CLUSTER_ARN, WORKSPACE_ARN } from './support.ts';

/** Whole executions: what all the functions together write to their logs. */
const MARK = 'only_in_the_configuration';
const YAML = `scrape_configs:\n  - job_name: ${MARK}\n    static_configs:\n      - targets: [10.0.0.7:9100]\n`;
const line = z.looseObject({ level: z.string(), function: z.string(), executionArn: z.string() });

let runtime: Runtime;
let first: RunResult;
let result: RunResult;

beforeAll(async () => {
  const { world, deployment } = await deployDefaultWorld();
  runtime = await startRuntime(deployment);
  const scrapeConfiguration = { yaml: YAML };
  const input = { clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN, scrapeConfiguration };
  first = await runtime.execute({ world, input });
  result = await runtime.execute({ world, input });
});
afterAll(() => runtime.close());

const linesOf = (name: FunctionName) =>
  [first, result]
    .flatMap(({ logs }) => logs[deployedName('amp-scraper', name)] ?? [])
    .map((text) => line.parse(JSON.parse(text)));

test('both executions succeed', () => {
  expect(result.status, result.cause).toBe('SUCCEEDED');
});

/** Those that are at work in other executions: in offboard, in an undo, in a dry run, in reconcile. */
const OTHERS: readonly FunctionName[] = [
  'resolveOffboard',
  'deleteScraper',
  'deleteRoles',
  'restoreScraper',
  'planConnection',
  'beginReconcile',
  'lookAtRange',
  'planReconcile',
  'actOnPlan',
  'endReconcile',
];
const ONBOARD = FUNCTION_NAMES.filter((name) => !OTHERS.includes(name));

test.each(ONBOARD)('%s logs JSON lines, each with its function, execution and connection', (name) => {
  const lines = linesOf(name);
  expect(new Set(lines.map(({ executionArn }) => executionArn)).size).toBe(2);
  expect(lines.at(-1)?.executionArn).toBe(result.executionArn);
  for (const one of lines) expect(one).toMatchObject({ function: name, connectionId: '23262d118a4f16b4bc54' });
});

test('no log has a policy or the text of a configuration', () => {
  const all = JSON.stringify([first.logs, result.logs]);
  expect(all).not.toContain(MARK);
  expect(all).not.toContain('scrape_configs');
  expect(all).not.toMatch(/2012-10-17|Statement|sts:ExternalId/);
});

test('no log has a credential', () => {
  expect(JSON.stringify([first.logs, result.logs])).not.toMatch(/secret-of-|session-of-|SecretAccessKey/);
});
