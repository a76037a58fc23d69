import { readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readConfiguration, type Configuration } from '../../infra/configuration/configuration.ts';
import { putDeployment } from '../../local/deployment/putDeployment.ts';
import { rolledBack } from '../../local/deployment/read/versions.ts';
import type { ExecutionRecord, World } from '../../local/state/state.ts';
import type { ExecutionEvent } from '../../local/workflow/states/execution.ts';
import { enter } from '../../local/workflow/doors/doors.ts';
import { startRuntime, type Runtime } from '../../local/workflow/runtime.ts';
import type { Stage } from '../../local/workflow/stage.ts';
import { BUNDLED } from '../bundles.ts';
import { unnamed } from '../unnamed.ts';
import { release, RENAMING, TELLING, type Release } from './deployments.ts';
import { CLUSTER, clusterOf, freshWorld, REQUEST, scrapers, WORKSPACE } from './support.ts';
import { itemsOf } from '../tables.ts';

const FIRST = release(undefined);
const SECOND = release(FIRST.deployment, { code: { checkStatus: TELLING } });

let runtime: Runtime;
let world: World;
beforeAll(async () => {
  runtime = await startRuntime(FIRST.deployment, { ...BUNDLED, hurry: 1_000 });
  return () => runtime.close();
});
beforeEach(() => {
  world = freshWorld();
  update(FIRST);
});

const update = ({ deployment, file }: Release) => runtime.update(world, deployment, file);
/** How often the second deployment's checkStatus was called on this stage. */
const checkedBySecond = () =>
  (runtime.logs()['amp-scraper-checkStatus'] ?? []).filter((line) => line.includes('the second code')).length;

interface Meanwhile {
  state: string;
  act(stage: Stage, first: ExecutionRecord): void;
}

/** Opens a stage on which something is done once, as soon as the first execution enters a state. */
function open({ state, act }: Meanwhile): Stage {
  let isDone = false;
  const onEvent = (event: ExecutionEvent) => {
    if (isDone || event.kind !== 'entered' || event.state !== state) return;
    const first = world.executions?.[event.executionArn];
    if (first === undefined) return;
    isDone = true;
    act(stage, first);
  };
  const stage = runtime.open({ world, onEvent });
  return stage;
}

let begun = 0;
function begin(stage: Stage, input: unknown, workflow: 'onboard' | 'offboard' = 'onboard'): ExecutionRecord {
  begun += 1;
  return stage.begin(runtime.stateMachineArn(workflow), `${workflow}-${begun}`, input);
}

/** Onboards with something done meanwhile, and waits for all that it leads to. */
async function onboard(meanwhile: Meanwhile, input: unknown = REQUEST): Promise<ExecutionRecord> {
  const stage = open(meanwhile);
  const execution = begin(stage, input);
  await stage.idle();
  await stage.leave();
  return execution;
}

const outcome = ({ status, output, error, cause }: ExecutionRecord): unknown =>
  status === 'SUCCEEDED' ? JSON.parse(output ?? '').outcome : `${error}: ${cause}`;

function objectWithout<T>(from: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => key !== name));
}

