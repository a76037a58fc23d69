import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FLEET_CLASSES } from '../../../../functions/shared/fleet/fleetClasses.ts';
import type { FleetFacts } from '../../../../functions/shared/fleet/rules/facts.ts';
import { evidenceOf } from '../../../../functions/shared/fleet/rules/takingAway.ts';
import { planFleet } from '../../../../functions/shared/fleet/rules/planFleet.ts';
import type { SeenCluster, SeenPair } from '../../../../functions/shared/fleet/seen.ts';
import {
  CENTRAL,
  cluster,
  clusterArn,
  configuration,
  EXECUTION,
  facts,
  hoursAgo,
  item,
  KEY,
  namesOf,
  pair,
  scraper,
  SECOND,
} from './facts.ts';

const SOAK = process.env['AMP_SCRAPER_SOAK'] !== undefined;
const seed = Number(process.env['AMP_SCRAPER_SEED'] ?? (SOAK ? Math.floor(Math.random() * 2 ** 31) : 20_260_105));
const RUNS = SOAK ? 20_000 : 400;

const ACCOUNTS = Array.from({ length: 6 }, (_, index) => String(500_000_000_000 + index));

interface World {
  account: string;
  isReachable: boolean;
  clusters: {
    seen: 'central' | 'second' | 'nowhere' | 'none' | 'GONE' | 'unknown' | 'hint' | 'unlisted';
    scraper: 'none' | 'ACTIVE' | 'CREATING' | 'DELETING' | 'CREATION_FAILED' | 'UPDATE_FAILED' | 'foreign';
    item: 'none' | 'tag' | 'console' | 'product' | 'left' | 'working';
    isHeld: boolean;
    failures: number;
  }[];
}

const world: fc.Arbitrary<World[]> = fc
  .array(
    fc.record({
      account: fc.constantFrom(...ACCOUNTS),
      isReachable: fc.boolean(),
      clusters: fc.array(
        fc.record({
          seen: fc.constantFrom('central', 'second', 'nowhere', 'none', 'GONE', 'unknown', 'hint', 'unlisted'),
          scraper: fc.constantFrom(
            'none',
            'ACTIVE',
            'CREATING',
            'DELETING',
            'CREATION_FAILED',
            'UPDATE_FAILED',
            'foreign',
          ),
          item: fc.constantFrom('none', 'tag', 'console', 'product', 'left', 'working'),
          isHeld: fc.boolean(),
          failures: fc.integer({ min: 0, max: 6 }),
        }),
        { maxLength: 12 },
      ),
    }),
    { maxLength: 6 },
  )
  .map((all) => [...new Map(all.map((one) => [one.account, one])).values()]);

const settings = fc.record({
  takesAway: fc.boolean(),
  repairDrift: fc.boolean(),
  maximumNew: fc.integer({ min: 0, max: 30 }),
  scraperQuota: fc.integer({ min: 0, max: 12 }),
  regions: fc.integer({ min: 1, max: 3 }),
  firstSeenAt: fc.constantFrom(hoursAgo(1), hoursAgo(100)),
});

function seenOf(arn: string, seen: World['clusters'][number]['seen'], isHeld: boolean): SeenCluster[] {
  const held = isHeld ? { 'amp-scraper:hold': '' } : {};
  const described = (tags: Record<string, string>) => ({
    arn,
    described: { status: 'ACTIVE', createdAt: '', tags: { ...tags, ...held } },
  });
  switch (seen) {
    case 'unlisted':
      return [];
    case 'hint':
      return [{ arn, hinted: { [KEY]: 'central', ...held } }];
    case 'GONE':
      return [{ arn, described: 'GONE' }];
    case 'unknown':
      return [{ arn, hinted: held, described: { unknown: { error: 'AccessDenied', message: '' } } }];
    case 'none':
      return [described({})];
    case 'central':
    case 'second':
    case 'nowhere':
      return [described({ [KEY]: seen })];
  }
}

