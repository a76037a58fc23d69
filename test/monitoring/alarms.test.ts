import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { enter } from '../../local/workflow/doors/doors.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { warmRuntime } from '../runtimes.ts';
import { CLUSTER, DEPLOYMENT, REQUEST } from '../workflow/support.ts';
import { ALARMS } from './alarms.ts';
import { alarmName, mails, monitoringOf, pass, refused, rung, WATCHED, watchedWorld } from './support.ts';

const object = z.record(z.string(), z.unknown());
const PRODUCT = z
  .looseObject({ ResourceProperties: object })
  .parse(JSON.parse(readFileSync(new URL('../../events/product-create.json', import.meta.url), 'utf8')));

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

test('the list has every alarm of every stack', () => {
  const listed = new Set(ALARMS.map(({ alarm }) => alarm));
  expect([...listed].toSorted()).toEqual(WATCHED.alarms.map(alarmName).toSorted());
});

describe.each(ALARMS.map((row) => [row.alarm, row] as const))('%s', (alarm, { by, play, more }) => {
  test(`is rung once by ${by}, and by nothing before; the person on call is told once`, async () => {
    const world = watchedWorld();
    await pass(world, 60);
    expect(rung(world)).toEqual({});
    await play({ runtime, world });
    await pass(world, 60);
    expect(refused(world)).toEqual([]);
    expect(rung(world)).toEqual({ [alarm]: 1 });
    const found = Object.values(monitoringOf(world).alarms).find((one) => alarmName(one) === alarm);
    const told = found?.actions.ALARM.length === 0 ? [] : [alarm];
    expect(mails(world).filter((one) => one !== 'a run' && one !== 'a connection')).toEqual([...told, ...more]);
  });
});

test('an alarm whose actions somebody has disabled rings, and nobody is told', async () => {
  const [row] = ALARMS.filter(({ more }) => more.length === 0);
  if (row === undefined) throw new Error('No alarm is the only one that tells.');
  const world = watchedWorld();
  for (const alarm of Object.values(monitoringOf(world).alarms)) alarm.actionsDisabled = true;
  await row.play({ runtime, world });
  await pass(world, 60);
  expect([rung(world), mails(world)]).toEqual([{ [row.alarm]: 1 }, []]);
});

describe('a mistake of who asks rings nothing, and is told once:', () => {
  const refusedProduct = {
    ...PRODUCT,
    ResourceProperties: { ...PRODUCT.ResourceProperties, subnetIds: ['none'] },
  };
  test.each([
    ['a request that is not valid', { ...REQUEST, subnetIds: 'none' }, 'InvalidRequest'],
    ['a cluster that there is not', { ...REQUEST, clusterArn: `${CLUSTER}-gone` }, 'PreflightFailed'],
    ['a product that is not valid', refusedProduct, 'InvalidRequest'],
  ])('%s', async (_what, input, error) => {
    const world = watchedWorld();
    await enter(runtime, DEPLOYMENT, input, { world });
    const ends = Object.values(world.executions ?? {}).flatMap((one) => one.error ?? []);
    expect(ends).toEqual([error]);
    await pass(world, 60);
    expect([rung(world), mails(world)]).toEqual([{}, ['an execution']]);
  });
});
