import { CreateRoleCommand, DeleteRoleCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import { describe, expect, it, onTestFinished } from 'vitest';
import { faultPlan } from '../../../../local/aws/faults/faultPlan.ts';
import { settleForGood } from '../../../../local/aws/faults/lateEffects.ts';
import { parseFault } from '../../../../local/aws/faults/notation.ts';
import { settle } from '../../../../local/scrapers/engine.ts';
import type { World } from '../../../../local/state/state.ts';
import { smallWorld, SOURCE } from '../../world/support.ts';
import { callIn, CREATE_SCRAPER, operationNamed, OPERATIONS as ALL_OPERATIONS } from '../services/support.ts';
import { testServer, type TestServer } from '../testServer.ts';
import { OPERATIONS, trust } from '../testWorld.ts';

let test: TestServer;

async function serve(fault: string) {
  const plan = faultPlan([parseFault(fault, OPERATIONS)]);
  test = await testServer(OPERATIONS, undefined, plan);
  onTestFinished(() => test.server.close());
  return { plan, later: (seconds: number) => test.clock.advanceTo(test.clock.now() + seconds * 1000) };
}

const create = () =>
  test.iam().send(new CreateRoleCommand({ RoleName: 'role', AssumeRolePolicyDocument: trust({ AWS: SOURCE }) }));
const read = () => test.iam().send(new GetRoleCommand({ RoleName: 'role' }));
const missing = { name: 'NoSuchEntityException' };

describe('A late effect', () => {
  it('Comes when its caller has been cut off for so long', async () => {
    const { plan, later } = await serve('createRole:late-effect:30');
    const asked = test.clock.now();
    await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(test.calls).toMatchObject([{ fault: 'late-effect' }]);
    later(29);
    await expect(read()).rejects.toMatchObject(missing);
    later(5);
    const { Role } = await read();
    expect(Role?.CreateDate?.getTime()).toBe(asked + 30_000);
    expect(plan.fired()).toMatchObject([{ fired: 1 }]);
  });

  it('Is nothing when what it was for is there by then', async () => {
    const { later } = await serve('createRole:late-effect:30');
    await expect(create()).rejects.toThrow();
    await create();
    later(30);
    await expect(read()).resolves.toMatchObject({ Role: { RoleName: 'role' } });
  });

  it('Comes too when nobody asks any more', async () => {
    const { plan } = await serve('createRole:late-effect:30');
    await expect(create()).rejects.toThrow();
    const world: World = test.world;
    await settleForGood({ world, settle, faults: plan }, world.now);
    expect(Object.keys(world.accounts[SOURCE]?.roles ?? {})).toEqual([`arn:aws:iam::${SOURCE}:role/role`]);
  });

  it('Is refused as the call would have been', async () => {
    const { later } = await serve('createRole:late-effect:30');
    const nobody = { accessKeyId: SOURCE, secretAccessKey: 'wrong' };
    const call = new CreateRoleCommand({ RoleName: 'role', AssumeRolePolicyDocument: trust({ AWS: SOURCE }) });
    await expect(test.iam(nobody).send(call)).rejects.toThrow();
    later(60);
    await expect(read()).rejects.toMatchObject(missing);
  });
});

describe('A read of IAM that lags', () => {
  it('Does not show a new role yet, and shows one that is gone', async () => {
    const { plan, later } = await serve('getRole:lag:30');
    await create();
    later(29);
    await expect(read()).rejects.toMatchObject(missing);
    later(1);
    await expect(read()).resolves.toMatchObject({ Role: { RoleName: 'role' } });
    expect(plan.fired()).toMatchObject([{ fired: 1 }]);
    await test.iam().send(new DeleteRoleCommand({ RoleName: 'role' }));
    later(29);
    await expect(read()).resolves.toMatchObject({ Role: { RoleName: 'role' } });
    later(1);
    await expect(read()).rejects.toMatchObject(missing);
    expect(plan.fired()).toMatchObject([{ fired: 2 }]);
  });
});

describe('A read of a scraper that lags', () => {
  it('Shows each status as late, and what comes by itself too', async () => {
    const world = smallWorld();
    const faults = ['listScrapers:lag:30', 'describeScraper:lag:30'];
    const plan = faultPlan(faults.map((text) => parseFault(text, ALL_OPERATIONS)));
    const call = (name: string, input: object) => {
      const operation = operationNamed(name);
      return plan.run(operation, operation.input.parse(input), callIn(world));
    };
    const listed = () => JSON.stringify(call('ListScrapers', {})).match(/(?<="statusCode":")\w+/g) ?? [];
    const after = (seconds: number) => settle(world, world.now + seconds * 1000);
    const { scraperId } = call('CreateScraper', CREATE_SCRAPER);
    expect(listed()).toEqual([]);
    expect(() => call('DescribeScraper', { scraperId })).toThrow(expect.objectContaining({ status: 404 }));
    await after(30);
    expect(listed()).toEqual(['CREATING']);
    await after(1037);
    expect(listed()).toEqual(['CREATING']);
    await after(1);
    expect(listed()).toEqual(['ACTIVE']);
    call('DeleteScraper', { scraperId });
    expect(listed()).toEqual(['ACTIVE']);
    await after(300);
    expect(listed()).toEqual(['DELETING']);
    await after(30);
    expect(listed()).toEqual([]);
  });
});
