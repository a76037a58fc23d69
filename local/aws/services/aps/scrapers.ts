import { createHash } from 'node:crypto';
import { findWorkspace, resourceArn, scrapersOf } from '../../../state/lookup.ts';
import { decodeScrapeConfiguration, ScrapeConfigurationError } from '../../../scrapers/scrapeConfiguration.ts';
import type { Scraper } from '../../../state/state.ts';
import { arnParts } from '../../../../functions/shared/arn.ts';
import type { CallContext } from '../../operation.ts';
import { invalidField, notFound } from './errors.ts';

/** The caller's account and Region: where a scraper is, and a workspace that is named by id alone. */
export function whereOf(call: CallContext): { partition: string; region: string; accountId: string } {
  return { partition: call.partition, region: call.region, accountId: call.caller.accountId };
}

/** Of the caller's account and Region: AMP knows a scraper by its id within them. */
export function scraperArn(call: CallContext, scraperId: string): string {
  return resourceArn(whereOf(call), 'aps', `scraper/${scraperId}`);
}

/** @throws ResourceNotFoundException: a scraper is seen from its own account and Region alone. */
export function scraperOf(call: CallContext, scraperId: string): Scraper {
  const scraper = scrapersOf(call.world, call.caller.accountId, call.region).find((s) => s.scraperId === scraperId);
  if (scraper === undefined) throw notFound('scraper', scraperId);
  return scraper;
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What makes two requests the same: all members but the token. */
export function requestDigest(input: { clientToken?: string | undefined }): string {
  const { clientToken: _, ...request } = input;
  return createHash('sha256').update(JSON.stringify(request, sortKeys)).digest('hex');
}

/** The YAML of a configuration blob. @throws ValidationException */
export function decodeBlob(blob: string): string {
  try {
    return decodeScrapeConfiguration(blob);
  } catch (error) {
    if (!(error instanceof ScrapeConfigurationError)) throw error;
    throw invalidField('scrapeConfiguration', `The scrape configuration is not valid: ${error.message}`);
  }
}

/**
 * The roles a request gives: both or none. That the source role must be the caller's own account's is assumed.
 * @throws ServiceError ValidationException
 */
export function checkRoles(
  roles: { sourceRoleArn?: string | undefined; targetRoleArn?: string | undefined } | undefined,
  accountId: string,
): { sourceRoleArn: string; targetRoleArn: string } | undefined {
  const { sourceRoleArn, targetRoleArn } = roles ?? {};
  if (sourceRoleArn === undefined && targetRoleArn === undefined) return undefined;
  if (sourceRoleArn === undefined || targetRoleArn === undefined) {
    throw invalidField('roleConfiguration', 'sourceRoleArn and targetRoleArn must be given together.');
  }
  if (arnParts(sourceRoleArn).accountId !== accountId) {
    throw invalidField('roleConfiguration.sourceRoleArn', `${sourceRoleArn} is not a role of account ${accountId}.`);
  }
  return { sourceRoleArn, targetRoleArn };
}

/**
 * That a workspace of another account needs the roles is documented; that its existence is checked at once, assumed.
 * @throws ServiceError ValidationException, or ResourceNotFoundException for a workspace that is not there.
 */
export function checkWorkspace(call: CallContext, workspaceArn: string, hasRoles: boolean): void {
  const { accountId, region } = arnParts(workspaceArn);
  if (region !== call.region) {
    throw invalidField('destination', `The workspace ${workspaceArn} is not in the scraper's Region, ${call.region}.`);
  }
  if (accountId !== call.caller.accountId && !hasRoles) {
    throw invalidField('roleConfiguration', `It is required for a workspace of another account (${workspaceArn}).`);
  }
  const workspace = findWorkspace(call.world, workspaceArn);
  if (workspace === undefined) throw notFound('workspace', workspaceArn);
  if (workspace.status !== 'ACTIVE') {
    throw invalidField('destination', `The workspace ${workspaceArn} is ${workspace.status}, not ACTIVE.`);
  }
}