describe('an update that changes one function', () => {
  test('publishes a version of that one alone, and keeps those before', () => {
    const numbers = ({ deployment }: Release) =>
      deployment.versions.map(({ arn }) => arn.split(':').slice(-2).join(':'));
    const [first, second] = [numbers(FIRST), numbers(SECOND)];
    expect(second.filter((one) => !first.includes(one))).toEqual(['amp-scraper-checkStatus:2']);
    expect(first.filter((one) => !second.includes(one))).toEqual([]);
  });

  test('leaves an execution that has begun with its code, and gives a new one the new', async () => {
    const first = await onboard({ state: 'WaitForScraper', act: () => update(SECOND) });
    expect(outcome(first)).toBe('ONBOARDED');
    expect(checkedBySecond()).toBe(0);
    const next = await runtime.execute({ world, input: { ...REQUEST, alias: 'again' } });
    expect(next.output, next.cause).toMatchObject({ outcome: 'ONBOARDED' });
    expect(checkedBySecond()).toBeGreaterThan(0);
  });

  test('and its contract with the definition undoes nothing, and both end', async () => {
    const renamed = release(FIRST.deployment, {
      code: { checkStatus: RENAMING, verifyIngestion: RENAMING },
      rewrite: (text) => text.replaceAll('$.scraper.progress.status', '$.scraper.progress.state'),
    });
    const first = await onboard({ state: 'WaitForScraper', act: () => update(renamed) });
    expect(outcome(first)).toBe('ONBOARDED');
    expect(scrapers(world).map(({ status }) => status)).toEqual(['ACTIVE']);
    const next = await runtime.execute({ world, input: { ...REQUEST, alias: 'again' } });
    expect(next.output, next.cause).toMatchObject({ outcome: 'ONBOARDED' });
  });

  test("leaves a product's operation that is waited for alone", async () => {
    const event: unknown = JSON.parse(
      readFileSync(new URL('../../events/product-create.json', import.meta.url), 'utf8'),
    );
    let isUpdated = false;
    const onEvent = ({ state }: ExecutionEvent) => {
      if (isUpdated || state !== 'WaitForScraper') return;
      isUpdated = true;
      update(SECOND);
    };
    const { cloudFormation, output } = await enter(runtime, FIRST.deployment, event, { world, onEvent });
    expect(cloudFormation).toMatchObject({ Status: 'SUCCESS' });
    expect(output).toMatchObject({ outcome: 'ONBOARDED' });
    expect([isUpdated, checkedBySecond()]).toEqual([true, 0]);
  });

  test('leaves a redrive with the definition and the code of the first attempt', async () => {
    const renamed = release(FIRST.deployment, {
      rewrite: (text) => text.replaceAll('WaitForScraper', 'PauseForScraper'),
    });
    const stage = open({
      state: 'WaitForScraper',
      act: (on, first) => {
        on.stop(first);
        update(renamed);
      },
    });
    const { executionArn } = begin(stage, REQUEST);
    await stage.idle();
    await stage.redrive(executionArn);
    const redriven = await stage.ended(executionArn);
    await stage.idle();
    await stage.leave();
    expect(redriven.error).toBe('Redriven');
    expect(redriven.states[0]).toBe('WaitForScraper');
  });
});

describe('an update that is rolled back', () => {
  const back = () => rolledBack(FIRST.deployment, SECOND.deployment);

  test('takes its versions with it: what began in it is undone', async () => {
    runtime.update(world, SECOND.deployment, SECOND.file);
    const during = await onboard({ state: 'WaitForScraper', act: () => runtime.update(world, back(), FIRST.file) });
    expect(outcome(during)).toMatch(
      /^Lambda\.ResourceNotFoundException: Function not found: arn:aws:lambda:us-west-2:333333333333:function:amp-scraper-checkStatus:2 /,
    );
    expect(scrapers(world)).toEqual([]);
    expect(unnamed(world)).toEqual([]);
  });

  test('can be tried again, with a number that none had before', async () => {
    const again = release(back(), { code: { checkStatus: TELLING } });
    const versions = again.deployment.versions.filter(({ arn }) => arn.includes('-checkStatus:'));
    expect(versions.map(({ number }) => number).toSorted()).toEqual([1, 3]);
    runtime.update(world, again.deployment, again.file);
    const { output, cause } = await runtime.execute({ world, input: REQUEST });
    expect(output, cause).toMatchObject({ outcome: 'ONBOARDED' });
    expect(checkedBySecond()).toBeGreaterThan(0);
  });
});

