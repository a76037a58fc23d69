import * as z from 'zod/mini';
import { PreflightFailed, type Finding } from '../errors.ts';
import {
  securityGroupFindings,
  takenOverSubnetFindings,
  type SecurityGroupFacts,
  type SubnetFacts,
} from '../preflight/rules.ts';

/** Where a scraper is, or is to be. */
export interface Place {
  subnetIds: string[];
  securityGroupIds: string[];
}

const text = z.string();

/**
 * What ResolveRequest, which alone asks EC2, found of a list that a new scraper would take over from the one whose place it takes.
 * `problem`: why it cannot.
 */
export const checkedList = z.object({
  member: z.enum(['subnetIds', 'securityGroupIds']),
  ids: z.array(text),
  problem: z.exactOptional(text),
});
/** Handed on in the connection: CreateScraper has no client of EC2. */
export type CheckedList = z.infer<typeof checkedList>;
type Member = CheckedList['member'];

/** Where the new scraper is to be: what the request names, else the cluster's own; and what was found of other places. */
interface Wanted extends Place {
  vpcId: string;
  takenOver: readonly CheckedList[];
}

/** The lists of these places that were not checked with the request: neither named by it nor the cluster's own. */
export function uncheckedLists(places: readonly Place[], own: Place): { member: Member; ids: string[] }[] {
  const members: Member[] = ['subnetIds', 'securityGroupIds'];
  return places.flatMap((place) =>
    members.map((member) => ({ member, ids: place[member] })).filter(({ member, ids }) => !isIn(ids, own[member])),
  );
}

/** What EC2 has of them: those that are gone are not among them. */
export function checkLists(
  lists: readonly { member: Member; ids: string[] }[],
  { subnets, groups }: { subnets: readonly SubnetFacts[]; groups: readonly SecurityGroupFacts[] },
  vpcId: string,
): CheckedList[] {
  return lists.map(({ member, ids }) => {
    const findings =
      member === 'subnetIds' ? takenOverSubnetFindings(ids, subnets, vpcId) : securityGroupFindings(ids, groups, vpcId);
    return { member, ids, ...(findings.length > 0 ? { problem: problemOf(findings) } : {}) };
  });
}

function problemOf(findings: readonly Finding[]): string {
  return findings.map(({ path, value, problem }) => `${path} (${String(value)}) ${problem}`).join('; ');
}

/**
 * Holds the subnets and security groups of a new scraper against AWS, before anything is deleted for it: those that it takes over
 * and that are gone, or of another VPC than the cluster's, would have CreateScraper refuse it for good. It gets the cluster's own
 * in their place, as a first scraper does.
 * @throws PreflightFailed when the cluster's own do not do either, or when they were not asked for: those of a scraper that another
 * execution has changed since.
 */
export function fittingPlace<Settings extends Place>(
  settings: Settings,
  wanted: Wanted,
): { settings: Settings; warnings: string[] } {
  const subnets = fittingList('subnetIds', settings.subnetIds, wanted);
  const groups = fittingList('securityGroupIds', settings.securityGroupIds, wanted);
  if (subnets.ids.length < 2) throw new PreflightFailed([tooFewSubnets(settings.subnetIds, subnets.problem, wanted)]);
  return {
    settings: { ...settings, subnetIds: subnets.ids, securityGroupIds: groups.ids },
    warnings: [...fallbackWarnings('subnetIds', subnets), ...fallbackWarnings('securityGroupIds', groups)],
  };
}

interface FittingList {
  ids: string[];
  /** Why the list is the cluster's own. */
  problem?: string | undefined;
}

function fittingList(member: Member, ids: string[], wanted: Wanted): FittingList {
  const own = wanted[member];
  if (isIn(ids, own)) return { ids };
  const checked = wanted.takenOver.find((one) => one.member === member && isIn(ids, one.ids) && isIn(one.ids, ids));
  if (checked === undefined) throw new PreflightFailed([unchecked(member, ids)]);
  return checked.problem === undefined ? { ids } : { ids: own, problem: checked.problem };
}

function fallbackWarnings(member: Member, { ids, problem }: FittingList): string[] {
  if (problem === undefined) return [];
  const own = ids.join(', ') || 'none';
  return [`The ${member} of the scraper before are not taken over: ${problem}. The cluster's own are used: ${own}.`];
}

function isIn(ids: readonly string[], others: readonly string[]): boolean {
  return ids.every((id) => others.includes(id));
}

function unchecked(path: Member, value: readonly string[]): Finding {
  const problem = 'are of a scraper that another execution has changed since this one began, and were not checked';
  return { path, value, problem, remedy: 'Run again' };
}

function tooFewSubnets(value: readonly string[], problem: string | undefined, { vpcId }: Wanted): Finding {
  const taken = problem === undefined ? 'are too few for a new scraper' : `cannot be taken over: ${problem}`;
  return {
    path: 'subnetIds',
    value,
    problem: `${taken}, and the cluster's own are not in two Availability Zones with a free IP address each`,
    remedy: `Name subnets of ${vpcId} in two zones, or free addresses in the cluster's`,
  };
}
