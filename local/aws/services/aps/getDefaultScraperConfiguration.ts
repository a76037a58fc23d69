import * as z from 'zod';
import { DEFAULT_SCRAPER_CONFIGURATION } from '../../../scrapers/defaultScraperConfiguration.ts';
import { defineOperation } from '../../operation.ts';

const input = z.strictObject({});

/** https://docs.aws.amazon.com/prometheus/latest/APIReference/API_GetDefaultScraperConfiguration.html: the same text for every caller. */
export const getDefaultScraperConfiguration = defineOperation<z.infer<typeof input>>({
  service: 'aps',
  name: 'GetDefaultScraperConfiguration',
  http: { method: 'GET', uri: '/scraperconfiguration' },
  input,
  access: (_input, call) => [
    { action: 'aps:GetDefaultScraperConfiguration', resourceArn: '*', resourceAccountId: call.caller.accountId },
  ],
  run: () => ({ configuration: Buffer.from(DEFAULT_SCRAPER_CONFIGURATION, 'utf8') }),
});