function factsOf(accounts: readonly World[], change: Parameters<typeof configuration>[0]): FleetFacts {
  const connections: FleetFacts['connections'][number][] = [];
  const attempts: FleetFacts['attempts'][number][] = [];
  const pairs = accounts.map(({ account, isReachable, clusters }): SeenPair => {
    const found = clusters.map((one, index) => {
      const arn = clusterArn(`c${index}`, account);
      const left = { established: false, lease: EXECUTION, holderRuns: one.item === 'working' };
      if (one.item === 'left' || one.item === 'working') connections.push(item(arn, left));
      else if (one.item !== 'none') connections.push(item(arn, { door: one.item }));
      if (one.failures > 0)
        attempts.push({
          clusterArn: arn,
          executionArn: EXECUTION,
          kind: 'connect',
          failures: one.failures,
          failedAt: hoursAgo(3),
        });
      const roles =
        one.scraper === 'foreign'
          ? { sourceRoleArn: 'arn:aws:iam::1:role/x', targetRoleArn: 'arn:aws:iam::1:role/y', status: 'ACTIVE' }
          : { status: one.scraper };
      return {
        clusters: seenOf(arn, one.seen, one.isHeld),
        scrapers: one.scraper === 'none' ? [] : [scraper(arn, roles)],
      };
    });
    if (!isReachable) return { accountId: account, unreachable: { error: 'AccessDenied', message: 'no' } };
    return pair(
      account,
      found.flatMap((one) => one.clusters),
      found.flatMap((one) => one.scrapers),
    );
  });
  const ids = connections.map(({ connectionId }) => connectionId);
  const workspaces = [{ workspaceArn: CENTRAL, asked: ids, fresh: ids.filter((_, index) => index % 3 > 0) }];
  return facts({ pairs, connections, attempts, workspaces, configuration: configuration(change) });
}

const sum = (values: Iterable<number>) => [...values].reduce((total, one) => total + one, 0);
const countBy = <T>(all: readonly T[], key: (one: T) => string) => {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(key(one), (counts.get(key(one)) ?? 0) + 1);
  return counts;
};

