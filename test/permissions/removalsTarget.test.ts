import { testEveryGrant } from './removals.ts';
import { BOUNDARIES, PROVISIONER_TRUSTS, PROVISIONERS } from './statements.ts';
import { TARGET } from './world.ts';

await testEveryGrant(
  'list',
  [...PROVISIONERS, ...PROVISIONER_TRUSTS, ...BOUNDARIES].filter(({ name }) => name.endsWith(TARGET)),
);
