import * as z from 'zod';
import { arnParts } from '../../../../../functions/shared/arn.ts';
import type { AccessCheck } from '../../../../policies/accessCheck.ts';
import { findLogGroup } from '../../../../state/lookup.ts';
import type { Scraper, ScraperLogging } from '../../../../state/state.ts';
import { defineOperation, type CallContext } from '../../../operation.ts';
import { conflict, invalidField, notFound } from '../errors.ts';
import { clientToken, scraperId } from '../model.ts';
import { scraperArn, scraperOf } from '../scrapers.ts';
import { deliveryChecks } from './deliveryActions.ts';

/** Assumed: AWS publishes neither. */
const SETTLE_SECONDS = 30;

const HTTP_URI = '/scrapers/{scraperId}/logging-configuration';

/** The limits and patterns of the published API model. */
const option = z.string().min(1).max(1024);
const component = z.strictObject({
  type: z.enum(['SERVICE_DISCOVERY', 'COLLECTOR', 'EXPORTER']),
  config: z.strictObject({ options: z.record(option, option).exactOptional() }).exactOptional(),
});
const updateInput = z.strictObject({
  scraperId,
  loggingDestination: z.strictObject({
    cloudWatchLogs: z.strictObject({
      logGroupArn: z.string().regex(/^arn:aws[a-z0-9-]*:logs:[a-z0-9-]+:\d{12}:log-group:[A-Za-z0-9.\-_#/]{1,512}:\*$/),
    }),
  }),
  scraperComponents: z.array(component).min(1).optional(),
});
type UpdateInput = z.infer<typeof updateInput>;

function check(action: string, id: string, call: CallContext): AccessCheck {
  const resourceAccountId = call.caller.accountId;
  return { action: `aps:${action}`, resourceArn: scraperArn(call, id), resourceAccountId };
}

/** That it has to be of the scraper's account and Region, and what is said of one that does not exist, is assumed. */
function checkGroup(arn: string, scraper: Scraper, call: CallContext): void {
  const { accountId, region } = arnParts(arn);
  const field = 'loggingDestination.cloudWatchLogs.logGroupArn';
  if (accountId !== scraper.accountId || region !== scraper.region)
    throw invalidField(field, `${arn} is not a log group of account ${scraper.accountId} in ${scraper.region}.`);
  if (findLogGroup(call.world, arn) === undefined) throw invalidField(field, `The log group ${arn} does not exist.`);
}

/** Assumed: one change at a time, and none of a scraper that goes. */
function refuseBusy({ scraperId: id, status, logging }: Scraper): void {
  if (status === 'DELETING' || status === 'CREATION_FAILED' || status === 'DELETION_FAILED')
    throw conflict('scraper', id, `The logging of scraper ${id} cannot be changed while it is ${status}.`);
  if (logging?.settledAt !== undefined)
    throw conflict('scraper', id, `The logging of scraper ${id} is ${logging.status}.`);
}

/** Answers at once; ACTIVE comes later, if the log group is there still. */
export const updateScraperLoggingConfiguration = defineOperation<UpdateInput>({
  service: 'aps',
  name: 'UpdateScraperLoggingConfiguration',
  http: { method: 'PUT', uri: HTTP_URI, status: 202 },
  input: updateInput,
  access: (input, call) => [
    check('UpdateScraperLoggingConfiguration', input.scraperId, call),
    ...deliveryChecks(call, 'update'),
  ],
  run(input, call) {
    const scraper = scraperOf(call, input.scraperId);
    refuseBusy(scraper);
    const { logGroupArn } = input.loggingDestination.cloudWatchLogs;
    checkGroup(logGroupArn, scraper, call);
    const isThere = scraper.logging !== undefined && scraper.logging.status !== 'CREATION_FAILED';
    scraper.logging = {
      logGroupArn,
      components: input.scraperComponents ?? [],
      status: isThere ? 'UPDATING' : 'CREATING',
      modifiedAt: call.now,
      settledAt: call.now + SETTLE_SECONDS * 1000,
    };
    return { status: { statusCode: scraper.logging.status } };
  },
});

/** @throws ServiceError ResourceNotFoundException for a scraper that has none. */
function loggingOf(scraper: Scraper): ScraperLogging {
  if (scraper.logging === undefined) throw notFound('scraper logging configuration', scraper.scraperId);
  return scraper.logging;
}

const describeInput = z.strictObject({ scraperId });

/**
 * https://docs.aws.amazon.com/prometheus/latest/APIReference/API_DescribeScraperLoggingConfiguration.html. A scraper without logging is
 * answered with 404.
 */
export const describeScraperLoggingConfiguration = defineOperation<z.infer<typeof describeInput>>({
  service: 'aps',
  name: 'DescribeScraperLoggingConfiguration',
  http: { method: 'GET', uri: HTTP_URI },
  input: describeInput,
  access: (input, call) => [check('DescribeScraperLoggingConfiguration', input.scraperId, call)],
  run(input, call) {
    const scraper = scraperOf(call, input.scraperId);
    const { logGroupArn, components, status, statusReason, modifiedAt } = loggingOf(scraper);
    return {
      scraperId: scraper.scraperId,
      status: { statusCode: status, ...(statusReason === undefined ? {} : { statusReason }) },
      loggingDestination: { cloudWatchLogs: { logGroupArn } },
      scraperComponents: components,
      modifiedAt: new Date(modifiedAt),
    };
  },
});

const deleteInput = z.strictObject({ scraperId, clientToken: clientToken.optional() });

/**
 * https://docs.aws.amazon.com/prometheus/latest/APIReference/API_DeleteScraperLoggingConfiguration.html. It is DELETING for a while, in
 * which nothing else of it can be changed.
 */
export const deleteScraperLoggingConfiguration = defineOperation<z.infer<typeof deleteInput>>({
  service: 'aps',
  name: 'DeleteScraperLoggingConfiguration',
  http: { method: 'DELETE', uri: HTTP_URI, status: 202 },
  input: deleteInput,
  access: (input, call) => [
    check('DeleteScraperLoggingConfiguration', input.scraperId, call),
    ...deliveryChecks(call, 'delete'),
  ],
  run(input, call) {
    const scraper = scraperOf(call, input.scraperId);
    const logging = loggingOf(scraper);
    refuseBusy(scraper);
    logging.status = 'DELETING';
    logging.modifiedAt = call.now;
    logging.settledAt = call.now + SETTLE_SECONDS * 1000;
    return {};
  },
});
