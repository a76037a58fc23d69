import { expect, test } from 'vitest';
import { differences } from '../../../../local/bench/reconcile/compared.ts';
import { measureReconcile, type ReconcileFigures } from '../../../../local/bench/reconcile/measure.ts';
import { ONBOARD_SECONDS } from '../../../../local/bench/reconcile/predicted.ts';
import { BUNDLED } from '../../../bundles.ts';

const measured: ReconcileFigures = await measureReconcile({ accounts: 4, clusters: 3 }, BUNDLED.file);

test('the model has each call and each transition of a run that connects a fleet, and of one that finds it well', () => {
  expect(differences(measured)).toEqual([]);
});

test('a fleet is connected in the time of one connection, and a look takes none', () => {
  expect([measured.connecting.virtualSeconds, measured.quiet.virtualSeconds]).toEqual([ONBOARD_SECONDS, 0]);
});

test('a call more or less is told with both counts', () => {
  const { connecting } = measured;
  const other = { ...connecting, looking: { ...connecting.looking, 'source eks:ListClusters': 5 }, transitions: 0 };
  const { quiet, accounts, clusters } = measured;
  expect(differences({ accounts, clusters, quiet, connecting: other })).toEqual([
    'The connecting run of reconcile has 5 source eks:ListClusters of the run; the model has 4.',
    'The connecting run of reconcile has 0 transitions of the run; the model has 11.',
  ]);
});
