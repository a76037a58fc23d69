import { beforeEach, describe, expect, test } from 'vitest';
import { handler as createSourceRole } from '../../functions/createSourceRole.ts';
import { handler as createTargetRole } from '../../functions/createTargetRole.ts';
import { handler as deleteRoles } from '../../functions/deleteRoles.ts';
import { handler as deleteScraper } from '../../functions/deleteScraper.ts';
import { handler as productOnEvent } from '../../functions/productOnEvent.ts';
import { handler as resolveOffboard } from '../../functions/resolveOffboard.ts';
import { handler as resolveRequest } from '../../functions/resolveRequest.ts';
import { UNDELETED } from '../../functions/shared/contract.ts';
import { accountOf, DELETED, NOTHING_DONE, STARTED, onboardOf, REQUEST, roleOf, useEmbedded } from './embedded.ts';
import { CLUSTER_ARN, CONNECTION, NAMES, WORKSPACE_ARN } from './support.ts';

const aws = useEmbedded();
const SOURCE: readonly [string, string] = ['111111111111', NAMES.sourceRoleName];
const TARGET: readonly [string, string] = ['222222222222', NAMES.targetRoleName];

describe('lists that come an item a page are read to the end:', () => {
  beforeEach(async () => {
    await aws.connected();
    aws.pagesOfOne = true;
  });

  const ALLOW = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'a:b', Resource: '*' }],
  });

  /** Policies before the connection's own and after them. */
  function drift(): void {
    for (const [accountId, name] of [SOURCE, TARGET]) {
      const one = roleOf(aws.world, [accountId, name]);
      one.inlinePolicies = { aaa: ALLOW, ...one.inlinePolicies, zzz: ALLOW };
      const [before = '', after = ''] = ['aaa', 'zzz'].map((policyName) => {
        const arn = `arn:aws:iam::${accountId}:policy/${policyName}`;
        const { policies } = accountOf(aws.world, accountId);
        policies[arn] = { arn, policyName, path: '/', document: ALLOW };
        return arn;
      });
      one.attachedPolicyArns = [before, ...one.attachedPolicyArns, after];
    }
  }

  test('the policies of a role, which are put back as they were', async () => {
    const before = [SOURCE, TARGET].map((one) => structuredClone(roleOf(aws.world, one)));
    drift();
    const executionArn = aws.execution('roles');
    await createSourceRole({ executionArn, connection: CONNECTION, input: REQUEST });
    await createTargetRole({ executionArn, connection: CONNECTION, input: REQUEST });
    for (const [nth, one] of [SOURCE, TARGET].entries()) {
      const { inlinePolicies, attachedPolicyArns } = roleOf(aws.world, one);
      expect({ inlinePolicies, attachedPolicyArns }).toEqual({
        inlinePolicies: before[nth]?.inlinePolicies,
        attachedPolicyArns: before[nth]?.attachedPolicyArns,
      });
    }
  });

  test('the policies of a role that is deleted', async () => {
    drift();
    await deleteRoles({ executionArn: aws.execution('roles'), connection: NAMES });
    for (const one of [SOURCE, TARGET]) expect(() => roleOf(aws.world, one)).toThrow('There is no role');
  });

  test.each(['first', 'last'])("the scrapers, the connection's the %s", async (place) => {
    const [scraper] = aws.scrapers();
    const account = aws.world.accounts['111111111111'];
    if (scraper === undefined || account === undefined) throw new Error('There is no scraper.');
    const prefix = place === 'first' ? 'z' : '0';
    for (let nth = 0; nth < 10; nth += 1) {
      const arn = scraper.arn.replace(/s-.*/, `s-${prefix}${nth}`);
      const others = { arn, scraperId: `s-${prefix}${nth}`, clusterArn: `${CLUSTER_ARN}-other`, tags: {} };
      const beside = { ...structuredClone(scraper), ...others };
      account.scrapers =
        place === 'first' ? { ...account.scrapers, [arn]: beside } : { [arn]: beside, ...account.scrapers };
    }
    const resolved = await resolveRequest({
      executionArn: aws.execution('scrapers'),
      startTime: STARTED,
      input: REQUEST,
    });
    expect(resolved).toMatchObject({ decision: 'CONNECT' });
    delete account.scrapers[scraper.arn];
    const full = resolveRequest({ executionArn: aws.execution('full'), startTime: STARTED, input: REQUEST });
    await expect(full).rejects.toThrow('10 scrapers of the quota of 10');
  });

  test("a pair's scrapers, of which ours is the last", async () => {
    const [scraper] = aws.scrapers();
    const account = aws.world.accounts['111111111111'];
    if (scraper === undefined || account === undefined) throw new Error('There is no scraper.');
    const arn = scraper.arn.replace(/s-.*/, 's-0');
    const other = {
      arn,
      scraperId: 's-0',
      tags: {},
      sourceRoleArn: 'arn:aws:iam::111111111111:role/a',
      targetRoleArn: 'arn:aws:iam::111111111111:role/b',
    };
    account.scrapers = { [arn]: { ...structuredClone(scraper), ...other }, ...account.scrapers };
    const event = { executionArn: aws.execution('deletion'), connection: NAMES, deletion: UNDELETED };
    await expect(deleteScraper(event)).resolves.toMatchObject({ status: 'WAIT', deleted: [scraper.arn] });
  });

  test.each(['first', 'last'])("the access entries, the scraper's the %s", async (place) => {
    const clusters = aws.world.accounts['111111111111']?.clusters ?? {};
    const cluster = clusters[CLUSTER_ARN];
    if (cluster === undefined) throw new Error('There is no cluster.');
    const others = ['arn:aws:iam::111111111111:role/a', 'arn:aws:iam::111111111111:role/b'];
    cluster.accessEntries =
      place === 'first' ? [...cluster.accessEntries, ...others] : [...others, ...cluster.accessEntries];
    const resolved = await resolveRequest({
      executionArn: aws.execution('entries'),
      startTime: STARTED,
      input: REQUEST,
    });
    expect('connection' in resolved && resolved.connection).not.toHaveProperty('withoutAccessEntry');
  });

  test("a cluster's connections", async () => {
    const [item] = aws.items();
    const workspaceArn = WORKSPACE_ARN.replace(/.$/, '9');
    const second = { ...structuredClone(item), sk: { S: 'connection#00' }, workspaceArn: { S: workspaceArn } };
    Object.values(aws.world.tables ?? {})[0]?.items.unshift(second);
    delete aws.world.accounts['111111111111']?.clusters[CLUSTER_ARN];
    const input = DELETED;
    const one = await resolveOffboard({
      executionArn: aws.execution('one'),
      startTime: STARTED,
      input,
      last: NOTHING_DONE,
    });
    const tally = { ...NOTHING_DONE.tally, done: 'connection' in one ? [one.connection.id] : [] };
    const two = await resolveOffboard({
      executionArn: aws.execution('two'),
      startTime: STARTED,
      input,
      last: { tally },
    });
    const found = [one, two].map((answer) => ('connection' in answer ? answer.connection.id : undefined));
    expect(found.toSorted()).toEqual(['00', NAMES.id]);
  });
});

test('every read of the table is consistent, and every page of it is asked for', async () => {
  await aws.connected();
  await onboardOf(aws).whole();
  delete accountOf(aws.world).clusters[CLUSTER_ARN];
  await resolveOffboard({
    executionArn: aws.execution('query'),
    startTime: STARTED,
    input: DELETED,
    last: NOTHING_DONE,
  });
  const event = { RequestType: 'Delete', RequestId: 'request', StackId: 'stack', ResourceProperties: {} };
  await productOnEvent({ ...event, PhysicalResourceId: `${CLUSTER_ARN}|${WORKSPACE_ARN}` });
  const reads = aws.asked.filter(({ operation }) => /^(GetItem|Query|Scan)$/.test(operation));
  expect(new Set(reads.map(({ operation }) => operation))).toEqual(new Set(['GetItem', 'Query']));
  expect(reads.filter(({ input }) => input['ConsistentRead'] !== true)).toEqual([]);
  expect(reads.filter(({ input }) => 'Limit' in input)).toEqual([]);
});
