import * as z from 'zod';
import { arnParts } from '../../../../functions/shared/arn.ts';
import type { Scraper, ScraperChanges } from '../../../state/state.ts';
import { defineOperation } from '../../operation.ts';
import type { CallContext } from '../../operation.ts';
import type { AccessCheck } from '../../../policies/accessCheck.ts';
import { passRoleCheck } from './dependentActions.ts';
import { conflict } from './errors.ts';
import { clientToken, keptMembers, scraperId, updateScraperInput } from './model.ts';
import type { UpdateScraperInput } from './model.ts';
import { checkRoles, checkWorkspace, decodeBlob, requestDigest, scraperArn, scraperOf } from './scrapers.ts';

/** Assumed; AWS publishes neither. */
const UPDATE_SECONDS = 60;
const DELETE_SECONDS = 300;

const deleteInput = z.strictObject({ scraperId, clientToken: clientToken.optional() });

function refuseIn(scraper: Scraper, statuses: readonly string[], verb: string): void {
  if (!statuses.includes(scraper.status)) return;
  const message = `The scraper ${scraper.scraperId} cannot be ${verb} while it is ${scraper.status}.`;
  throw conflict('scraper', scraper.scraperId, message);
}

/**
 * Refused while CREATING and UPDATING, as the SDK's comments on these statuses say. Deleting what is being deleted already
 * changes nothing: assumed.
 */
export const deleteScraper = defineOperation<z.infer<typeof deleteInput>>({
  service: 'aps',
  name: 'DeleteScraper',
  http: { method: 'DELETE', uri: '/scrapers/{scraperId}', status: 202 },
  input: deleteInput,
  access: (input, call) => [
    {
      action: 'aps:DeleteScraper',
      resourceArn: scraperArn(call, input.scraperId),
      resourceAccountId: call.caller.accountId,
    },
  ],
  run(input, call) {
    const scraper = scraperOf(call, input.scraperId);
    refuseIn(scraper, ['CREATING', 'UPDATING'], 'deleted');
    if (scraper.status !== 'DELETING') {
      scraper.status = 'DELETING';
      scraper.lastModifiedAt = call.now;
      scraper.transition = { to: 'GONE', at: call.now + DELETE_SECONDS * 1000 };
    }
    return { scraperId: scraper.scraperId, status: { statusCode: scraper.status } };
  },
});

function updateAccess(input: UpdateScraperInput, call: CallContext): AccessCheck[] {
  const workspaceArn = input.destination?.ampConfiguration.workspaceArn;
  const sourceRoleArn = input.roleConfiguration?.sourceRoleArn;
  const action = 'aps:UpdateScraper';
  const own = { action, resourceArn: scraperArn(call, input.scraperId), resourceAccountId: call.caller.accountId };
  const workspace = (arn: string): AccessCheck => ({
    action,
    resourceArn: arn,
    resourceAccountId: arnParts(arn).accountId,
    mode: 'identity',
  });
  return [
    own,
    ...(workspaceArn === undefined ? [] : [workspace(workspaceArn)]),
    ...(sourceRoleArn === undefined ? [] : [passRoleCheck(sourceRoleArn)]),
  ];
}

/**
 * The roles after an update. The user guide: another workspace with no role configuration takes the roles away, so that
 * they have to be sent again; without a destination they stay.
 */
function rolesAfter(input: UpdateScraperInput, accountId: string): ScraperChanges['roles'] {
  const roles = checkRoles(input.roleConfiguration, accountId);
  if (roles !== undefined) return roles;
  return input.destination === undefined ? undefined : null;
}

function changesOf(input: UpdateScraperInput, scraper: Scraper, call: CallContext): ScraperChanges {
  const workspaceArn = input.destination?.ampConfiguration.workspaceArn;
  const roles = rolesAfter(input, scraper.accountId);
  const hasRoles = roles === undefined ? scraper.sourceRoleArn !== undefined : roles !== null;
  if (workspaceArn !== undefined) checkWorkspace(call, workspaceArn, hasRoles);
  const blob = input.scrapeConfiguration?.configurationBlob;
  return {
    ...(input.alias === undefined ? {} : { alias: input.alias }),
    ...(blob === undefined ? {} : { scrapeConfiguration: decodeBlob(blob) }),
    ...(workspaceArn === undefined ? {} : { workspaceArn }),
    ...(roles === undefined ? {} : { roles }),
    ...keptMembers(input),
  };
}

function updated(scraper: Scraper): Record<string, unknown> {
  const { scraperId, arn, status, tags } = scraper;
  return { scraperId, arn, status: { statusCode: status }, tags };
}

function runUpdate(input: UpdateScraperInput, call: CallContext): Record<string, unknown> {
  const scraper = scraperOf(call, input.scraperId);
  const digest = requestDigest(input);
  const repeated = input.clientToken !== undefined && input.clientToken === scraper.updateToken;
  if (repeated && digest === scraper.updateDigest) return updated(scraper);
  refuseIn(scraper, ['CREATING', 'UPDATING', 'DELETING', 'CREATION_FAILED', 'DELETION_FAILED'], 'updated');
  const changes = changesOf(input, scraper, call);
  scraper.status = 'UPDATING';
  scraper.lastModifiedAt = call.now;
  scraper.transition = { to: 'ACTIVE', at: call.now + UPDATE_SECONDS * 1000, changes };
  if (input.clientToken !== undefined) scraper.updateToken = input.clientToken;
  scraper.updateDigest = digest;
  return updated(scraper);
}

/** Not the source: the API has no member for it. The changes show and work from ACTIVE on, which is assumed. */
export const updateScraper = defineOperation<UpdateScraperInput>({
  service: 'aps',
  name: 'UpdateScraper',
  http: { method: 'PUT', uri: '/scrapers/{scraperId}', status: 202 },
  input: updateScraperInput,
  access: updateAccess,
  run: runUpdate,
});
