import { describe, expect, it, vi } from 'vitest';
import { iamAuthorizer } from '../../../local/scrapers/chain.ts';
import { settle } from '../../../local/scrapers/engine.ts';
import { awsAuthArn } from '../../../local/scrapers/admission.ts';
import type { Cluster, World } from '../../../local/state/state.ts';
import * as support from '../world/support.ts';

const { CROSS_ACCOUNT_SCRAPER, SOURCE_ROLE_ARN, TARGET_ROLE_ARN, PLACEHOLDER_ARN } = support;
const MINUTE = 60_000;

function connectedWorld(changes: support.Changes = {}, scraper: object = {}): World {
  const scrapers = [{ ...CROSS_ACCOUNT_SCRAPER, ...scraper }];
  return support.smallWorld({ ...changes, account: { scrapers, ...changes.account } });
}

/** A world whose trust policies admit its scraper. */
function trustingWorld(changes: support.Changes = {}, scraper: object = {}): World {
  const world = connectedWorld(changes, scraper);
  support.patchTrust(world, support.scraperIn(world).arn);
  return world;
}

const series = (world: World) => support.workspaceIn(world).series;

describe('an ACTIVE scraper', () => {
  it('writes an up series per target, with its external labels', async () => {
    const world = trustingWorld();
    await settle(world, world.now + 2 * MINUTE);
    expect(series(world).map(({ labels }) => labels)).toEqual([
      { __name__: 'up', job: 'pods', instance: '10.0.0.0:9090', clusterArn: 'shop' },
      { __name__: 'up', job: 'pods', instance: '10.0.0.1:9090', clusterArn: 'shop' },
    ]);
    expect(support.scraperIn(world).lastExportProblem).toBeUndefined();
  });

  it('writes a sample per interval, the first one interval after it became ACTIVE', async () => {
    const world = trustingWorld();
    const start = world.now;
    await settle(world, start + 29_999);
    expect(series(world)).toEqual([]);
    await settle(world, start + 90_000);
    expect(series(world)[0]?.samples.map(({ at }) => at - start)).toEqual([30_000, 60_000, 90_000]);
  });

  it.each([
    ['scrape_interval: 2m', 120_000],
    ['external_labels: {}', 60_000],
  ])('takes its interval from the configuration, Prometheus’ 1m by default: %s', async (global, expected) => {
    const scrapeConfiguration = support.CONFIGURATION.replace(/^global:.*$/m, `global: { ${global} }`);
    const world = trustingWorld({}, { scrapeConfiguration });
    const start = world.now;
    await settle(world, start + 2 * expected);
    expect(series(world)[0]?.samples.map(({ at }) => at - start)).toEqual([expected, 2 * expected]);
  });

  it('never overrides a label by an external label', async () => {
    const scrapeConfiguration = support.CONFIGURATION.replace('clusterArn: shop', 'job: other, clusterArn: shop');
    const world = trustingWorld({}, { scrapeConfiguration });
    await settle(world, world.now + MINUTE);
    expect(series(world)[0]?.labels.job).toBe('pods');
  });

  it('writes within its own account with its service-linked role, and to no other account', async () => {
    const { sourceRoleArn: _, targetRoleArn: __, ...plain } = CROSS_ACCOUNT_SCRAPER;
    const scrapers = [plain, { ...plain, workspaceArn: support.OWN_WORKSPACE_ARN }];
    const world = support.smallWorld({ account: { scrapers } });
    await settle(world, world.now + MINUTE);
    expect(support.workspaceIn(world, support.OWN_WORKSPACE_ARN).series).toHaveLength(2);
    expect(series(world)).toEqual([]);
    expect(support.scraperIn(world).lastExportProblem).toMatch(
      /AWSServiceRoleForAmazonPrometheusScraper_\S+ could not write/,
    );
  });
});

