import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { START } from './command.ts';

const root = new URL('../../../', import.meta.url).pathname;

interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

/** The command as npm runs it, but for npm. */
function start(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, FORCE_COLOR: undefined };
    execFile(process.execPath, [...START, ...args], { cwd: root, env }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

/** One run of each command, for all tests that only look at what it prints. */
const ran = new Map<string, Promise<Ended>>();
function once(...args: string[]): Promise<Ended> {
  const key = args.join(' ');
  const run = ran.get(key) ?? start(...args);
  ran.set(key, run);
  return run;
}

const document = z.strictObject({
  status: z.enum(['SUCCEEDED', 'FAILED']),
  error: z.string().optional(),
  cause: z.string().optional(),
  output: z.unknown(),
  cloudFormation: z.looseObject({ Status: z.enum(['SUCCESS', 'FAILED']) }).optional(),
  elapsedSeconds: z.number(),
  states: z.array(z.string()),
  transitions: z.number(),
  executions: z.array(
    z.strictObject({
      executionArn: z.string(),
      machine: z.enum(['onboard', 'offboard']),
      status: z.string(),
      error: z.string().optional(),
      cause: z.string().optional(),
      output: z.unknown(),
      states: z.array(
        z.strictObject({
          name: z.string(),
          entered: z.iso.datetime(),
          left: z.iso.datetime().optional(),
          retries: z.number(),
          calls: z.array(
            z.strictObject({
              accountId: z.string(),
              operation: z.string(),
              status: z.number(),
              error: z.string().optional(),
              times: z.number(),
            }),
          ),
          error: z.string().optional(),
        }),
      ),
    }),
  ),
  accounts: z.record(
    z.string(),
    z.strictObject({
      roles: z.array(
        z.strictObject({
          roleName: z.string(),
          arn: z.string(),
          trustPolicy: z.looseObject({ Statement: z.array(z.unknown()) }),
          attachedPolicyArns: z.array(z.string()),
          inlinePolicies: z.record(z.string(), z.looseObject({ Statement: z.array(z.unknown()) })),
          tags: z.record(z.string(), z.string()),
        }),
      ),
      scrapers: z.array(
        z.strictObject({
          scraperId: z.string(),
          arn: z.string(),
          alias: z.string().optional(),
          status: z.string(),
          roleConfiguration: z.strictObject({ sourceRoleArn: z.string(), targetRoleArn: z.string() }),
        }),
      ),
      workspaces: z.array(z.strictObject({ arn: z.string(), series: z.number() })),
    }),
  ),
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-scraper-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('npm start', () => {
  test('for people shows the timeline, the trust before and after, the scraper and the samples', async () => {
    const { status, stdout, stderr } = await once();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const shown of [
      'PatchTrust',
      'scraper/PLACEHOLDER"',
      'ONBOARDED',
      'ACTIVE, since',
      'series of this cluster',
    ]) {
      expect(stdout).toContain(shown);
    }
  });

  test('--json is one document on standard output and nothing else', async () => {
    const { status, stdout, stderr } = await once('--json');
    const { accounts, ...run } = document.parse(JSON.parse(stdout));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'ONBOARDED' } });
    expect(run).not.toHaveProperty('cloudFormation');
    expect(Object.keys(accounts)).toEqual(['111111111111', '222222222222', '333333333333']);
    expect(accounts['222222222222']?.workspaces.some(({ series }) => series > 0)).toBe(true);
  });

  test('--json has what CloudFormation was told of a product', async () => {
    const { stdout } = await once('events/product-create.json', '--json');
    expect(document.parse(JSON.parse(stdout))).toMatchObject({
      status: 'SUCCEEDED',
      cloudFormation: { Status: 'SUCCESS', Data: { Outcome: 'ONBOARDED' } },
    });
  });

  test('ends with the verdict, and no line has a word more than 80 columns', async () => {
    const { stdout } = await once();
    const lines = stdout.trimEnd().split('\n');
    expect(lines.at(-1)).toBe('ONBOARDED  connection 23262d118a4f16b4bc54');
    expect(lines.filter((line) => line.length > 80 && line.trim().includes(' '))).toEqual([]);
    expect(stdout).not.toContain('\u001b');
  });

  test.each([
    [[], ['events/console-onboard.json']],
    [['--json']],
    [['events/eks-cluster-tagged.json', '--json']],
    [['events/product-create.json', '--json']],
  ])('%j is the same every time', async (first, again = first) => {
    const [one, other] = await Promise.all([once(...first), start(...again)]);
    expect(one.stdout).toBe(other.stdout);
  });

  test('--json has every execution, by its states, the calls of each and the error that it ended with', async () => {
    const { stdout } = await start('--json', '--fault', 'createScraper:access-denied:always');
    const { executions } = document.parse(JSON.parse(stdout));
    const [onboard] = executions;
    expect(executions.map(({ machine, status, error }) => [machine, status, error])).toEqual([
      ['onboard', 'FAILED', 'AccessDenied'],
    ]);
    const create = onboard?.states.find(({ name }) => name === 'CreateScraper');
    expect(create).toMatchObject({ error: 'AccessDenied', left: expect.any(String) });
    expect(create?.calls).toContainEqual({
      accountId: '111111111111',
      operation: 'aps:CreateScraper',
      status: 403,
      error: 'AccessDeniedException',
      times: 1,
    });
    const [, again] = onboard?.states.filter(({ name }) => name === 'UndoScraper') ?? [];
    expect(again?.calls.map(({ operation }) => operation)).toContain('aps:ListScrapers');
    expect(onboard?.states.at(-1)).toMatchObject({ name: 'OnboardFailed', error: 'AccessDenied' });
    expect(onboard?.states.at(-1)).not.toHaveProperty('left');
  });

  test('tells of both executions of a tag that is taken off, and of the connection that goes', async () => {
    const state = join(folder, 'tag.state.json');
    const event = 'events/eks-cluster-tagged.json';
    await start(event, '--state', state);
    const tag = /"amp-scraper-workspace": ?"central",?/g;
    writeFileSync(state, readFileSync(state, 'utf8').replaceAll(tag, ''));
    const untagged = file('untagged.json', readFileSync(join(root, event), 'utf8').replaceAll(tag, ''));
    writeFileSync(`${state}.json`, readFileSync(state, 'utf8'));
    const { stdout } = await start(untagged, '--state', state, '--json');
    const { executions } = document.parse(JSON.parse(stdout));
    expect(executions.slice(0, 2).map(({ machine, output }) => ({ machine, output }))).toMatchObject([
      { machine: 'onboard', output: { outcome: 'IGNORED' } },
      { machine: 'offboard', output: { outcome: 'OFFBOARDED', connectionId: '23262d118a4f16b4bc54' } },
    ]);
    const people = await start(untagged, '--state', `${state}.json`);
    expect(people.stdout).toContain('OFFBOARDED  connection 23262d118a4f16b4bc54');
  });

  test('--state keeps the world: the second run changes nothing', async () => {
    const state = join(folder, 'kept.state.json');
    await start('--json', '--state', state);
    const { stdout } = await start('--json', '--state', state);
    expect(document.parse(JSON.parse(stdout))).toMatchObject({
      output: { outcome: 'ONBOARDED', created: [], updated: [] },
    });
    expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({ format: 1, world: { sessions: {} } });
  });
});

