import { beforeEach, describe, expect, test } from 'vitest';
import { handler as createSourceRole } from '../../functions/createSourceRole.ts';
import { handler as createTargetRole } from '../../functions/createTargetRole.ts';
import { handler as deleteRoles } from '../../functions/deleteRoles.ts';
import { handler as deleteScraper } from '../../functions/deleteScraper.ts';
import { handler as patchTrust } from '../../functions/patchTrust.ts';
import { handler as restoreScraper } from '../../functions/restoreScraper.ts';
import { UNDELETED, UNRESTORED } from '../../functions/shared/contract.ts';
import { connectionsTable } from '../../functions/shared/connection/table/connections.ts';
import { ServiceError } from '../../local/aws/operation.ts';
import type { Role } from '../../local/state/state.ts';
import { accountOf, onboardOf, REQUEST, roleOf, useEmbedded, WORKFLOW_ACCOUNT } from './embedded.ts';
import { CLUSTER_ARN, CONNECTION, NAMES, STATE } from './support.ts';

const aws = useEmbedded();
const table = () => connectionsTable('us-west-2', WORKFLOW_ACCOUNT, 'amp-scraper-connections');

const SOURCE: readonly [string, string] = ['111111111111', NAMES.sourceRoleName];
const TARGET: readonly [string, string] = ['222222222222', NAMES.targetRoleName];

describe('a role of our name', () => {
  const FOREIGN: [string, (one: Role) => void][] = [
    ['under another path', (one) => Object.assign(one, { path: '/', arn: one.arn.replace(NAMES.rolePath, '/') })],
    ["with another connection's tag", (one) => Object.assign(one.tags, { [NAMES.tagKeys.connection]: 'another' })],
    ["with another pair's tag", (one) => Object.assign(one.tags, { [NAMES.tagKeys.cluster]: `${CLUSTER_ARN}-2` })],
    [
      'without tags',
      (one) => Object.assign(one, { tags: { [NAMES.tagKeys.execution]: one.tags[NAMES.tagKeys.execution] } }),
    ],
  ];
  const SIDES = [
    ['source', SOURCE, createSourceRole],
    ['target', TARGET, createTargetRole],
  ] as const;
  let first: string;
  beforeEach(async () => {
    first = await aws.connected();
  });

  /** As IAM keeps it: under the ARN that it has now. */
  function foreign([accountId, name]: readonly [string, string], change: (one: Role) => void): void {
    const { roles } = accountOf(aws.world, accountId);
    const one = roleOf(aws.world, [accountId, name]);
    delete roles[one.arn];
    change(one);
    roles[one.arn] = one;
    aws.world.iamRevision += 1;
  }

  describe.each(SIDES)('on the %s side', (_side, which, create) => {
    test.each(FOREIGN)('%s is not made ours, not patched, not deleted and not undone', async (_what, change) => {
      foreign(which, change);
      const before = structuredClone(roleOf(aws.world, which));
      const executionArn = aws.execution('foreign');
      const { sourceRole, targetRole, scraper } = STATE;
      await expect(create({ executionArn, connection: CONNECTION, input: REQUEST })).rejects.toMatchObject({
        name: 'NotOurs',
      });
      const patch = patchTrust({ executionArn, connection: CONNECTION, sourceRole, targetRole, scraper });
      await expect(patch).rejects.toMatchObject({ name: 'NotOurs' });
      await expect(deleteRoles({ executionArn, connection: NAMES, onlyCreatedBy: first })).resolves.toBeDefined();
      await expect(deleteRoles({ executionArn, connection: NAMES })).rejects.toMatchObject({ name: 'NotOurs' });
      expect(roleOf(aws.world, which)).toEqual(before);
    });
  });

  test('that another execution made is not undone', async () => {
    const answer = await deleteRoles({
      executionArn: aws.execution('undo'),
      connection: NAMES,
      onlyCreatedBy: 'another',
    });
    expect(answer.deleted).toEqual([]);
    for (const one of [SOURCE, TARGET]) expect(roleOf(aws.world, one)).toBeDefined();
  });

  test.each([
    ['another connection', { [NAMES.tagKeys.connection]: 'another' }],
    ['another execution', { [NAMES.tagKeys.execution]: 'another' }],
  ])('beside it a scraper of %s is not undone', async (_what, tags) => {
    const [scraper] = aws.scrapers();
    Object.assign(scraper?.tags ?? {}, tags);
    const event = { executionArn: aws.execution('undo'), connection: NAMES, onlyCreatedBy: first, deletion: UNDELETED };
    await expect(deleteScraper(event)).resolves.toMatchObject({ status: 'GONE' });
    expect(aws.inputsOf('DeleteScraper')).toEqual([]);
  });
});