describe('what is withdrawn while an execution is under way', () => {
  const sample = readConfiguration();
  const changed = (change: Partial<Configuration>) =>
    release(FIRST.deployment, { configuration: { ...sample, ...change } });
  const withdrawing = (one: string) => changed({ withdrawn: [one] });
  const without = (name: string) => ({ workspaces: objectWithout(sample.workspaces, name) });

  test.each<[string, Partial<Configuration>, string]>([
    ['the account of the cluster', { withdrawn: ['111111111111'] }, 'is in account 111111111111, which is withdrawn'],
    ['the account of the workspace', { withdrawn: ['222222222222'] }, 'is in account 222222222222, which is withdrawn'],
    ['the workspace', { withdrawn: [WORKSPACE] }, 'is withdrawn'],
    ['the Region', { withdrawn: ['us-west-2'] }, 'is in Region us-west-2, which is withdrawn'],
    ['a draining account', { draining: ['222222222222'] }, 'is in account 222222222222, which is draining'],
    ['a workspace that is configured no longer', without('central'), 'is not an accepted workspace'],
    ['an account of clusters no longer', { targetOnlyAccounts: ['111111111111'] }, 'is configured for workspaces only'],
  ])('%s: is refused at the claim, which is of the configuration as it is', async (_what, change, problem) => {
    const before = scrapers(world).length;
    const refused = await onboard({ state: 'ClaimConnection', act: () => update(changed(change)) });
    expect(outcome(refused)).toMatch(/^InvalidRequest: /);
    expect(outcome(refused)).toContain(problem);
    expect(scrapers(world)).toHaveLength(before);
    expect(itemsOf(world)).toEqual([]);
  });

  test('is refused at the turn that an execution has waited for, and the holder goes on', async () => {
    let waiting: ExecutionRecord | undefined;
    const first = await onboard({
      state: 'WaitForScraper',
      act: (stage) => {
        waiting = begin(stage, REQUEST);
        stage.time.setTimeout(() => update(withdrawing('111111111111')), 120_000);
      },
    });
    expect(outcome(first)).toBe('ONBOARDED');
    expect(waiting && outcome(waiting)).toMatch(/^InvalidRequest: /);
  });

  test('is refused at once by what begins after that, a dry run too', async () => {
    const { deployment, file } = withdrawing('111111111111');
    runtime.update(world, deployment, file);
    for (const dryRun of [false, true]) {
      const result = await runtime.execute({ world, input: { ...REQUEST, dryRun } });
      expect(result.cause).toContain('is in account 111111111111, which is withdrawn');
      expect(result.states).toEqual(['ResolveRequest', 'RequestRefused']);
    }
  });

  test.each(['111111111111', '222222222222', WORKSPACE, 'us-west-2'])(
    'with %s withdrawn, a connection is taken away all the same',
    async (one) => {
      await runtime.execute({ world, input: REQUEST });
      const { deployment, file } = withdrawing(one);
      runtime.update(world, deployment, file);
      const { output, cause } = await runtime.execute({ world, workflow: 'offboard', input: REQUEST });
      expect(output, cause).toMatchObject({ outcome: 'OFFBOARDED' });
      expect(scrapers(world)).toEqual([]);
    },
  );

  test('with a draining account, a tag that still asks is refused and takes nothing away; one that is gone does', async () => {
    const tagged = { source: 'aws.tag', 'detail-type': 'Tag Change on Resource', account: '111111111111' };
    const event = { ...tagged, resources: [CLUSTER] };
    await runtime.execute({ world, input: event });
    const before = scrapers(world).length;
    const { deployment, file } = changed({ draining: ['111111111111'] });
    runtime.update(world, deployment, file);
    const again = await runtime.execute({ world, input: event });
    expect(again.cause).toContain('is in account 111111111111, which is draining');
    const asked = await runtime.execute({ world, workflow: 'offboard', input: event });
    expect(asked.output).toMatchObject({ outcome: 'IGNORED' });
    expect(scrapers(world)).toHaveLength(before);
    clusterOf(world, CLUSTER).tags = {};
    const gone = await runtime.execute({ world, workflow: 'offboard', input: event });
    expect(gone.output, gone.cause).toMatchObject({ outcome: 'OFFBOARDED' });
    expect(scrapers(world)).toEqual([]);
  });

  test.each(['111111111111', '222222222222'])(
    'with account %s draining, the console takes away what another door made, and else it does not',
    async (account) => {
      const tagged = { source: 'aws.tag', 'detail-type': 'Tag Change on Resource', account: '111111111111' };
      await runtime.execute({ world, input: { ...tagged, resources: [CLUSTER] } });
      const left = await runtime.execute({ world, workflow: 'offboard', input: REQUEST });
      expect(left.output, left.cause).toMatchObject({ outcome: 'IGNORED' });
      const { deployment, file } = changed({ draining: [account] });
      runtime.update(world, deployment, file);
      const taken = await runtime.execute({ world, workflow: 'offboard', input: REQUEST });
      expect(taken.output, taken.cause).toMatchObject({ outcome: 'OFFBOARDED' });
      expect(scrapers(world)).toEqual([]);
    },
  );
});

test("an execution whose state machine may not call its functions is told so in AWS's words", async () => {
  const { roles } = FIRST.deployment;
  const barred = roles.map((role) => ({
    ...role,
    inlinePolicies: role.roleName.startsWith('amp-scraper-onboard') ? {} : role.inlinePolicies,
  }));
  putDeployment(world, { ...FIRST.deployment, roles: barred });
  const { error, lambdaCause } = await runtime.execute({ world, input: REQUEST });
  expect(error).toBe('Lambda.AWSLambdaException');
  expect(lambdaCause).toMatch(
    /^User: arn:aws:sts::333333333333:assumed-role\/amp-scraper-onboard-us-west-2\/run-\d+ is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-west-2:333333333333:function:amp-scraper-resolveRequest:1 because no identity-based policy allows the lambda:InvokeFunction action /,
  );
});
