import type { DeployedStack } from '../deployed.ts';
import { stackArn, type ResolvedStack } from '../template/intrinsics.ts';

/** The stack itself: whatever is put into the world was made at once, and has succeeded. */
export function readStack({ place }: ResolvedStack): DeployedStack[] {
  const { stackName: name, accountId, region } = place;
  return [{ arn: stackArn(place), name, accountId, region, status: 'CREATE_COMPLETE' }];
}
