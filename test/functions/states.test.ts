import { beforeEach, describe, expect, test } from 'vitest';
import { handler as deleteScraper } from '../../functions/deleteScraper.ts';
import { handler as resolveOffboard } from '../../functions/resolveOffboard.ts';
import { handler as resolveRequest } from '../../functions/resolveRequest.ts';
import { handler as restoreScraper } from '../../functions/restoreScraper.ts';
import { UNDELETED, UNRESTORED } from '../../functions/shared/contract.ts';
import { nextDeletion } from '../../functions/shared/scraper/deletion.ts';
import { firstProgress, nextProgress } from '../../functions/shared/scraper/progress.ts';
import { nextRestoration } from '../../functions/shared/scraper/restoration.ts';
import { findCluster } from '../../local/state/lookup.ts';
import type { Cluster, Scraper, ScraperStatus } from '../../local/state/state.ts';
import { accountOf, DELETED, NOTHING_DONE, STARTED, onboardOf, REQUEST, useEmbedded } from './embedded.ts';
import { CLUSTER_ARN, NAMES, SCRAPER_ARN, SCRAPER_ROLE_ARN } from './support.ts';

const aws = useEmbedded();

const TAGGED = {
  source: 'aws.tag',
  'detail-type': 'Tag Change on Resource',
  account: '111111111111',
  resources: [CLUSTER_ARN],
};

