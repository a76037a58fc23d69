import { describe, expect, test } from 'vitest';
import {
  COMPONENTS,
  decideLogging,
  failedWarning,
  isOurs,
  ownLogGroupArn,
  refusedWarning,
  type Logging,
} from '../../../../functions/shared/logging/decision.ts';
import { loggingChanges } from '../../../../functions/shared/plan/loggingChanges.ts';
import { connectionNames } from '../../../../functions/shared/names.ts';
import { CLUSTER_ARN, SCRAPER_ARN, WORKSPACE_ARN } from '../../support.ts';

const NAMES = connectionNames('amp-scraper', CLUSTER_ARN, WORKSPACE_ARN);
const OWN = ownLogGroupArn(NAMES);
const FOREIGN = OWN.replace('/amp-scraper/scrapers', '/theirs');
const logging = (part: Partial<Logging> = {}): Logging => ({
  logGroupArn: OWN,
  components: COMPONENTS,
  statusCode: 'ACTIVE',
  ...part,
});
const decided = (wanted: boolean, has: Logging | undefined) => decideLogging(SCRAPER_ARN, wanted, has, NAMES);

test("the log group is the account's and Region's own, as the API has it", () => {
  expect(OWN).toBe('arn:aws:logs:us-west-2:111111111111:log-group:/aws/vendedlogs/amp-scraper/scrapers:*');
});

describe('the logging of a scraper', () => {
  test.each<[string, boolean, Logging | undefined, 'on' | 'off' | 'none']>([
    ['none, wanted', true, undefined, 'on'],
    ['none, not wanted', false, undefined, 'none'],
    ['ours, wanted', true, logging(), 'none'],
    ['ours with all components by default, wanted', true, logging({ components: [] }), 'none'],
    ['ours, not wanted', false, logging(), 'off'],
    ['ours that failed, not wanted', false, logging({ statusCode: 'CREATION_FAILED' }), 'off'],
    ['ours in the making, wanted', true, logging({ statusCode: 'CREATING' }), 'none'],
    ['ours that is updated, wanted', true, logging({ statusCode: 'UPDATING' }), 'none'],
    ['ours that failed, wanted', true, logging({ statusCode: 'CREATION_FAILED' }), 'on'],
    ['ours whose update failed, wanted', true, logging({ statusCode: 'UPDATE_FAILED' }), 'on'],
    ['ours without a component, wanted', true, logging({ components: ['COLLECTOR', 'EXPORTER'] }), 'on'],
    ['ours on its way out, wanted', true, logging({ statusCode: 'DELETING' }), 'on'],
    ['ours on its way out, not wanted', false, logging({ statusCode: 'DELETING' }), 'none'],
    ['of others on its way out, wanted', true, logging({ logGroupArn: FOREIGN, statusCode: 'DELETING' }), 'on'],
  ])('%s', (_name, wanted, has, action) => {
    expect(decided(wanted, has)).toEqual({ action, warnings: [] });
  });

  test.each([true, false])('of others is left as it is and told, whether it is wanted: %s', (wanted) => {
    for (const logGroupArn of [FOREIGN, undefined]) {
      const { action, warnings } = decided(wanted, logging({ logGroupArn }));
      expect(action).toBe('none');
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain(logGroupArn ?? 'another destination than a log group');
      expect(warnings[0]).toContain('aws amp delete-scraper-logging-configuration --scraper-id s-');
    }
  });

  test.each<[Logging | undefined, boolean]>([
    [undefined, false],
    [logging(), true],
    [logging({ statusCode: 'UPDATE_FAILED' }), true],
    [logging({ statusCode: 'DELETING' }), false],
    [logging({ logGroupArn: FOREIGN }), false],
    [logging({ logGroupArn: OWN.replace('111111111111', '222222222222') }), false],
  ])('%j is ours: %s', (has, is) => {
    expect(isOurs(has, NAMES)).toBe(is);
  });
});

describe('what is told', () => {
  test('of logging that failed is the reason of the service', () => {
    const failed = logging({ statusCode: 'CREATION_FAILED', statusReason: 'No such group.' });
    expect(failedWarning(SCRAPER_ARN, failed)).toMatch(/ is CREATION_FAILED: No such group\. The connection works/);
    const without = failedWarning(SCRAPER_ARN, logging({ statusCode: 'UPDATE_FAILED' }));
    expect(without).toContain('is UPDATE_FAILED: the service gives no reason.');
  });

  test.each(['ACTIVE', 'CREATING', 'UPDATING', 'DELETING'])('of one that is %s is nothing', (statusCode) => {
    expect(failedWarning(SCRAPER_ARN, logging({ statusCode }))).toBeUndefined();
  });

  test('of a refusal is which, and what to deploy', () => {
    const told = refusedWarning(SCRAPER_ARN, true, 'AWS said no.', 'amp-scraper');
    expect(told).toBe(
      `The logs of scraper ${SCRAPER_ARN} could not be switched on: AWS said no. The connection works all the same. The permissions are the account's stack's, ` +
        "the log group /aws/vendedlogs/amp-scraper/scrapers and its policy the Region's: deploy what is older than this workflow again, then run again.",
    );
    expect(refusedWarning(SCRAPER_ARN, false, 'x', 'a')).toContain('could not be switched off: x');
  });
});

describe('a plan', () => {
  const nothing = { changes: [], notes: [] };
  const planned = (wanted: boolean | undefined, seen: Parameters<typeof loggingChanges>[2]) =>
    loggingChanges(SCRAPER_ARN, wanted, seen, NAMES);

  test('has nothing where nobody asks, or nothing is to be done', () => {
    expect(planned(undefined, { has: logging() })).toEqual(nothing);
    expect(planned(true, undefined)).toEqual(nothing);
    expect(planned(true, { has: logging() })).toEqual(nothing);
    expect(planned(false, { has: undefined })).toEqual(nothing);
  });

  test('has the change of what is asked for', () => {
    expect(planned(true, { has: undefined }).changes).toEqual([
      { action: 'update', part: 'logs', before: undefined, after: { logGroupArn: OWN } },
    ]);
    expect(planned(false, { has: logging() }).changes).toMatchObject([
      { action: 'update', part: 'logs', before: { logGroupArn: OWN }, after: undefined },
    ]);
  });

  test('notes what a run would warn of', () => {
    expect(planned(false, { has: logging({ logGroupArn: FOREIGN }) })).toMatchObject({
      changes: [],
      notes: [expect.stringContaining(FOREIGN)],
    });
    expect(planned(true, { unread: 'AWS said no.' })).toMatchObject({
      changes: [],
      notes: [expect.stringContaining('AWS said no.')],
    });
  });
});