describe(`of a fleet at random, seed ${seed} (AMP_SCRAPER_SEED),`, () => {
  const holds = (property: (facts: FleetFacts, plan: ReturnType<typeof planFleet>) => void) =>
    fc.assert(
      fc.property(world, settings, (accounts, change) => {
        const of = factsOf(accounts, change);
        property(of, planFleet(of));
      }),
      { seed, numRuns: RUNS },
    );

  test('the plan is the same in whatever order things were seen', () => {
    holds((of, plan) => {
      const turned = of.pairs
        .toReversed()
        .map((one) =>
          'unreachable' in one
            ? one
            : { ...one, clusters: one.clusters.toReversed(), scrapers: one.scrapers.toReversed() },
        );
      const other = {
        ...of,
        pairs: turned,
        accounts: of.accounts.toReversed(),
        connections: of.connections.toReversed(),
        attempts: of.attempts.toReversed(),
      };
      expect(planFleet(other)).toEqual(plan);
    });
  });

  test('nothing is taken away but by what was read of its cluster in this run', () => {
    holds((of, { actions, held }) => {
      const clusters = new Map(
        of.pairs.flatMap((one) =>
          'unreachable' in one ? [] : one.clusters.map((seen) => [seen.arn, seen.described] as const),
        ),
      );
      for (const { kind, clusterArn: arn, workspaceArn } of [...actions, ...held.map(({ action }) => action)]) {
        if (kind === 'connect' || kind === 'repair') continue;
        const described = clusters.get(arn);
        if (described === 'GONE') continue;
        expect(described).toHaveProperty('tags');
        const value = typeof described === 'object' && 'tags' in described ? described.tags[KEY] : 'unread';
        expect([undefined, workspaceArn === CENTRAL ? 'second' : 'central']).toContain(value);
      }
    });
  });

  test('what another door owns goes with its cluster alone', () => {
    holds((of, { actions, held }) => {
      const others = new Set(
        of.connections
          .filter(({ door, established }) => established && door !== 'tag')
          .map(({ connectionId }) => connectionId),
      );
      for (const { kind, connectionId } of [...actions, ...held.map(({ action }) => action)]) {
        if (others.has(connectionId)) expect(kind).toBe('bury');
      }
    });
  });

  test('no more is taken away than the bounds allow', () => {
    holds((of, { actions }) => {
      const away = actions.filter(({ kind }) => kind !== 'connect' && kind !== 'repair');
      if (!of.configuration.takesAway || of.configuration.firstSeenAt === hoursAgo(1)) expect(away).toEqual([]);
      const fleet = of.connections.filter(({ established }) => established);
      const without = away.filter((one) => !fleet.some(({ connectionId }) => connectionId === one.connectionId)).length;
      expect(away.length).toBeLessThanOrEqual(
        Math.min(20, Math.max(1, Math.floor((fleet.length + without + 72) / 10))),
      );
      for (const [account, count] of countBy(away, (one) => one.clusterArn.slice(22, 34))) {
        const there =
          of.pairs.flatMap((one) => ('unreachable' in one || one.accountId !== account ? [] : one.scrapers)).length +
          fleet.filter((one) => one.clusterArn.includes(account)).length;
        expect(count).toBeLessThanOrEqual(Math.max(1, there / 2 + 1));
      }
    });
  });

  test('no more is begun than was configured, than an account has scrapers left, and twice of one cluster and workspace never', () => {
    holds((of, { actions }) => {
      const { maximumNew, scraperQuota } = of.configuration;
      const begun = actions.filter(({ kind }) => kind === 'connect' || kind === 'repair');
      expect(begun.length).toBeLessThanOrEqual(maximumNew);
      for (const [account, count] of countBy(
        begun.filter(({ kind }) => kind === 'connect'),
        (one) => one.clusterArn.slice(22, 34),
      )) {
        const there = of.pairs.flatMap((one) =>
          'unreachable' in one || one.accountId !== account ? [] : one.scrapers,
        );
        const again = begun.filter((one) =>
          there.some((seen) => seen.clusterArn === one.clusterArn && seen.workspaceArn === one.workspaceArn),
        ).length;
        expect(count).toBeLessThanOrEqual(Math.max(0, scraperQuota - there.length) + again);
      }
      expect(Math.max(0, ...countBy(actions, ({ connectionId }) => connectionId).values())).toBeLessThanOrEqual(1);
    });
  });

  test('nothing is begun on what is held, at work, quarantined or in an account that did not answer', () => {
    holds((of, { actions, held, entries }) => {
      const still = new Set(
        entries
          .filter((one) => ['held', 'working', 'quarantined', 'foreign', 'connected'].includes(one.class))
          .map(({ connectionId }) => connectionId),
      );
      const closed = new Set(of.pairs.flatMap((one) => ('unreachable' in one ? [one.accountId] : [])));
      for (const { connectionId, clusterArn: arn } of [...actions, ...held.map(({ action }) => action)]) {
        expect(still).not.toContain(connectionId);
        expect(closed).not.toContain(arn.slice(22, 34));
      }
    });
  });

  test('everything is in one class, and what waits is named', () => {
    holds((_of, { entries, actions, held }) => {
      const ids = entries.flatMap(({ connectionId }) => connectionId ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      expect(sum(countBy(entries, (one) => one.class).values())).toBe(entries.length);
      for (const one of entries) expect(FLEET_CLASSES).toContain(one.class);
      for (const one of [...actions, ...held.map(({ action }) => action)]) expect(ids).toContain(one.connectionId);
    });
  });
});

test('a plan that lets something wait for approval has its digest, and no other', () => {
  const shops = Array.from({ length: 9 }, (_, index) => clusterArn(`c${index}`));
  const seen = [
    pair(
      '111111111111',
      shops.map((arn) => cluster(arn)),
      shops.map((arn) => scraper(arn)),
    ),
  ];
  const of = facts({ pairs: seen, connections: shops.map((arn) => item(arn)) });
  const plan = planFleet(of);
  expect([plan.actions.length, plan.held.length]).toEqual([1, 8]);
  expect(plan.digest).toMatch(/^sha256:/);
  const { digest = '' } = plan;
  const evidence = plan.held.map((one) => evidenceOf(one.action));
  const approved = planFleet({ ...of, approve: digest, shown: { digest, at: hoursAgo(1), evidence } });
  expect([approved.actions.length, approved.held, approved.digest]).toEqual([9, [], undefined]);
  expect(planFleet(facts({ pairs: [pair('111111111111')] })).digest).toBeUndefined();
});

test('a connection of another workspace counts as what it is', () => {
  const arn = clusterArn('shop');
  const plan = planFleet(
    facts({
      pairs: [pair('111111111111', [cluster(arn, 'second')], [scraper(arn, {}, SECOND)])],
      connections: [item(arn, {}, SECOND)],
    }),
  );
  expect(plan.entries).toMatchObject([
    { class: 'connected', connectionId: namesOf(arn, SECOND).id, workspaceArn: SECOND },
  ]);
});

describe('a plan', () => {
  const shops = (count: number) => Array.from({ length: count }, (_, index) => clusterArn(`c${index}`));
  const account = '111111111111';

  test('counts what is at work among what an account may have at work', () => {
    const busy = shops(50);
    const wanted = clusterArn('wanted');
    const clusters = [...busy, wanted].map((arn) => cluster(arn, 'central'));
    const connections = busy.map((arn) => item(arn, { established: false, lease: EXECUTION, holderRuns: true }));
    const open = configuration({ scraperQuota: 1_000 });
    const plan = planFleet(facts({ pairs: [pair(account, clusters)], connections, configuration: open }));
    expect([plan.actions, plan.held.map(({ reason }) => reason)]).toEqual([[], ['rate']]);
    const quiet = planFleet(
      facts({ pairs: [pair(account, clusters)], connections: connections.slice(1), configuration: open }),
    );
    expect(quiet.actions.map(({ kind }) => kind)).toEqual(['connect']);
  });

  test('has what waits for a quota in a class of its own, and says for which', () => {
    const clusters = shops(3).map((arn) => cluster(arn, 'central'));
    const roles = [{ accountId: '222222222222', roles: 9, quota: 10 }];
    const plan = planFleet(facts({ pairs: [pair(account, clusters)], roles }));
    expect(plan.entries.map((entry) => [entry.class, entry.why.includes('quota of roles')]).toSorted()).toEqual([
      ['waiting', true],
      ['waiting', true],
      ['wanted', false],
    ]);
    const few = planFleet(facts({ pairs: [pair(account, clusters)], configuration: configuration({ maximumNew: 1 }) }));
    expect(few.entries.map((entry) => entry.class)).toEqual(['wanted', 'wanted', 'wanted']);
  });

  test('takes a tenth of what is established or left, each counted once', () => {
    const there = shops(19);
    const [first = ''] = there;
    const spread = there.map((_, index) => clusterArn('shop', String(700_000_000_000 + index)));
    const left = clusterArn('left', account);
    const unwanted = [...spread.slice(0, 3), left];
    const pairs = [...spread, left].map((arn) => {
      const isUnwanted = unwanted.includes(arn);
      return pair(arn.slice(22, 34), [cluster(arn, isUnwanted ? undefined : 'central')], [scraper(arn)]);
    });
    const connections = [...spread.map((arn) => item(arn)), item(first, { established: false })];
    const count = (of: FleetFacts) => planFleet(of).actions.filter(({ kind }) => kind !== 'connect').length;
    expect(count(facts({ pairs, connections }))).toBe(2);
    expect(count(facts({ pairs, connections: connections.filter(({ clusterArn: arn }) => arn !== spread[18]) }))).toBe(
      1,
    );
  });

  test('says of an account that did not answer how many connections it has', () => {
    const connections = [item(clusterArn('a')), item(clusterArn('b')), item(clusterArn('a', '444444444444'))];
    const unreachable = { accountId: account, unreachable: { error: 'AccessDenied', message: 'No.' } };
    const plan = planFleet(facts({ pairs: [unreachable], accounts: [account, '555555555555'], connections }));
    expect(plan).toEqual({
      entries: [
        {
          class: 'unreachable',
          accountId: account,
          why: 'AccessDenied: No. What it has stays as it was: 2 connections.',
        },
        {
          class: 'unreachable',
          accountId: '444444444444',
          why: 'It is none of the accounts that are looked at. What it has stays as it was: 1 connection.',
        },
        {
          class: 'unreachable',
          accountId: '555555555555',
          why: 'It was not looked at in this run. What it has stays as it was: 0 connections.',
        },
      ],
      actions: [],
      held: [],
    });
  });

  test('repairs what is silent though it takes nothing away', () => {
    const [shop = ''] = shops(1);
    const { connectionId } = item(shop);
    const plan = planFleet(
      facts({
        pairs: [pair(account, [cluster(shop, 'central')], [scraper(shop)])],
        connections: [item(shop)],
        workspaces: [{ workspaceArn: item(shop).workspaceArn, asked: [connectionId], fresh: [] }],
        configuration: configuration({ takesAway: false }),
      }),
    );
    expect(plan.actions).toMatchObject([{ kind: 'repair', connectionId }]);
  });

  test('has no digest where nothing waits', () => {
    expect(Object.keys(planFleet(facts()))).not.toContain('digest');
  });

  test('tells all that an account has said but its last full stop', () => {
    const unreachable = { accountId: account, unreachable: { error: 'AccessDenied', message: 'Not by v1.2 of it.' } };
    expect(planFleet(facts({ pairs: [unreachable] })).entries[0]?.why).toMatch(
      /^AccessDenied: Not by v1\.2 of it\. What/,
    );
  });
});
