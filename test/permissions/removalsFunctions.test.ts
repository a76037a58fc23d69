import { testEveryGrant } from './removals.ts';
import { FUNCTION_PERMISSIONS } from './statements.ts';

await testEveryGrant('list', FUNCTION_PERMISSIONS);
