import { describe, expect, test } from 'vitest';
import { grantsOf } from './narrowings.ts';
import { NOT_ATTACKED, NOT_NEEDED } from './notExercised.ts';
import { isOfRow } from './removals.ts';
import { ROUTE_NAMES, succeeded, useScenarios, VARIANTS, type Route, type Variant } from './scenarios.ts';
import { looseningsOf } from './loosenings.ts';
import {
  BOUNDARIES,
  FUNCTION_PERMISSIONS,
  PROVISIONER_TRUSTS,
  PROVISIONERS,
  RECONCILE_PERMISSIONS,
} from './statements.ts';
import { CLUSTERS_APART, deployedWorld, MODES, type Mode } from './world.ts';

/** All of a list; of an organization, which lists no account that could be configured no longer, each route, and each variant of one. */
const SCENARIOS: Record<Mode, { route: Route; variant: Variant }[]> = {
  list: ROUTE_NAMES.flatMap((route) => VARIANTS.map((variant) => ({ route, variant }))),
  organization: [
    ...VARIANTS.filter((variant) => variant !== 'offboard of what cannot be reached').map(
      (variant) => ({ route: 'across', variant }) as const,
    ),
    ...(['toHub', 'withinTarget'] as const).flatMap((route) =>
      (['clean', 'offboard'] as const).map((variant) => ({ route, variant })),
    ),
  ],
};

describe.each(MODES)('with all permissions, accounts in %s mode', (mode) => {
  const { run } = useScenarios(mode, mode === 'list' ? undefined : CLUSTERS_APART);
  test.each(SCENARIOS[mode])('$route, $variant: succeeds', async ({ route, variant }) => {
    const result = await run(route, variant, () => undefined);
    expect(succeeded(result)).toBe(true);
    const refused = result.calls.filter(({ errorCode }) => /AccessDenied|Unauthorized/.test(errorCode ?? ''));
    expect(refused).toEqual([]);
  });
});

describe('no row of the tables is out of date', () => {
  const policies = [
    ...PROVISIONERS,
    ...PROVISIONER_TRUSTS,
    ...BOUNDARIES,
    ...FUNCTION_PERMISSIONS,
    RECONCILE_PERMISSIONS,
  ];
  test.each(NOT_NEEDED)('$action of $policy is granted', async (row) => {
    const world = await deployedWorld(row.only);
    const grants = policies.flatMap((policy) => grantsOf(policy, world));
    expect(grants.filter((grant) => isOfRow(row, grant))).not.toEqual([]);
  });
  // Those of connection roles' trust are of roles that no deployment has: where they are doubled, loosenings.test.ts finds them.
  const ofDeployed = NOT_ATTACKED.filter(({ of }) => !of.startsWith('Allow '));
  test.each(ofDeployed)('$of is a protection', async ({ of, only }) => {
    const world = await deployedWorld(only);
    const names = policies.flatMap((policy) => policy.read(world).flatMap(looseningsOf)).map(({ name }) => name);
    expect(names).toContain(of);
  });
});