/** How a look ended: its answer's word, or the name of its error. */
async function word(look: Promise<object>): Promise<string> {
  try {
    const answer: { decision?: string; status?: string } = await look;
    return answer.decision ?? answer.status ?? 'done';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

function shop(): Cluster {
  const found = findCluster(aws.world, CLUSTER_ARN);
  if (found === undefined) throw new Error('There is no cluster.');
  return found;
}

const executionArn = () => aws.execution('look');

describe('a cluster that is', () => {
  const resolve = (input: unknown) => word(resolveRequest({ executionArn: executionArn(), startTime: STARTED, input }));
  const product = { door: 'product', stackId: 'stack', request: REQUEST };

  test.each<[Cluster['status'] | 'gone', console: string, tag: string, product: string, deleted: string]>([
    ['ACTIVE', 'CONNECT', 'CONNECT', 'CONNECT', 'DONE'],
    ['UPDATING', 'CONNECT', 'CONNECT', 'CONNECT', 'DONE'],
    ['CREATING', 'ClusterNotReady', 'ClusterNotReady', 'PreflightFailed', 'DONE'],
    ['PENDING', 'ClusterNotReady', 'ClusterNotReady', 'PreflightFailed', 'DONE'],
    ['FAILED', 'PreflightFailed', 'PreflightFailed', 'PreflightFailed', 'DONE'],
    ['DELETING', 'PreflightFailed', 'PreflightFailed', 'PreflightFailed', 'OFFBOARD'],
    ['gone', 'PreflightFailed', 'IGNORE', 'PreflightFailed', 'OFFBOARD'],
  ])(
    '%s is by the console %s, by its tag %s, by a product %s; told to be deleted it is %s',
    async (status, ...words) => {
      await aws.connected();
      shop().tags['amp-scraper-workspace'] = 'central';
      if (status === 'gone') delete aws.world.accounts['111111111111']?.clusters[CLUSTER_ARN];
      else Object.assign(shop(), { status });
      const deleted = resolveOffboard({
        executionArn: executionArn(),
        startTime: STARTED,
        input: DELETED,
        last: NOTHING_DONE,
      });
      expect([await resolve(REQUEST), await resolve(TAGGED), await resolve(product), await word(deleted)]).toEqual(
        words,
      );
    },
  );
});

const STATUSES: readonly ScraperStatus[] = [
  'CREATING',
  'UPDATING',
  'ACTIVE',
  'DELETING',
  'CREATION_FAILED',
  'UPDATE_FAILED',
  'DELETION_FAILED',
];

describe('a scraper that is', () => {
  let scraper: Scraper;
  let first: string;
  beforeEach(async () => {
    first = await aws.connected();
    const [made] = aws.scrapers();
    if (made === undefined) throw new Error('There is no scraper.');
    scraper = made;
  });

  const is = (status: ScraperStatus): void => {
    Object.assign(scraper, { status, lastModifiedAt: aws.clock.now() });
    delete scraper.transition;
  };

  /** Ten scrapers of others, which is all that the quota has. */
  function fillQuota(): void {
    const account = accountOf(aws.world);
    for (let nth = 0; nth < 10; nth += 1) {
      const arn = `${scraper.arn.slice(0, -2)}${String(nth).padStart(2, 'x')}`;
      const other = { scraperId: arn.split('/').at(-1) ?? '', arn, clusterArn: `${CLUSTER_ARN}-other`, tags: {} };
      account.scrapers[arn] = { ...structuredClone(scraper), ...other };
    }
  }

  const ROWS: Readonly<
    Record<ScraperStatus, { counts: boolean; replaced: string; connectedBy: boolean; made: boolean; kept: boolean }>
  > = {
    CREATING: { counts: true, replaced: 'CONNECT', connectedBy: false, made: false, kept: false },
    UPDATING: { counts: true, replaced: 'CONNECT', connectedBy: false, made: true, kept: false },
    ACTIVE: { counts: true, replaced: 'ReplacementNeeded', connectedBy: true, made: true, kept: true },
    DELETING: { counts: false, replaced: 'CONNECT', connectedBy: false, made: false, kept: false },
    CREATION_FAILED: { counts: false, replaced: 'CONNECT', connectedBy: false, made: false, kept: false },
    UPDATE_FAILED: { counts: true, replaced: 'ReplacementNeeded', connectedBy: false, made: true, kept: false },
    DELETION_FAILED: { counts: false, replaced: 'CONNECT', connectedBy: false, made: false, kept: false },
  };

  test.each(STATUSES)(
    '%s counts as there, or is in the way of none: the quota and the subnets are asked then',
    async (status) => {
      is(status);
      fillQuota();
      for (const subnet of Object.values(aws.world.accounts['111111111111']?.subnets ?? {}))
        subnet.availableIpAddressCount = 0;
      const look = resolveRequest({ executionArn: executionArn(), startTime: STARTED, input: REQUEST });
      if (ROWS[status].counts) await expect(look).resolves.toMatchObject({ decision: 'CONNECT' });
      else await expect(look).rejects.toThrow(/in two Availability Zones[^]*quota of 10/);
    },
  );

  test.each(STATUSES)('%s is refused early to be replaced, or not yet', async (status) => {
    is(status);
    scraper.securityGroupIds = ['sg-00000000000000000'];
    const input = { ...REQUEST, securityGroupIds: [shop().clusterSecurityGroupId] };
    await expect(word(resolveRequest({ executionArn: executionArn(), startTime: STARTED, input }))).resolves.toBe(
      ROWS[status].replaced,
    );
  });

  test.each(STATUSES)('%s is, or is not, why a tag event that comes twice does nothing', async (status) => {
    is(status);
    shop().tags['amp-scraper-workspace'] = 'central';
    const resolved = await resolveRequest({ executionArn: executionArn(), startTime: STARTED, input: TAGGED });
    expect('claim' in resolved && 'connectedBy' in resolved.claim).toBe(ROWS[status].connectedBy);
  });

  test.each(STATUSES)('%s has had its access entry made, or not yet', async (status) => {
    is(status);
    shop().accessEntries = [];
    const resolved = await resolveRequest({ executionArn: executionArn(), startTime: STARTED, input: REQUEST });
    const without = 'connection' in resolved ? resolved.connection.withoutAccessEntry : undefined;
    expect(without).toBe(ROWS[status].made ? scraper.arn : undefined);
  });

  test.each(STATUSES)('%s is, or is not, a connection that a clean-up leaves alone', async (status) => {
    is(status);
    const connection = { ...NAMES, onlyCreatedBy: first };
    const answer = await deleteScraper({ executionArn: executionArn(), connection, deletion: UNDELETED });
    expect(answer.status === 'KEPT').toBe(ROWS[status].kept);
  });

  test.each<[ScraperStatus, boolean]>([
    ['CREATING', false],
    ['UPDATING', false],
    ['ACTIVE', true],
    ['DELETING', false],
    ['CREATION_FAILED', true],
    ['UPDATE_FAILED', true],
    ['DELETION_FAILED', true],
  ])('%s is deleted at once: %s', async (status, isDeleted) => {
    is(status);
    const answer = await deleteScraper({ executionArn: executionArn(), connection: NAMES, deletion: UNDELETED });
    expect(answer).toMatchObject({ status: 'WAIT', waitSeconds: 15, deleted: [scraper.arn] });
    expect(aws.inputsOf('DeleteScraper')).toHaveLength(isDeleted ? 1 : 0);
  });

  test.each<[ScraperStatus, string, calls: string[]]>([
    ['CREATING', 'done', []],
    ['UPDATING', 'ScraperTimeout', []],
    ['ACTIVE', 'done', []],
    ['DELETING', 'ScraperTimeout', []],
    ['CREATION_FAILED', 'ScraperTimeout', ['DeleteScraper']],
    ['UPDATE_FAILED', 'done', ['UpdateScraper']],
    ['DELETION_FAILED', 'ScraperTimeout', ['DeleteScraper']],
  ])('%s ends an attempt to make it as %s, with %j', async (status, ends, calls) => {
    is(status);
    const again = onboardOf(aws);
    await again.resolve();
    await again.claim();
    await expect(word(again.scraper())).resolves.toBe(ends);
    const changes = aws.asked.filter(({ operation }) => /^(Create|Update|Delete)Scraper$/.test(operation));
    expect(changes.map(({ operation }) => operation)).toEqual(calls);
  });

  test.each<[ScraperStatus, since: string, seconds: number]>([
    ['CREATING', 'it was made', 900],
    ['UPDATING', 'it was last changed', 40],
  ])('%s has been so since %s', async (status, _since, seconds) => {
    const alias = status === 'UPDATING' ? { alias: 'another' } : {};
    const own = onboardOf(aws, { ...REQUEST, ...alias });
    await own.resolve();
    await own.claim();
    if (status === 'UPDATING') await own.scraper();
    is(status);
    const now = aws.clock.now();
    Object.assign(scraper, { ...alias, createdAt: now - 900_000, lastModifiedAt: now - 40_000 });
    const { progress } = await own.scraper();
    expect(progress.waitedSeconds).toBe(seconds);
  });

  test.each<[ScraperStatus, updated: string, input: object, looks: number]>([
    ['ACTIVE', 'by nobody', {}, 0],
    ['ACTIVE', 'by an attempt before, whose update a look at once may not show', { alias: 'another' }, 1],
    ['CREATING', 'by nobody', {}, 1],
  ])(
    '%s when CreateScraper looks, and updated %s with %j, is looked at by CheckStatus so often: %i',
    async (status, _by, more, looks) => {
      const own = onboardOf(aws, { ...REQUEST, ...more });
      await own.resolve();
      await own.claim();
      if ('alias' in more) await own.scraper();
      is(status);
      Object.assign(scraper, more);
      await own.scraper();
      aws.asked.length = 0;
      await expect(own.look()).resolves.toMatchObject({ status, seenPending: status === 'CREATING' });
      expect(aws.asked.map(({ operation }) => operation)).toEqual(looks === 0 ? [] : ['DescribeScraper']);
    },
  );

  test.each<[ScraperStatus | 'gone', isAsBefore: boolean, status: string, sent: number]>([
    ['ACTIVE', true, 'DONE', 0],
    ['ACTIVE', false, 'WAIT', 1],
    ['UPDATING', false, 'WAIT', 0],
    ['UPDATE_FAILED', true, 'WAIT', 1],
    ['DELETING', false, 'DONE', 0],
    ['gone', false, 'DONE', 0],
  ])(
    '%s, its settings as before: %s, is %s to be put back, with %i updates',
    async (status, isAsBefore, ends, sent) => {
      const change = onboardOf(aws, { ...REQUEST, alias: 'another' });
      await change.resolve();
      await change.claim();
      await change.scraper();
      aws.asked.length = 0;
      if (status === 'gone') delete aws.world.accounts['111111111111']?.scrapers[scraper.arn];
      else is(status);
      if (!isAsBefore) scraper.alias = 'another';
      const event = { executionArn: change.executionArn, connection: NAMES, restoration: UNRESTORED };
      await expect(restoreScraper(event)).resolves.toMatchObject({ status: ends });
      expect(aws.inputsOf('UpdateScraper')).toHaveLength(sent);
    },
  );
});

describe('by the rules, a scraper that is', () => {
  const seen = (statusCode: string) => ({
    arn: SCRAPER_ARN,
    statusCode,
    statusReason: 'why',
    roleArn: SCRAPER_ROLE_ARN,
    lastModifiedAt: new Date(0),
    isAsBefore: false,
  });
  const outcome = (run: () => string): string => {
    try {
      return run();
    } catch (error) {
      return error instanceof Error ? error.name : String(error);
    }
  };

  test.each<[ScraperStatus, first: string, next: string, restore: string, restoreSent: string, deleteNow: boolean]>([
    ['CREATING', 'CREATING', 'CREATING', 'send', 'wait', false],
    ['UPDATING', 'UPDATING', 'UPDATING', 'wait', 'wait', false],
    ['ACTIVE', 'ACTIVE', 'ACTIVE', 'send', 'wait', true],
    ['DELETING', 'ACTIVE', 'ScraperFailed', 'send', 'wait', false],
    ['CREATION_FAILED', 'ACTIVE', 'ScraperFailed', 'send', 'wait', true],
    ['UPDATE_FAILED', 'ACTIVE', 'ScraperFailed', 'send', 'ScraperFailed', true],
    ['DELETION_FAILED', 'ACTIVE', 'ScraperFailed', 'send', 'wait', true],
  ])('%s', (status, ...words) => {
    const before = firstProgress(status, 10);
    const restore = (isSent: boolean) =>
      outcome(() => (nextRestoration({ ...UNRESTORED, isSent }, seen(status)).sendNow ? 'send' : 'wait'));
    const deletion = nextDeletion(UNDELETED, { arn: SCRAPER_ARN, status: { statusCode: status } });
    const next = outcome(() => nextProgress(before, seen(status), 10).status);
    expect([before.status, next, restore(false), restore(true), deletion.deleteNow]).toEqual(words);
  });
});
