import { testEveryGrant } from './removals.ts';
import { BOUNDARIES, FUNCTION_PERMISSIONS, PROVISIONER_TRUSTS, PROVISIONERS } from './statements.ts';
import { CLUSTERS_APART } from './world.ts';

await testEveryGrant('organization', [...PROVISIONERS, ...PROVISIONER_TRUSTS, ...BOUNDARIES]);
await testEveryGrant('organization', FUNCTION_PERMISSIONS, CLUSTERS_APART);
