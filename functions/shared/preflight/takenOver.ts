import { ec2Client } from '../aws/services/ec2.ts';
import type { HandlerContext } from '../handler/handler.ts';
import type { ConnectionNames } from '../names.ts';
import type { SettingsBefore } from '../settings/settings.ts';
import { checkLists, uncheckedLists, type CheckedList, type Place } from '../settings/takenOver.ts';
import { readSecurityGroups, readSubnets } from './network.ts';

/**
 * Holds against EC2 what a new scraper may take over: from the connection's scrapers, and from the one whose settings the item keeps
 * after a replacement that failed. Asked of every connection whose scraper has another place than the cluster's own: another
 * execution may be at its replacement, and fail.
 * @param kept the item's.
 */
export async function readTakenOver(
  scrapers: readonly { settings: Place }[],
  own: Place & { vpcId: string },
  kept: SettingsBefore | undefined,
  names: ConnectionNames,
  context: HandlerContext,
): Promise<CheckedList[]> {
  const places = [...scrapers.map(({ settings }) => settings), ...(kept ? [kept.settings] : [])];
  const lists = uncheckedLists(places, own);
  if (lists.length === 0) return [];
  const idsOf = (member: keyof Place) => [
    ...new Set(lists.flatMap((list) => (list.member === member ? list.ids : []))),
  ];
  const subnetIds = idsOf('subnetIds');
  const groupIds = idsOf('securityGroupIds');
  const ec2 = ec2Client(context.session(names.partition), names.sourceAccountId);
  const [subnets, groups] = await Promise.all([
    subnetIds.length > 0 ? readSubnets(ec2, subnetIds) : [],
    groupIds.length > 0 ? readSecurityGroups(ec2, groupIds) : [],
  ]);
  return checkLists(lists, { subnets, groups }, own.vpcId);
}