describe('the chain of a scraper', () => {
  const other = PLACEHOLDER_ARN.replace('PLACEHOLDER', 's-00000000-0000-0000-0000-000000000000');

  interface Broken {
    name: string;
    by(world: World, scraperArn: string): void;
    problem: RegExp;
  }
  const refusedBySource = /scraper\.aps\.amazonaws\.com could not assume the source role/;
  const refusedByTarget = /the source role \S+ could not assume the target role/;
  const refusedByWorkspace = /the role \S+role\/amp-scraper\/target could not write/;
  const cases: Broken[] = [
    {
      name: 'the source role still has the placeholder',
      by: (world) => support.saveTrust(world, SOURCE_ROLE_ARN, support.sourceTrust(PLACEHOLDER_ARN)),
      problem: refusedBySource,
    },
    {
      name: 'the source role trusts another scraper',
      by: (world) => support.saveTrust(world, SOURCE_ROLE_ARN, support.sourceTrust(other)),
      problem: refusedBySource,
    },
    {
      name: 'the source role is gone',
      by: (world) => {
        delete support.must(world.accounts[support.SOURCE]).roles[SOURCE_ROLE_ARN];
        world.iamRevision += 1;
      },
      problem: refusedBySource,
    },
    {
      name: 'the target role still has the placeholder',
      by: (world) => support.saveTrust(world, TARGET_ROLE_ARN, support.targetTrust(PLACEHOLDER_ARN)),
      problem: refusedByTarget,
    },
    {
      name: 'the target role has the scraper’s ARN as a wildcard, which StringEquals takes literally',
      by: (world) => {
        const wildcard = PLACEHOLDER_ARN.replace('PLACEHOLDER', '*');
        support.saveTrust(world, TARGET_ROLE_ARN, support.targetTrust(wildcard));
      },
      problem: refusedByTarget,
    },
    {
      name: 'the source role may not assume the target role',
      by: (world) => {
        support.roleIn(world, SOURCE_ROLE_ARN).inlinePolicies = {};
        world.iamRevision += 1;
      },
      problem: refusedByTarget,
    },
    {
      name: 'the source role was made again, so that the target role trusts an id that nobody has',
      by: (world) => {
        support.roleIn(world, SOURCE_ROLE_ARN).roleId = 'AROAMADEAGAIN00000000';
        world.iamRevision += 1;
      },
      problem: refusedByTarget,
    },
    {
      name: 'the target role may not write',
      by: (world) => {
        support.roleIn(world, TARGET_ROLE_ARN).attachedPolicyArns = [];
        world.iamRevision += 1;
      },
      problem: refusedByWorkspace,
    },
    {
      name: 'the workspace is being deleted',
      by: (world) => void (support.workspaceIn(world).status = 'DELETING'),
      problem: /the workspace \S+ is DELETING/,
    },
  ];

  it.each(cases)('lets no sample through when $name, and says so', async ({ by, problem }) => {
    const world = trustingWorld();
    by(world, support.scraperIn(world).arn);
    await settle(world, world.now + 5 * MINUTE);
    expect(series(world)).toEqual([]);
    expect(support.scraperIn(world).lastExportProblem).toMatch(/^EXPORTER: /);
    expect(support.scraperIn(world).lastExportProblem).toMatch(problem);
  });

  it('lets samples through from the moment that the trust is patched, and none of before', async () => {
    const world = connectedWorld();
    const start = world.now;
    await settle(world, start + 10 * MINUTE + 1);
    expect(series(world)).toEqual([]);
    support.patchTrust(world, support.scraperIn(world).arn);
    await settle(world, start + 11 * MINUTE);
    expect(series(world)[0]?.samples.map(({ at }) => at - start)).toEqual([630_000, 660_000]);
    expect(support.scraperIn(world).lastExportProblem).toBeUndefined();
  });

  it('stops as soon as the trust is set back', async () => {
    const world = trustingWorld();
    const start = world.now;
    await settle(world, start + MINUTE);
    support.saveTrust(world, TARGET_ROLE_ARN, support.targetTrust(PLACEHOLDER_ARN));
    await settle(world, start + 5 * MINUTE);
    expect(series(world)[0]?.samples.map(({ at }) => at - start)).toEqual([30_000, 60_000]);
  });
});

describe('the targets of a cluster', () => {
  const cases: { name: string; changes: support.Changes; problem: RegExp }[] = [
    {
      name: 'has no private endpoint',
      changes: { cluster: { endpointPrivateAccess: false } },
      problem: /private endpoint/,
    },
    {
      name: 'has CONFIG_MAP and no mapping for the scraper’s role',
      changes: { cluster: { authenticationMode: 'CONFIG_MAP' } },
      problem: /CONFIG_MAP/,
    },
    { name: 'is in a VPC without DNS', changes: { vpc: { enableDnsHostnames: false } }, problem: /DNS/ },
  ];

  it.each(cases)('are not found when it $name', async ({ changes, problem }) => {
    const world = trustingWorld(changes);
    await settle(world, world.now + 5 * MINUTE);
    expect(series(world)).toEqual([]);
    expect(support.scraperIn(world).lastExportProblem).toMatch(/^SERVICE_DISCOVERY: /);
    expect(support.scraperIn(world).lastExportProblem).toMatch(problem);
  });

  it('are found with CONFIG_MAP once the role is mapped', async () => {
    const world = trustingWorld({ cluster: { authenticationMode: 'CONFIG_MAP' } });
    support.clusterIn(world).awsAuthRoleArns = [awsAuthArn(support.scraperIn(world).roleArn)];
    await settle(world, world.now + MINUTE);
    expect(series(world)).toHaveLength(2);
  });

  const another = 'arn:aws:iam::111111111111:role/AWSServiceRoleForAmazonPrometheusScraper_another';
  it.each<[string, Partial<Cluster>, boolean, string | undefined]>([
    ['CONFIG_MAP with the mapping of another scraper’s role', { awsAuthRoleArns: [another] }, false, 'mapped'],
    ['API, moved there since it was made', { authenticationMode: 'API' }, false, 'no access entry'],
    ['API_AND_CONFIG_MAP, moved there', { authenticationMode: 'API_AND_CONFIG_MAP' }, false, 'no access entry'],
    [
      'API_AND_CONFIG_MAP, moved there, and it is mapped',
      { authenticationMode: 'API_AND_CONFIG_MAP' },
      true,
      undefined,
    ],
    ['API, moved there, and it is mapped', { authenticationMode: 'API' }, true, 'no access entry'],
  ])(
    'are found by a scraper that was made under CONFIG_MAP as its own role is let in: %s',
    async (_, now, maps, lack) => {
      const world = trustingWorld({ cluster: { authenticationMode: 'CONFIG_MAP' } });
      const cluster = Object.assign(support.clusterIn(world), now);
      if (maps) cluster.awsAuthRoleArns = [awsAuthArn(support.scraperIn(world).roleArn)];
      await settle(world, world.now + MINUTE);
      expect(series(world)).toHaveLength(lack === undefined ? 2 : 0);
      expect(support.scraperIn(world).lastExportProblem ?? '').toContain(lack ?? '');
    },
  );
});

