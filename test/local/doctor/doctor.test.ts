import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { reconcileOutput } from '../../../functions/shared/fleet/run.ts';
import { anchorsOf, readPage } from '../../docs/pages.ts';
import { scraped } from '../../workflow/reconcile/support.ts';
import { CASES } from './plants.ts';
import { CONFIGURATION_FILE, ENVIRONMENT, leave, look, lookWithout, runtime, serve, WORKFLOW } from './support.ts';

const root = new URL('../../../', import.meta.url).pathname;

/** The command beside a served world. */
async function doctor(...args: string[]) {
  const env = { PATH: process.env['PATH'] ?? '', ...ENVIRONMENT };
  const given = { '--profile': 'workflow', '--config': CONFIGURATION_FILE, '--endpoint-url': runtime.endpoint };
  const others = Object.entries(given).flatMap(([option, value]) => (args.includes(option) ? [] : [option, value]));
  const child = spawn(process.execPath, ['local/doctor/doctor.ts', ...others, ...args], { cwd: root, env });
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
    const told = { text: '' };
    stream.setEncoding('utf8').on('data', (text: string) => (told.text += text));
    return told;
  });
  const [status]: unknown[] = await once(child, 'close');
  return { status, stdout: stdout?.text ?? '', stderr: stderr?.text ?? '' };
}

describe('where all is well', () => {
  let served: ReturnType<typeof serve>;
  beforeEach(() => {
    served = serve();
  });
  afterEach(() => leave(served));

  test('the status is 0, and a person reads the plan and the verdict at 80 columns', async () => {
    const { status, stdout } = await doctor();
    expect(status, stdout).toBe(0);
    expect(stdout).toContain('  connected: 2\n');
    expect(stdout).toContain('  Would start: 0 executions\n');
    expect(stdout).toMatch(/\n\nHEALTHY {2}nothing was found\.\n$/);
    expect(stdout.split('\n').filter((line) => line.length > 80 && !/^\s*arn:\S+$/.test(line))).toEqual([]);
    expect(scraped(served.world)).toEqual(['office', 'shop']);
  });

  test('--json has the plan, and no finding', async () => {
    const { status, stdout } = await doctor('--json');
    expect(status).toBe(0);
    const { plan, ...rest } = z
      .looseObject({ plan: z.strictObject({ executionArn: z.string(), output: z.unknown() }) })
      .parse(JSON.parse(stdout));
    expect(rest).toEqual({ installation: 'amp-scraper', accountId: WORKFLOW, region: 'us-west-2', findings: [] });
    expect(plan.executionArn).toMatch(/:execution:amp-scraper-reconcile:doctor-\d+$/);
    expect(reconcileOutput.parse(plan.output)).toMatchObject({ outcome: 'PLANNED', counts: { connected: 2 } });
  });

  test('credentials of another account look at nothing', async () => {
    const { status, stderr } = await doctor('--profile', 'source');
    const begun = Object.values(served.world.executions ?? {}).filter(({ name }) => name.startsWith('doctor-'));
    expect([status, begun]).toEqual([2, []]);
    expect(stderr).toContain(`The credentials are of account 111111111111; the workflow account is ${WORKFLOW}.`);
  });
});

describe.each(CASES.map((one) => [one.fault, one] as const))('%s', (_fault, plant) => {
  test('is found, and nothing else', async () => {
    const served = serve(plant);
    const { findings } = await look();
    await leave(served);
    expect(findings).toEqual(
      plant.found.map(({ value, ...rest }) => ({
        ...rest,
        where: expect.stringMatching(/^arn:/),
        value: typeof value === 'string' ? value : expect.stringMatching(value),
      })),
    );
  });
});

test('at least ten faults are planted, by every rule but that of what cannot be read', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(10);
  const found = new Set(CASES.flatMap(({ found }) => found.map(({ check }) => check)));
  const rules = ['stack', 'machine', 'schedule', 'run', 'delivery', 'subscription', 'deadLetters', 'alarm', 'fleet'];
  expect([...found].toSorted()).toEqual(rules.toSorted());
});

test('every remedy is a command, or a heading that there is', () => {
  const headings = CASES.flatMap(({ found }) => found.map(({ remedy }) => remedy)).filter(
    (one) => !/^(npm run (deploy|diff) -- |aws [a-z]+ [a-z-]+ --)/.test(one),
  );
  expect(headings.length).toBeGreaterThan(5);
  const missing = headings.filter((one) => {
    const [page = '', anchor = ''] = one.split('#');
    return !anchorsOf(page).includes(anchor);
  });
  expect(missing).toEqual([]);
});

const READS = [
  'cloudformation:DescribeStacks',
  'states:StartExecution',
  'states:DescribeStateMachine',
  'states:ListExecutions',
  'states:DescribeExecution',
  'lambda:GetFunction',
  'scheduler:GetSchedule',
  'events:DescribeEventBus',
  'events:DescribeRule',
  'events:ListTargetsByRule',
  'sns:ListSubscriptionsByTopic',
  'sqs:GetQueueAttributes',
  'cloudwatch:DescribeAlarms',
] as const;

test.each(READS)('without %s what it reads is not known to be well, and the action is named', async (action) => {
  const served = serve();
  const { findings } = await lookWithout(served.world, action);
  await leave(served);
  expect(findings.map(({ check, remedy }) => [check, remedy])).toEqual([
    ['unread', `Allow the caller ${action}, and run doctor again.`],
  ]);
  expect(findings[0]?.value).toMatch(/AccessDenied|AuthorizationError/);
  expect(readPage('docs/fleet.md').join('\n')).toContain(`\`${action}\``);
});

test('a run that is at work has the plan to itself, and doctor says so', async () => {
  const served = serve();
  served.stage.begin(runtime.stateMachineArn('reconcile'), 'beside', {});
  const { findings, plan } = await look();
  await leave(served);
  expect(plan).toBeUndefined();
  expect(findings).toMatchObject([
    { check: 'unread', value: expect.stringContaining('is at work'), remedy: expect.stringContaining('has ended') },
  ]);
});

test('a fault is told with place, value and remedy, and the status is 1', async () => {
  const served = serve(CASES[0]);
  const { status, stdout } = await doctor();
  await leave(served);
  expect(status).toBe(1);
  expect(stdout).toContain(
    [
      'stack: The stack amp-scraper-workflow-us-west-2 is not what was deployed last.',
      `  where   arn:aws:cloudformation:us-west-2:${WORKFLOW}:stack/amp-scraper-workflow-us-west-2/local`,
      '  value   UPDATE_ROLLBACK_COMPLETE',
      '  remedy  npm run deploy -- amp-scraper-workflow-us-west-2',
    ].join('\n'),
  );
  expect(stdout).toMatch(/\n\n1 FINDING\n$/);
});

test.each([
  [['--region', 'eu-west-1'], '--region takes a Region of the configuration (us-west-2), not "eu-west-1"'],
  [['--nonsense'], '\nnpm run doctor -- --help tells more.\n'],
  [['--json', '--json'], '--json is there more than once'],
  [['--config', 'none.json'], 'none.json'],
  [['--endpoint-url', 'http://127.0.0.1:9'], 'Nothing was looked at.'],
])('%j: it cannot look', async (args, text) => {
  const { status, stdout, stderr } = await doctor(...args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(text);
});