describe('a client token', () => {
  const tokens = (operation: string) => aws.inputsOf(operation).map(({ clientToken }) => clientToken);

  test("of CreateScraper is the execution's own: the same when it is tried again, another in the next", async () => {
    for (const onboard of [onboardOf(aws), onboardOf(aws)]) {
      await onboard.resolve();
      await onboard.claim();
      await onboard.roles();
      for (let attempt = 0; attempt < 2; attempt += 1) {
        await onboard.scraper();
        for (const account of Object.values(aws.world.accounts)) account.scrapers = {};
      }
      await onboard.end('UNDONE');
    }
    const [one, again, other, otherAgain] = tokens('CreateScraper');
    expect([one, other]).toEqual([again, otherAgain]);
    expect(new Set([one, other, undefined]).size).toBe(3);
  });

  test("of UpdateScraper is too, and the restore's is its own", async () => {
    await aws.connected();
    for (const alias of ['one', 'two']) {
      const onboard = onboardOf(aws, { ...REQUEST, alias });
      await onboard.resolve();
      await onboard.claim();
      for (let attempt = 0; attempt < 2; attempt += 1) {
        await onboard.scraper();
        for (const scraper of aws.scrapers()) {
          scraper.status = 'ACTIVE';
          delete scraper.transition;
        }
      }
      const { executionArn } = onboard;
      for (const scraper of aws.scrapers()) scraper.alias = `not-${alias}`;
      await restoreScraper({ executionArn, connection: NAMES, restoration: UNRESTORED });
      for (const scraper of aws.scrapers()) {
        scraper.status = 'ACTIVE';
        delete scraper.transition;
      }
      await onboard.end('CONNECTED');
    }
    const [one, again, restored, other, otherAgain, otherRestored] = tokens('UpdateScraper');
    expect([one, other]).toEqual([again, otherAgain]);
    expect(new Set([one, restored, other, otherRestored, undefined]).size).toBe(5);
  });
});

describe('a replacement', () => {
  const REPLACE = { ...REQUEST, securityGroupIds: ['sg-0aaa0000000000001'], replace: true };

  async function begun() {
    await aws.connected();
    const [scraper] = aws.scrapers();
    if (scraper === undefined) throw new Error('There is no scraper.');
    const cluster = aws.world.accounts['111111111111']?.clusters[CLUSTER_ARN];
    scraper.securityGroupIds = ['sg-00000000000000000'];
    const onboard = onboardOf(aws, { ...REPLACE, securityGroupIds: [cluster?.clusterSecurityGroupId] });
    await onboard.resolve();
    await onboard.claim();
    return { scraper, onboard };
  }

  test("keeps others' tags, and counts its gap from when the scraper stopped", async () => {
    const { scraper, onboard } = await begun();
    Object.assign(scraper.tags, { team: 'payments' });
    const stoppedAt = new Date(aws.clock.now()).toISOString();
    await expect(onboard.scraper()).rejects.toMatchObject({ name: 'ScraperTimeout' });
    aws.pass(30);
    await onboard.scraper().catch(() => undefined);
    await expect(table().get(NAMES)).resolves.toMatchObject({ settingsBefore: { change: 'replace', stoppedAt } });
    aws.pass(3_600);
    const made = await onboard.scraper();
    expect(made).toMatchObject({ created: true, replaced: { arn: scraper.arn, stoppedAt } });
    expect(aws.scrapers().map(({ tags }) => tags['team'])).toEqual(['payments']);
  });

  test('a stop that was noted is not noted again', async () => {
    const { scraper, onboard } = await begun();
    await expect(onboard.scraper()).rejects.toMatchObject({ name: 'ScraperTimeout' });
    aws.pass(30);
    await onboard.scraper().catch(() => undefined);
    const noted = (await table().get(NAMES))?.settingsBefore?.stoppedAt;
    expect(noted).toBeDefined();
    scraper.lastModifiedAt += 60_000;
    await onboard.scraper().catch(() => undefined);
    await expect(table().get(NAMES)).resolves.toMatchObject({ settingsBefore: { stoppedAt: noted } });
  });
});

test('a restore puts back what was changed before a tag was refused', async () => {
  await aws.connected();
  const before = aws.scrapers()[0]?.alias;
  const onboard = onboardOf(aws, { ...REQUEST, alias: 'one', tags: { team: 'payments' } });
  await onboard.resolve();
  await onboard.claim();
  aws.afterwards['TagResource'] = () => {
    throw new ServiceError('AccessDeniedException', 403, 'Not authorized.');
  };
  await expect(onboard.scraper()).rejects.toMatchObject({ name: 'AccessDenied' });
  aws.pass(3_600);
  const event = { executionArn: onboard.executionArn, connection: NAMES, restoration: UNRESTORED };
  await expect(restoreScraper(event)).resolves.toMatchObject({ status: 'WAIT', isSent: true });
  expect(aws.inputsOf('UpdateScraper').map(({ alias }) => alias)).toEqual(['one', before]);
});

test('a restore puts nothing back that another execution has changed since', async () => {
  await aws.connected();
  const onboard = onboardOf(aws, { ...REQUEST, alias: 'one' });
  await onboard.resolve();
  await onboard.claim();
  await onboard.scraper();
  aws.asked.length = 0;
  const event = { executionArn: aws.execution('another'), connection: NAMES, restoration: UNRESTORED };
  await expect(restoreScraper(event)).resolves.toMatchObject({ status: 'DONE' });
  expect(aws.inputsOf('UpdateScraper')).toEqual([]);
});
