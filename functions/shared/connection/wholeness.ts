import type { KeptConnection, Offboarding } from '../contract.ts';
import { policyText, sourceTrust, targetTrust } from '../roles/documents.ts';
import type { ConnectionNames } from '../names.ts';
import { BY_HAND, DOOR_NAMES, DOORS } from '../request/doors/doors.ts';
import { isSameDocument, type ObservedRole } from '../roles/changes.ts';
import { foreignTag } from './tags.ts';

/** What ListScrapers shows of a scraper, as far as it tells whether its connection works. */
export interface ObservedScraper {
  arn: string;
  status: { statusCode: string };
  roleConfiguration?: { sourceRoleArn?: string | undefined; targetRoleArn?: string | undefined } | undefined;
  tags?: Record<string, string> | undefined;
}

type Role = Pick<ObservedRole, 'arn' | 'tags' | 'trust'>;

/** The connection roles as they are; undefined for one that does not exist. */
export interface ObservedRoles {
  source: Role | undefined;
  target: Role | undefined;
}

/**
 * Why a scraper and the connection's roles are not a connection that works; undefined when they are: the scraper is ACTIVE and
 * both roles admit it, and nobody else. Trusts are compared as documents, so that one that would admit it and others is not whole;
 * neither is one whose principal shows as the unique id of a role that is gone.
 */
export function whyNotWhole(
  { arn, status, roleConfiguration, tags }: ObservedScraper,
  names: ConnectionNames,
  { source, target }: ObservedRoles,
): string | undefined {
  if (status.statusCode !== 'ACTIVE') return `scraper ${arn} is ${status.statusCode}`;
  const foreign = foreignTag(tags, names);
  if (foreign !== undefined) return `scraper ${arn}: ${foreign}`;
  const { sourceRoleArn, targetRoleArn } = names;
  if (roleConfiguration?.sourceRoleArn !== sourceRoleArn || roleConfiguration.targetRoleArn !== targetRoleArn) {
    return `scraper ${arn} has other roles`;
  }
  return (
    whyNotAdmitted(source, sourceRoleArn, names, sourceTrust(names, arn)) ??
    whyNotAdmitted(target, targetRoleArn, names, targetTrust(names, arn))
  );
}

function whyNotAdmitted(
  role: Role | undefined,
  arn: string,
  names: ConnectionNames,
  trust: Parameters<typeof policyText>[0],
): string | undefined {
  if (role?.arn !== arn) return `role ${arn} does not exist`;
  const foreign = foreignTag(role.tags, names);
  if (foreign !== undefined) return `role ${arn}: ${foreign}`;
  return isSameDocument(role.trust, JSON.parse(policyText(trust))) ? undefined : `role ${arn} has another trust policy`;
}

/**
 * A connection that a clean-up leaves as it is, and whose it is by its scraper's tag.
 * @param onlyCreatedBy the execution that is cleaned up after: a scraper that another one made may be another stack's.
 */
export function keptConnection(
  { arn, tags }: ObservedScraper,
  { tagKeys }: ConnectionNames,
  { onlyCreatedBy, createdForStack }: Pick<Offboarding, 'onlyCreatedBy' | 'createdForStack'>,
): KeptConnection {
  const door = DOOR_NAMES.find((one) => one === tags?.[tagKeys.door]);
  if (door === undefined) return { scraperArn: arn };
  const isOfExecution = tags?.[tagKeys.execution] === onlyCreatedBy && createdForStack !== undefined;
  const stack = DOORS[door].isOwnedByStack && isOfExecution ? { stackId: createdForStack } : {};
  return { scraperArn: arn, owner: { door, ...stack } };
}

/** What a clean-up says of a connection that it leaves as it is. */
export function keptReason({ scraperArn, owner }: KeptConnection): string {
  const how = owner === undefined ? BY_HAND : DOORS[owner.door].howToOffboard;
  return `Scraper ${scraperArn} is ACTIVE and both roles admit it: the connection works, and a clean-up takes nothing of it away. To offboard it, ${how}.`;
}
