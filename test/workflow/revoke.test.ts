import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { output as outputSchema } from '../../functions/shared/contract.ts';
import { provisionerArn } from '../../functions/shared/names.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { CallRecord } from '../../local/aws/server.ts';
import { reportConnections } from '../../local/report/connections.ts';
import type { World } from '../../local/state/state.ts';
import { enter } from '../../local/workflow/doors/doors.ts';
import type { Runtime, StageOptions } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { itemsOf } from '../tables.ts';
import { CLUSTER, clusterOf, DEPLOYMENT, freshWorld, NAMES, path, REQUEST, role, scrapers, writes } from './support.ts';

let runtime: Runtime;
let onboarded: World;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  onboarded = freshWorld();
  await runtime.execute({ world: onboarded, input: REQUEST });
});

const object = z.record(z.string(), z.unknown());
const sample = (name: string): Record<string, unknown> =>
  object.parse(JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8')));
const REVOKE = sample('console-offboard-revoke');
const LIFT = { ...REQUEST, liftRevoke: true };

const connected = (): World => structuredClone(onboarded);
const onboard = (world: World, input: unknown = REQUEST, faults: readonly string[] = []) =>
  runtime.execute({ world, input, faults: plan(faults) });
const plan = (faults: readonly string[]) => faultPlan(faults.map((text) => parseFault(text, OPERATIONS)));

/** An offboard, with its calls in order. */
async function offboard(world: World, input: unknown = REVOKE, faults: readonly string[] = []) {
  const calls: CallRecord[] = [];
  const result = await runtime.execute({
    world,
    input,
    workflow: 'offboard',
    faults: plan(faults),
    onCall: (call) => calls.push(call),
  });
  return { ...result, calls };
}

function left(world: World): string[] {
  const roles = Object.values(world.accounts).flatMap((account) => Object.values(account.roles));
  return [
    ...roles.filter(({ path: at }) => at === '/amp-scraper/').map(({ arn }) => arn),
    ...scrapers(world).map(({ arn }) => arn),
  ];
}

/** No provisioner there any more: its owner has taken it out. */
function shutOut(world: World, accountId: string): World {
  const roles = world.accounts[accountId]?.roles ?? {};
  delete roles[provisionerArn('amp-scraper', 'aws', accountId)];
  return world;
}

const isNoted = (world: World) => itemsOf(world).map((item) => 'revoked' in item);
const accountOf = ({ accountId }: CallRecord) => accountId;

describe('offboard with revoke', () => {
  test('notes the pair, then deletes the target role, and then calls the source account for the first time', async () => {
    const world = connected();
    const { output, calls, states } = await offboard(world);
    expect(output).toMatchObject({ outcome: 'OFFBOARDED', warnings: [] });
    expect(outputSchema.parse(output).deleted).toHaveLength(3);
    const isTargets = (call: CallRecord) =>
      call.operation === 'DeleteRole' && accountOf(call) === NAMES.targetAccountId;
    const deleted = calls.findIndex(isTargets);
    const noted = calls.findIndex(({ operation }) => operation === 'UpdateItem');
    expect(noted).toBeGreaterThanOrEqual(0);
    expect(deleted).toBeGreaterThan(noted);
    expect(calls.slice(0, deleted).map(accountOf)).not.toContain(NAMES.sourceAccountId);
    expect(path(states).slice(0, 5)).toEqual([
      'Begin',
      'ResolveOffboard',
      'ToOffboard?',
      'DeleteTargetRole',
      'ClaimConnection',
    ]);
    expect(left(world)).toEqual([]);
    expect(isNoted(world)).toEqual([true]);
    expect(reportConnections(world)).toMatch(/not connected[^]*\n  revoked  \d{4}-.*, by arn:aws:states:.*offboard:/);
  });

  test("takes another door's connection away as well", async () => {
    const world = freshWorld();
    await enter(runtime, DEPLOYMENT, sample('eks-cluster-tagged'), { world });
    expect((await offboard(world, REQUEST)).output).toMatchObject({ outcome: 'IGNORED' });
    expect((await offboard(world)).output).toMatchObject({ outcome: 'OFFBOARDED' });
    expect(left(world)).toEqual([]);
  });

  test('of a pair without a connection notes it all the same, and a second one changes nothing', async () => {
    const world = freshWorld();
    expect((await offboard(world)).output).toMatchObject({
      outcome: 'OFFBOARDED',
      deleted: [],
      reason: expect.stringMatching(/^Nothing of the connection was left\. The pair is revoked: .* liftRevoke\.$/),
    });
    expect(isNoted(world)).toEqual([true]);
    expect((await offboard(world)).output).toMatchObject({ outcome: 'OFFBOARDED', deleted: [] });
    expect(isNoted(world)).toEqual([true]);
    expect((await onboard(world)).error).toBe('InvalidRequest');
  });

  test('stays noted through an offboard without it', async () => {
    const world = connected();
    await offboard(world);
    expect((await offboard(world, REQUEST)).status).toBe('SUCCEEDED');
    expect(isNoted(world)).toEqual([true]);
  });

  test.each([
    ['the product door', { door: 'product', stackId: 'stack', request: REVOKE }, 'is not for the product door'],
    ['onlyCreatedBy', { ...REVOKE, onlyCreatedBy: NAMES.id }, 'does not go with onlyCreatedBy'],
    ['another value', { ...REVOKE, revoke: 'true' }, 'is neither true nor false'],
  ])('is refused with %s, and nothing is noted', async (_name, input, problem) => {
    const world = freshWorld();
    await onboard(world, { door: 'product', stackId: 'stack', request: REQUEST });
    const before = left(world);
    const { error, cause } = await offboard(world, input);
    expect([error, cause]).toEqual(['InvalidRequest', expect.stringContaining(problem)]);
    expect({ left: left(world), noted: isNoted(world) }).toEqual({ left: before, noted: [false] });
  });

  test('is planned: in its order, with the note, and nothing is written', async () => {
    const world = connected();
    const { output, calls } = await offboard(world, { ...REVOKE, dryRun: true });
    const { changes = [], notes = [] } = outputSchema.parse(output).plan ?? {};
    expect(changes.map(({ resource }) => resource)).toEqual([
      NAMES.targetRoleArn,
      expect.stringContaining(':scraper/'),
      NAMES.sourceRoleArn,
    ]);
    expect(notes.join()).toContain('revoked');
    expect(writes(calls)).toEqual([]);
    const shut = await offboard(shutOut(world, NAMES.sourceAccountId), { ...REVOKE, dryRun: true });
    expect(outputSchema.parse(shut.output).plan?.notes.join()).toContain(NAMES.sourceRoleArn);
  });
});

describe('an account that lets nobody in', () => {
  test.each([
    ['has no provisioner any more', (world: World) => shutOut(world, NAMES.sourceAccountId), []],
    ['refuses its provisioner AMP and IAM', (world: World) => world, ['listScrapers:access-denied:always']],
    ['cannot be reached', (world: World) => world, ['aps:ListScrapers:server-error:always']],
  ])('and is the source: %s, is a warning that names what stays', async (_name, change, faults) => {
    const world = change(connected());
    const { status, output, elapsedSeconds } = await offboard(world, REVOKE, faults);
    expect(status).toBe('SUCCEEDED');
    const { deleted, warnings } = outputSchema.parse(output);
    expect(deleted).toContain(NAMES.targetRoleArn);
    expect(warnings.join('\n')).toContain(`scraper, if there is one, of cluster ${CLUSTER}`);
    if (faults.length === 0) expect(warnings.join('\n')).toContain(`keeps role ${NAMES.sourceRoleArn}`);
    expect(elapsedSeconds).toBeLessThan(600);
    expect(role(world, NAMES.targetRoleArn)).toBeUndefined();
    expect(isNoted(world)).toEqual([true]);
  });

  test('and is the source, without revoke: the target role stays open, after three quarters of an hour', async () => {
    const world = shutOut(connected(), NAMES.sourceAccountId);
    const { error, elapsedSeconds } = await offboard(world, REQUEST);
    expect(error).toBe('AccessDenied');
    expect(elapsedSeconds).toBeGreaterThan(2_700);
    expect(role(world, NAMES.targetRoleArn)).toBeDefined();
  });

  test('and is the target: fails and says that the role is open, but no door connects the pair', async () => {
    const world = shutOut(connected(), NAMES.targetAccountId);
    const { error, cause, elapsedSeconds } = await offboard(world);
    expect(error).toBe('AccessDenied');
    expect(cause).toContain('was not deleted: its scraper still writes');
    expect(elapsedSeconds).toBeLessThan(200);
    expect(isNoted(world)).toEqual([true]);
    expect(scrapers(world)).toHaveLength(1);
  });

  test('and is the source, for some calls: is let in by a later one', async () => {
    const world = connected();
    const { output } = await offboard(world, REVOKE, ['listScrapers:access-denied:4']);
    expect(output).toMatchObject({ outcome: 'OFFBOARDED', warnings: [] });
    expect(left(world)).toEqual([]);
  });
});

describe('a revoked pair', () => {
  async function revoked(): Promise<World> {
    const world = connected();
    await offboard(world);
    return world;
  }
  const told = expect.stringMatching(/is revoked for workspace .*execution arn:.*cut the connection off at \d{4}-/);

  test('is not connected by a tag that goes and comes', async () => {
    const world = await revoked();
    clusterOf(world, CLUSTER).tags = {};
    await enter(runtime, DEPLOYMENT, sample('eks-cluster-tagged'), { world });
    clusterOf(world, CLUSTER).tags = { 'amp-scraper-workspace': 'central' };
    const again = await enter(runtime, DEPLOYMENT, sample('eks-cluster-tagged'), { world });
    expect(again).toMatchObject({ error: 'InvalidRequest', cause: told });
    expect({ left: left(world), noted: isNoted(world) }).toEqual({ left: [], noted: [true] });
  });

  test("is not connected by a product's launch, nor by its retry; its stack goes", async () => {
    const world = await revoked();
    for (const RequestId of ['1', '2']) {
      const event = { ...sample('product-create'), RequestId: `99999999-3333-4333-8444-00000000000${RequestId}` };
      const { cloudFormation } = await enter(runtime, DEPLOYMENT, event, { world });
      expect(cloudFormation).toMatchObject({ Status: 'FAILED', Reason: told });
    }
    const event = { ...sample('product-delete'), RequestId: '99999999-3333-4333-8444-000000000003' };
    const gone = await enter(runtime, DEPLOYMENT, event, { world });
    expect(gone.cloudFormation).toMatchObject({ Status: 'SUCCESS' });
    expect({ left: left(world), noted: isNoted(world).at(-1) }).toEqual({ left: [], noted: true });
  });

  test('is connected by the console with liftRevoke alone, and then by it as ever', async () => {
    const world = await revoked();
    expect(await onboard(world)).toMatchObject({ error: 'InvalidRequest', cause: told });
    expect(await onboard(world, { ...REQUEST, dryRun: true })).toMatchObject({ error: 'InvalidRequest', cause: told });
    expect((await onboard(world, { ...LIFT, dryRun: true })).output).toMatchObject({ outcome: 'PLANNED' });
    expect(isNoted(world)).toEqual([true]);
    expect((await onboard(world, LIFT)).output).toMatchObject({ outcome: 'ONBOARDED' });
    expect({ left: left(world).length, noted: isNoted(world) }).toEqual({ left: 3, noted: [false] });
    expect((await onboard(world)).output).toMatchObject({ outcome: 'ONBOARDED' });
  });

  test('stays so when an onboard with liftRevoke is refused for something else', async () => {
    const world = await revoked();
    expect(
      (await onboard(world, { ...LIFT, subnetIds: ['subnet-0fffffffffffffff0', 'subnet-0ffffffffffffff01'] })).error,
    ).toBe('PreflightFailed');
    expect(isNoted(world)).toEqual([true]);
  });

  test('is not lifted by the product door', async () => {
    const world = await revoked();
    const { error, cause } = await onboard(world, { door: 'product', stackId: 'stack', request: LIFT });
    expect([error, cause]).toEqual([
      'InvalidRequest',
      expect.stringContaining('liftRevoke (true): is not for the product'),
    ]);
    expect(isNoted(world)).toEqual([true]);
  });
});

describe('a revoke while an onboard of the pair runs', () => {
  /** Revokes when the onboard enters a state, and waits for both. */
  async function revokeAt(state: string, world: World, input: unknown = REQUEST, more: Partial<StageOptions> = {}) {
    let offboarded: string | undefined;
    const opened: string[] = [];
    const stage = runtime.open({
      world,
      ...more,
      onEvent: (event) => {
        if (event.kind !== 'entered' || event.state !== state || offboarded !== undefined) return;
        offboarded = stage.begin(runtime.stateMachineArn('offboard'), 'revoke', REVOKE).executionArn;
      },
      onCall: ({ operation, accountId, errorCode }) => {
        const gone = offboarded !== undefined && operation === 'DeleteRole' && accountId === NAMES.targetAccountId;
        if (gone || opened.length > 0) opened.push(`${operation} ${accountId} ${errorCode ?? ''}`.trim());
      },
    });
    const first = stage.begin(runtime.stateMachineArn('onboard'), 'first', input);
    const onboarding = await stage.ended(first.executionArn);
    await stage.idle();
    await stage.leave();
    return { onboarding, revoking: world.executions?.[offboarded ?? ''], afterCut: opened };
  }

  test.each(['CreateSourceRole', 'CreateTargetRole', 'CreateScraper', 'PatchTrust', 'CheckStatus'])(
    'in %s wins: nothing is left, and the target role is not opened again',
    async (state) => {
      const world = freshWorld();
      const { onboarding, revoking, afterCut } = await revokeAt(state, world);
      expect(onboarding.status).toBe('FAILED');
      expect(onboarding.cause).toMatch(/is revoked for workspace|does not exist|NoSuchEntity|cannot be found/);
      expect(revoking).toMatchObject({ status: 'SUCCEEDED' });
      expect({ left: left(world), noted: isNoted(world) }).toEqual({ left: [], noted: [true] });
      expect(afterCut.filter((call) => call === `UpdateAssumeRolePolicy ${NAMES.targetAccountId}`)).toEqual([]);
      expect(afterCut.filter((call) => call === `CreateRole ${NAMES.targetAccountId}`)).toEqual([]);
    },
  );

  test('in EstablishConnection wins, whichever of the two is noted first', async () => {
    const world = freshWorld();
    const { revoking, afterCut } = await revokeAt('EstablishConnection', world);
    expect(revoking).toMatchObject({ status: 'SUCCEEDED' });
    expect({ left: left(world), noted: isNoted(world) }).toEqual({ left: [], noted: [true] });
    expect(afterCut.filter((call) => /Create|UpdateAssume/.test(call))).toEqual([]);
  });

  test.each([
    ['CreateTargetRole', 'CreateRole'],
    ['PatchTrust', 'UpdateAssumeRolePolicy'],
    ['EstablishConnection', 'QueryMetrics'],
  ])('%s finds the note before it calls %s', async (state, operation) => {
    const world = freshWorld();
    const calls: string[] = [];
    const note = { M: { execution: { S: 'arn:aws:states:an:offboard' }, time: { S: '2026-01-05T08:00:00Z' } } };
    let isNotedNow = false;
    const result = await runtime.execute({
      world,
      input: REQUEST,
      onEvent: (event) => {
        if (event.kind !== 'entered' || event.state !== state || isNotedNow) return;
        isNotedNow = true;
        for (const item of itemsOf(world)) Object.assign(item, { revoked: note });
      },
      onCall: (call) => {
        if (isNotedNow) calls.push(`${call.operation} ${call.accountId}`);
      },
    });
    expect(result).toMatchObject({ error: 'InvalidRequest', cause: expect.stringContaining('is revoked') });
    expect(calls).not.toContain(`${operation} ${NAMES.targetAccountId}`);
    expect({ left: left(world), noted: isNoted(world) }).toEqual({ left: [], noted: [true] });
  });

  test('that lifts an earlier one wins, too', async () => {
    const world = connected();
    await offboard(world);
    const { onboarding, revoking } = await revokeAt('CreateScraper', world, LIFT);
    expect(onboarding).toMatchObject({ error: 'InvalidRequest' });
    expect(revoking).toMatchObject({ status: 'SUCCEEDED' });
    expect({ left: left(world), noted: isNoted(world) }).toEqual({ left: [], noted: [true] });
  });
});
