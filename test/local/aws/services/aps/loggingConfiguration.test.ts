import { expect, it } from 'vitest';
import { settle } from '../../../../../local/scrapers/engine.ts';
import { noMonitoring } from '../../../../../local/state/monitoring.ts';
import type { World } from '../../../../../local/state/state.ts';
import * as world from '../../../world/support.ts';
import { CREATE_SCRAPER, invoke, refusal } from '../support.ts';

const pass = (small: World, seconds: number) => settle(small, small.now + seconds * 1000);

/** A small world with one new scraper and a log group beside it. */
function created() {
  const small = world.smallWorld();
  const { scraperId, arn } = invoke(small, 'CreateScraper', CREATE_SCRAPER);
  const [, , , region = '', accountId = ''] = String(arn).split(':');
  const name = '/aws/vendedlogs/any';
  const group = `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
  const logGroups = { [`${group}:*`]: { arn: `${group}:*`, name, accountId, region, filters: [] } };
  small.monitoring = { ...noMonitoring(small.now), logGroups };
  const id = { scraperId };
  const to = (logGroupArn: string) => ({ ...id, loggingDestination: { cloudWatchLogs: { logGroupArn } } });
  const refused = (name: string, input: object = id) => refusal(small, `${name}ScraperLoggingConfiguration`, input);
  return {
    small,
    id,
    to,
    refused,
    logGroupArn: `${group}:*`,
    describe: () => invoke(small, 'DescribeScraperLoggingConfiguration', id),
  };
}

const withStatus = (statusCode: string) => ({ status: { statusCode } });

it('is made, updated and deleted, each in its time', async () => {
  const { small, id, to, refused, logGroupArn, describe } = created();
  expect(refused('Describe')).toMatchObject({ code: 'ResourceNotFoundException', status: 404 });
  expect(invoke(small, 'UpdateScraperLoggingConfiguration', to(logGroupArn))).toEqual(withStatus('CREATING'));
  expect(describe()).toMatchObject({
    ...id,
    ...withStatus('CREATING'),
    loggingDestination: to(logGroupArn).loggingDestination,
  });
  expect(refused('Update', to(logGroupArn))).toMatchObject({
    code: 'ConflictException',
  });
  await pass(small, 30);
  expect(describe()).toMatchObject(withStatus('ACTIVE'));
  expect(invoke(small, 'UpdateScraperLoggingConfiguration', to(logGroupArn))).toEqual(withStatus('UPDATING'));
  await pass(small, 30);
  expect(invoke(small, 'DeleteScraperLoggingConfiguration', id)).toEqual({});
  expect(describe()).toMatchObject(withStatus('DELETING'));
  await pass(small, 30);
  expect(refused('Describe')).toMatchObject({ code: 'ResourceNotFoundException' });
  expect(refused('Delete', id)).toMatchObject({
    code: 'ResourceNotFoundException',
  });
});

it('needs a log group of its own account and Region', () => {
  const { to, refused, logGroupArn } = created();
  const others = [
    logGroupArn.replace('/any', '/none'),
    logGroupArn.replace(/:\d{12}:/, ':999999999999:'),
    logGroupArn.replace(/logs:[\w-]+:/, 'logs:eu-west-9:'),
  ];
  for (const other of others) {
    expect(refused('Update', to(other))).toMatchObject({
      code: 'ValidationException',
    });
  }
});

it('fails when the group is gone meanwhile', async () => {
  const { small, to, logGroupArn, describe } = created();
  invoke(small, 'UpdateScraperLoggingConfiguration', to(logGroupArn));
  if (small.monitoring !== undefined) small.monitoring.logGroups = {};
  await pass(small, 30);
  expect(describe()).toMatchObject({
    status: { statusCode: 'CREATION_FAILED', statusReason: expect.stringContaining('does not exist') },
  });
});

it('goes with its scraper', async () => {
  const { small, id, to, refused, logGroupArn } = created();
  invoke(small, 'UpdateScraperLoggingConfiguration', to(logGroupArn));
  await pass(small, 2_000);
  invoke(small, 'DeleteScraper', id);
  expect(refused('Update', to(logGroupArn))).toMatchObject({
    code: 'ConflictException',
  });
  await pass(small, 300);
  expect(refused('Describe', id)).toMatchObject({
    code: 'ResourceNotFoundException',
  });
});
