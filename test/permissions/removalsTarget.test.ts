import { testEveryGrant } from './removals.ts';
import { BOUNDARIES, PROVISIONER_TRUSTS, PROVISIONERS } from './statements.ts';
import { deployedWorld, TARGET } from './world.ts';

testEveryGrant(
  await deployedWorld(),
  [...PROVISIONERS, ...PROVISIONER_TRUSTS, ...BOUNDARIES].filter(({ name }) => name.endsWith(TARGET)),
);
