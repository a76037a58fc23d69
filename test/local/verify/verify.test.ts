import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acceleratedClock } from '../../../local/state/clock.ts';
import type { World } from '../../../local/state/state.ts';
import { verifyPair, type Ended } from '../../../local/verify/scenario.ts';
import type { Stage } from '../../../local/workflow/stage.ts';
import { warmRuntime } from '../../runtimes.ts';
import { CLUSTER, DEPLOYMENT, freshWorld, NAMES, REQUEST, role, scrapers, WORKSPACE } from '../../workflow/support.ts';

const runtime = await warmRuntime(DEPLOYMENT);
const root = new URL('../../../', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'verify-'));
const credentials = join(folder, 'credentials');
writeFileSync(
  credentials,
  ['workflow 333333333333', 'target 222222222222', 'source 111111111111']
    .map((line) => line.split(' '))
    .map(([name, key]) => `[${name}]\naws_access_key_id = ${key}\naws_secret_access_key = test\n`)
    .join(''),
);
const configuration = join(folder, 'configuration.json');
writeFileSync(
  configuration,
  readFileSync(new URL('../../configuration.json', import.meta.url), 'utf8').replace('"central"', '"elsewhere"'),
);
afterAll(() => rmSync(folder, { recursive: true }));

let world: World;
let stage: Stage;
function open(): void {
  stage = runtime.open({ world, clock: acceleratedClock(world.now, 2_000) });
}
beforeEach(() => {
  world = freshWorld();
});

/** The command beside a served world, as somebody with a profile in the workflow account. */
function verify(...args: string[]) {
  const env = {
    PATH: process.env['PATH'] ?? '',
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_CONFIG_FILE: '/dev/null',
  };
  const given = { '--cluster': CLUSTER, '--workspace': 'central', '--endpoint-url': runtime.endpoint };
  const others = Object.entries(given).flatMap(([option, value]) => (args.includes(option) ? [] : [option, value]));
  const child = spawn(process.execPath, ['local/verify/verify.ts', ...others, ...args], { cwd: root, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = once(child, 'exit').then(([status]: unknown[]) => status);
  return { child, ended, output: () => output };
}

const OFFBOARD = '--input \'{"clusterArn"';

describe('npm run verify, against npm run aws', () => {
  beforeEach(open);
  afterEach(async () => {
    await stage.idle();
    await stage.leave();
  });

  test('connects a pair, sees samples, changes it and takes it apart, and nothing is left', async () => {
    const { ended, output } = verify('--profile', 'workflow', '--workspace-profile', 'target', '--yes');
    expect(await ended, output()).toBe(0);
    expect(output()).toMatch(/the workspace has samples of \d+ series of up/);
    expect(output()).toContain('VERIFIED');
    expect(scrapers(world)).toEqual([]);
    expect(role(world, NAMES.sourceRoleArn)).toBeUndefined();
  });

  test('without --yes says what it would do, and calls nothing', async () => {
    const { ended, output } = verify('--profile', 'workflow');
    expect(await ended).toBe(2);
    expect(output()).toContain('two roles and a scraper are made');
    expect(output()).toContain('Nothing was done. Run it again with --yes');
    expect(world.executions).toBeUndefined();
  });

  test('interrupted says what may stay, and what takes it away', async () => {
    const { child, ended, output } = verify('--profile', 'workflow', '--yes');
    while (scrapers(world).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    expect(await ended).toBe(1);
    expect(output()).toMatch(/Interrupted\. arn:aws:states:\S+:verify-\d+ runs on to its end/);
    expect(output()).toContain('stateMachine:amp-scraper-offboard');
    expect(output()).toContain(OFFBOARD);
  });

  test('as somebody who may not start executions fails, and nothing was made', async () => {
    const { ended, output } = verify('--profile', 'source', '--yes');
    expect(await ended).toBe(1);
    expect(output()).toContain('Nothing was made.');
    expect(output()).not.toContain(OFFBOARD);
  });
});

test.each([
  [['--cluster', 'shop'], '--cluster takes the ARN of an EKS cluster, not "shop"'],
  [['--workspace', 'nowhere'], '--workspace takes an ARN or a name of the configuration'],
  [['--config', configuration], 'a name of the configuration (elsewhere, own), not "central"'],
  [['--nonsense'], '\nnpm run verify -- --help tells more.\n'],
])('%j is wrong usage', async (args, text) => {
  const { ended, output } = verify(...args);
  expect(await ended).toBe(2);
  expect(output()).toContain(text);
});

describe('the scenario', () => {
  const pair = { clusterArn: CLUSTER, workspaceArn: WORKSPACE };
  const onVirtualClock = (asked: string[]) => async (workflow: 'onboard' | 'offboard', input: object) => {
    asked.push(workflow);
    return runtime.execute({ world, workflow, input });
  };

  test('holds on a virtual clock too', async () => {
    const asked: string[] = [];
    const made: (readonly string[])[] = [];
    await verifyPair({ pair, run: onVirtualClock(asked), tell: () => {} }, (stays) => made.push(stays));
    expect(asked).toEqual(['onboard', 'onboard', 'onboard', 'onboard', 'offboard', 'onboard']);
    expect(made).toEqual([[], expect.objectContaining({ length: 3 })]);
  });

  test('leaves a pair alone that is connected already', async () => {
    await runtime.execute({ world, input: REQUEST });
    const asked: string[] = [];
    const verified = verifyPair({ pair, run: onVirtualClock(asked), tell: () => {} }, () => {
      throw new Error('Nothing is made.');
    });
    await expect(verified).rejects.toThrow('There is something of a connection of this pair already');
    expect(asked).toEqual(['onboard']);
    expect(scrapers(world)).toMatchObject([{ status: 'ACTIVE' }]);
  });

  test.each<[string, (workflow: string, input: object, real: Ended) => unknown, string, string]>([
    [
      'an onboard that made a part only',
      (_workflow, _input, { output }) => ({ ...asObject(output), created: ['one'] }),
      'Onboard made one',
      'onboard',
    ],
    [
      'no sample',
      (_workflow, _input, { output }) => ({ ...asObject(output), targets: { up: 0, down: 3, jobs: [] } }),
      'No sample',
      'onboard',
    ],
    [
      'an offboard that leaves something',
      (workflow, _input, { output }) => (workflow === 'offboard' ? { ...asObject(output), deleted: [] } : output),
      'Offboard left',
      'offboard',
    ],
  ])('%s is not what it has to be, and goes no further', async (_what, change, text, last) => {
    const asked: string[] = [];
    const run = onVirtualClock(asked);
    const changed = async (workflow: 'onboard' | 'offboard', input: object) => {
      const real = await run(workflow, input);
      return 'dryRun' in input ? real : { ...real, output: change(workflow, input, real) };
    };
    await expect(verifyPair({ pair, run: changed, tell: () => {} }, () => {})).rejects.toThrow(text);
    expect(asked.at(-1)).toBe(last);
  });
});

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
