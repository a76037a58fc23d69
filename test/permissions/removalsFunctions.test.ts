import { testEveryGrant } from './removals.ts';
import { FUNCTION_PERMISSIONS } from './statements.ts';
import { deployedWorld } from './world.ts';

testEveryGrant(await deployedWorld(), FUNCTION_PERMISSIONS);
