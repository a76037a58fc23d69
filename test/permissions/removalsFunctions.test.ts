import { testEveryGrant } from './removals.ts';
import { FUNCTION_PERMISSIONS, RECONCILE_PERMISSIONS } from './statements.ts';

await testEveryGrant('list', [...FUNCTION_PERMISSIONS, RECONCILE_PERMISSIONS]);
