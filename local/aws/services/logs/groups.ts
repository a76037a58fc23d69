import * as z from 'zod';
import type { LogEvent, LogGroup } from '../../../state/monitoring.ts';
import type { AccessCheck } from '../../../policies/accessCheck.ts';
import { ServiceError, type CallContext } from '../../operation.ts';

/** The limits of the API model; a group is named, or identified by its ARN. */
export const groupInput = {
  logGroupName: z
    .string()
    .min(1)
    .max(512)
    .regex(/^[.\-_/#A-Za-z0-9]+$/)
    .optional(),
  logGroupIdentifier: z
    .string()
    .min(1)
    .max(2048)
    .regex(/^[\w#+=/:,.@-]*$/)
    .optional(),
};
/** What the answer before had. */
export const nextToken = z.string().min(1).optional();
/** Milliseconds since the epoch. */
export const time = z.int().min(0).optional();
/** A log stream's name. */
export const stream = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[^:*]*$/);

interface Named {
  logGroupName?: string | undefined;
  logGroupIdentifier?: string | undefined;
}

/** @throws ServiceError InvalidParameterException, unless one of the two says which group. */
function nameOf({ logGroupName, logGroupIdentifier }: Named): string {
  const name = logGroupName ?? logGroupIdentifier?.replace(/^arn:.*:log-group:/, '').replace(/:\*$/, '');
  if (name === undefined || (logGroupName !== undefined && logGroupIdentifier !== undefined))
    throw invalidParameter('Exactly one of logGroupName and logGroupIdentifier is to be given.');
  return name;
}

/** A group with the streams in it is what these permissions are for: `…:log-group:NAME:log-stream:`, as refusals of the service show it. */
export function logsCheck(action: string, named: Named, call: CallContext, streamName = ''): AccessCheck[] {
  const { partition, region, caller } = call;
  const resourceArn = `arn:${partition}:logs:${region}:${caller.accountId}:log-group:${nameOf(named)}:log-stream:${streamName}`;
  return [{ action: `logs:${action}`, resourceArn, resourceAccountId: caller.accountId }];
}

/** Of the caller's account and Region. */
export function groupsOf({ world, caller, region }: CallContext): LogGroup[] {
  const all = Object.values(world.monitoring?.logGroups ?? {});
  return all.filter((one) => one.accountId === caller.accountId && one.region === region);
}

/** @throws ServiceError ResourceNotFoundException */
export function groupOf(named: Named, call: CallContext): LogGroup {
  const name = nameOf(named);
  const group = groupsOf(call).find((one) => one.name === name);
  if (group === undefined) throw notFound('The specified log group does not exist.');
  return group;
}

/** 400, not 404 (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html). */
export function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 400, message);
}

/** 400 (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html). */
export function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', 400, message);
}

/** The lines of a group as of `now`: those that are older than its retention are gone. */
export function linesOf({ events = [], retentionDays }: LogGroup, now: number): LogEvent[] {
  if (retentionDays === undefined) return events;
  return events.filter(({ at }) => now - at < retentionDays * 24 * 3600 * 1000);
}

/** A page of a listing by number, and the token of the next. @throws ServiceError InvalidParameterException */
export function pageOf<Item>(
  all: readonly Item[],
  limit: number,
  token = '0',
): { page: Item[]; nextToken: string | undefined } {
  if (!/^\d+$/.test(token)) throw invalidParameter('The specified nextToken is invalid.');
  const end = Number(token) + limit;
  return { page: all.slice(Number(token), end), nextToken: end < all.length ? String(end) : undefined };
}
