import { beforeAll, describe, expect, test } from 'vitest';
import type { CallRecord } from '../../local/aws/server.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { BAD_INPUTS, VALID, type BadInput } from './cases.ts';
import { WORLDS, type WorldName } from './worlds.ts';

/**
 * All calls that a refused request may lead to: they change nothing, but for the provisioner's session, the mail and the events of it, and
 * the notes of accounts that have answered and of what was told.
 */
const READS = /^(Describe|List|Get|Query$|AssumeRole$|Publish$|PutEvents$|PutItem$)/;

/** What is wrong, and then what to do. */
const SENTENCES = /: [a-z][^]*[^.\s]\. [A-Z][^]*[^.\s]$/;

let runtime: Runtime;

beforeAll(async () => {
  runtime = await warmRuntime((await WORLDS.default()).deployment);
});

function inputOf(row: BadInput): unknown {
  if (row.json !== undefined) return JSON.parse(row.json);
  return 'input' in row ? row.input : { ...VALID, ...row.with };
}

async function runIn(worldName: WorldName, input: unknown) {
  const { world } = await WORLDS[worldName]();
  const before = structuredClone(world.accounts);
  const calls: CallRecord[] = [];
  const result = await runtime.execute({ world, input, onCall: (record) => calls.push(record) });
  return { result, calls, before, after: world.accounts };
}

/** The cause's lines: a heading that counts the findings, then one each: path, value, problem and remedy. */
function findingsOf(cause: string): string[] {
  const [heading = '', ...lines] = cause.split(/\n(?=- )/);
  expect(heading).toMatch(new RegExp(`\\(${lines.length} findings?\\):$`));
  return lines.map((line) => line.slice(2));
}

function isAt(finding: string, path: string): boolean {
  return finding.startsWith(`${path}: `) || finding.startsWith(`${path} (`);
}

describe('an execution is refused, and nothing is created, for', () => {
  test.for(BAD_INPUTS.map((row) => [row.name, row] as const))('%s', async ([, row]) => {
    const { result, calls, before, after } = await runIn(row.world ?? 'default', inputOf(row));
    expect(result.error, result.cause).toBe(row.error);
    expect(result.status).toBe('FAILED');
    expect(result.states).toEqual(['ResolveRequest', 'RequestRefused']);
    const cause = result.cause ?? '';
    const findings = findingsOf(cause);
    for (const path of new Set(row.paths)) {
      const times = row.paths.filter((one) => one === path).length;
      expect(findings.filter((finding) => isAt(finding, path)).length, `${path} in ${cause}`).toBe(times);
    }
    expect(findings, cause).toHaveLength(row.paths.length);
    for (const finding of findings) expect(finding).toMatch(SENTENCES);
    if (row.says !== undefined) expect(cause).toContain(row.says);
    if (row.hides !== undefined) expect(cause).not.toContain(row.hides);
    expect(calls.map(({ operation }) => operation).filter((name) => !READS.test(name ?? ''))).toEqual([]);
    // A look at the execution and into the table is the clean-up's, which finds that the execution has claimed nothing; a mail says so.
    expect(calls.filter(({ operation }) => operation === 'Publish')).toHaveLength(1);
    const others = calls.filter(({ operation = '' }) => !['DescribeExecution', 'Query', 'Publish'].includes(operation));
    if (row.error === 'InvalidRequest') expect(others).toEqual([]);
    expect(after).toEqual(before);
  });
});

describe('the table itself is right, for', () => {
  test('each row has a name of its own', () => {
    expect(new Set(BAD_INPUTS.map(({ name }) => name)).size).toBe(BAD_INPUTS.length);
  });

  test('a request that a row changes one thing of succeeds, and changes the world', async () => {
    const { result, calls, before, after } = await runIn('default', VALID);
    expect(result.status, result.cause).toBe('SUCCEEDED');
    expect(calls.some(({ operation }) => operation === 'CreateRole')).toBe(true);
    expect(after).not.toEqual(before);
  });

  test('an account with 9 scrapers has room for one more', async () => {
    const { result } = await runIn('with 9 scrapers', VALID);
    expect(result.status, result.cause).toBe('SUCCEEDED');
  });

  test("an account has room whose tenth scraper is the connection's own failed one, which goes before a new one comes", async () => {
    const { result } = await runIn('with 10 scrapers, one of them failed and ours', VALID);
    expect(result.status, result.cause).toBe('SUCCEEDED');
  });
});
