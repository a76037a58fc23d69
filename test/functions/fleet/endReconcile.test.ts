import { expect, test } from 'vitest';
import { handler as beginReconcile } from '../../../functions/beginReconcile.ts';
import { handler as endReconcile } from '../../../functions/endReconcile.ts';
import { useEmbedded } from '../embedded.ts';
import { itemsOfFleet, RUN_STARTED, runOf } from './support.ts';

const aws = useEmbedded();
const FAILURE = { Error: 'InvalidRequest', Cause: '{}' };
const holder = async (run: string) => (await itemsOfFleet(run).get('lease'))?.run;

test('a run that fails beside another one leaves that one its lease, and gives its own back', async () => {
  const [atWork, mistaken] = [runOf(aws, 'at-work'), runOf(aws, 'mistaken')];
  await beginReconcile({ executionArn: atWork, startTime: RUN_STARTED, input: {} });
  expect(await endReconcile({ executionArn: mistaken, failure: FAILURE })).toEqual({
    outcome: 'IGNORED',
    warnings: [],
  });
  expect(await holder(atWork)).toBe(atWork);
  await endReconcile({ executionArn: atWork, failure: FAILURE });
  expect(await holder(atWork)).toBeUndefined();
});
