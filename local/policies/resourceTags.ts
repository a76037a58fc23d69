import { parseArn } from '../../functions/shared/arn.ts';
import type { World } from '../state/state.ts';

/** The tags of the thing that has this ARN, as `aws:ResourceTag/...` has them; none when nothing has it. */
export function resourceTags(world: World, arn: string): Readonly<Record<string, string>> {
  const account = world.accounts[parseArn(arn)?.accountId ?? ''];
  if (account === undefined) return {};
  const { roles, clusters, workspaces, scrapers } = account;
  return (roles[arn] ?? clusters[arn] ?? workspaces[arn] ?? scrapers[arn])?.tags ?? {};
}