describe('settling', () => {
  it('evaluates a chain once for a thousand scrapes', async () => {
    const world = trustingWorld();
    const evaluateAssumeRole = vi.fn(iamAuthorizer.evaluateAssumeRole);
    const authorizer = { ...iamAuthorizer, evaluateAssumeRole };
    for (let scrapes = 0; scrapes < 1000; scrapes += 10) await settle(world, world.now + 5 * MINUTE, authorizer);
    expect(evaluateAssumeRole).toHaveBeenCalledTimes(2);
    support.patchTrust(world, support.scraperIn(world).arn);
    await settle(world, world.now + 5 * MINUTE, authorizer);
    expect(evaluateAssumeRole).toHaveBeenCalledTimes(4);
  });

  it('goes through the series of others once, and not at each scrape', async () => {
    const world = trustingWorld();
    let reads = 0;
    const ownKeys = (target: Record<string, string>) => {
      reads += 1;
      return Reflect.ownKeys(target);
    };
    series(world).push({
      labels: new Proxy<Record<string, string>>({ __name__: 'up', job: 'others' }, { ownKeys }),
      samples: [],
    });
    for (let scrapes = 0; scrapes < 10; scrapes += 1) await settle(world, world.now + MINUTE);
    expect(reads).toBe(1);
    expect(series(world).map(({ samples }) => samples.length > 0)).toEqual([false, true, true]);
  });

  it('passes a month in one step and keeps only what a query can see', async () => {
    const world = trustingWorld();
    const end = world.now + 30 * 24 * 60 * MINUTE;
    const began = performance.now();
    await settle(world, end);
    expect(performance.now() - began).toBeLessThan(1000);
    const { samples } = support.must(series(world)[0]);
    expect(samples).toHaveLength(21);
    expect(samples.at(-1)?.at).toBe(end);
  });

  it('comes to the same world in one step and in many', async () => {
    const one = trustingWorld();
    const many = trustingWorld();
    const end = one.now + 20 * MINUTE + 7000;
    await settle(one, end);
    while (many.now < end) await settle(many, Math.min(end, many.now + 13_000));
    expect(many).toEqual(one);
  });

  it('takes changes in the order of their times: what a scraper wrote before its workspace was ACTIVE is lost', async () => {
    const world = trustingWorld();
    const start = world.now;
    Object.assign(support.workspaceIn(world), { status: 'CREATING', activeAt: start + 300_000 });
    const transition = { to: 'ACTIVE', at: start + 100_000 };
    Object.assign(support.scraperIn(world), { status: 'CREATING', transition, scrapes: undefined });
    await settle(world, start + 340_000);
    expect(series(world)[0]?.samples.map(({ at }) => at - start)).toEqual([310_000, 340_000]);
  });

  it('does nothing for a time before the world’s own', async () => {
    const world = trustingWorld();
    const before = structuredClone(world);
    await settle(world, world.now - MINUTE);
    expect(world).toEqual(before);
  });

  it('makes a cluster and a workspace ACTIVE when their time has come', async () => {
    const world = support.smallWorld({
      cluster: { status: 'CREATING', activeAfterSeconds: 300 },
      account: {
        workspaces: [
          { workspaceId: 'ws-aaaaaaaa-1111-4111-8111-111111111111', status: 'CREATING', activeAfterSeconds: 60 },
          { workspaceId: 'ws-bbbbbbbb-1111-4111-8111-111111111111', status: 'CREATING' },
        ],
      },
    });
    const { clusters, workspaces } = support.must(world.accounts[support.SOURCE]);
    const statuses = () => [...Object.values(clusters), ...Object.values(workspaces)].map(({ status }) => status);
    await settle(world, world.now + 299_999);
    expect(statuses()).toEqual(['CREATING', 'ACTIVE', 'CREATING']);
    await settle(world, world.now + 1);
    expect(statuses()).toEqual(['ACTIVE', 'ACTIVE', 'CREATING']);
  });
});