describe('a run that fails', () => {
  test.each([
    ['malformed JSON', '{"clusterArn": ', 'is not JSON'],
    ['an invalid request', '{}', 'clusterArn: is missing'],
  ])('for %s is one JSON document too, and ends with 1', async (name, text, fragment) => {
    const { status, stdout } = await start(file(`${name}.json`, text), '--json');
    const run = document.parse(JSON.parse(stdout));
    expect(status).toBe(1);
    expect(run).toMatchObject({ status: 'FAILED', error: 'InvalidRequest', cause: expect.stringContaining(fragment) });
  });

  test('is one of which CloudFormation was told FAILED, although its execution succeeded', async () => {
    const fault = 'describeExecution:access-denied:always';
    const { status, stdout } = await start('events/product-create.json', '--fault', fault, '--json');
    expect(document.parse(JSON.parse(stdout))).toMatchObject({
      status: 'SUCCEEDED',
      output: { outcome: 'ONBOARDED' },
      cloudFormation: { Status: 'FAILED' },
    });
    expect(status).toBe(1);
  });

  test('tells people the error and what to do', async () => {
    const { status, stdout } = await start(file('empty.json', '{}'));
    expect(status).toBe(1);
    expect(stdout).toContain('FAILED  InvalidRequest');
    expect(stdout).toContain('Give the ARN of the EKS cluster');
  });
});

describe('wrong usage ends with 2, a message on standard error and nothing on standard output', () => {
  test.each([
    ['an unknown option', ['--nonsense'], '--nonsense'],
    ['a missing request', ['no-such-file.json'], 'no-such-file.json'],
    ['a missing world', ['--world', 'no-such-world.json'], 'no-such-world.json'],
    ['an option without its value', ['--world'], '--world'],
    ['two requests', ['a.json', 'b.json'], 'a.json, b.json'],
  ])('%s', async (_name, args, fragment) => {
    const { status, stdout, stderr } = await start(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(fragment);
    expect(stderr).toContain('usage: npm start');
    expect(stderr).toMatch(/\nnpm start -- --help tells more\.\n$/);
    expect(stderr.split('\n').length).toBeLessThan(8);
  });

  test.each([
    ['a world with problems', '{"accounts": {"1": {}}}', '--world'],
    ['a state of another format', '{"format": 99}', '--state'],
  ])('%s', async (name, text, option) => {
    const { status, stdout, stderr } = await start(option, file(`${name}.json`, text));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('is not valid');
  });
});
