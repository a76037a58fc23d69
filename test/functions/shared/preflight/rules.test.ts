import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../functions/shared/errors.ts';
import { ACCOUNT_STACK_VERSION, NEEDED_ACCOUNT_STACK_VERSION } from '../../../../functions/shared/names.ts';
import * as preflight from '../../../../functions/shared/preflight/rules.ts';
import * as warnings from '../../../../functions/shared/preflight/warnings.ts';
import { CLUSTER_ARN, WORKSPACE_ARN } from '../../support.ts';

const CLUSTER: preflight.ClusterFacts = {
  status: 'ACTIVE',
  endpointPrivateAccess: true,
  authenticationMode: 'API',
  vpcId: 'vpc-1',
  tags: {},
  subnetIds: ['subnet-a1', 'subnet-b1'],
};

function subnet(id: string, zone: string, free = 10, vpcId = 'vpc-1'): preflight.SubnetFacts {
  const place = { ownerId: '111111111111', outpostArn: undefined };
  return { subnetId: id, vpcId, availabilityZone: zone, availableIpAddressCount: free, ...place };
}

/** Path and problem of each, and every one of them says what to do. */
function problems(findings: readonly Finding[]): string[] {
  for (const { remedy } of findings) expect(remedy).toMatch(/^[A-Z].*[^.\s]$/);
  return findings.map(({ path, problem }) => `${path} ${problem}`);
}

describe('an account stack', () => {
  test('of this version or a newer one serves', () => {
    for (const version of [NEEDED_ACCOUNT_STACK_VERSION, ACCOUNT_STACK_VERSION, ACCOUNT_STACK_VERSION + 1]) {
      expect(preflight.accountStackFindings('clusterArn', '111111111111', version)).toEqual([]);
    }
  });

  test('that is older is to be deployed again', () => {
    const [finding] = preflight.accountStackFindings('workspaceArn', '222222222222', 0);
    expect(finding?.path).toBe('workspaceArn');
    expect(finding?.remedy).toContain('Deploy the account stack of account 222222222222');
  });
});

describe('a cluster', () => {
  test.each([
    ['ACTIVE', {}, []],
    ['being updated', { status: 'UPDATING' }, []],
    ['being created', { status: 'CREATING' }, []],
    ['being deleted', { status: 'DELETING' }, ['clusterArn is a cluster that is DELETING']],
    ['failed', { status: 'FAILED' }, ['clusterArn is a cluster that is FAILED']],
    [
      'public only',
      { endpointPrivateAccess: false },
      ['clusterArn is a cluster whose API endpoint is public only; a scraper reaches it from inside the VPC'],
    ],
    [
      'failed and public only',
      { status: 'FAILED', endpointPrivateAccess: false },
      [
        'clusterArn is a cluster that is FAILED',
        'clusterArn is a cluster whose API endpoint is public only; a scraper reaches it from inside the VPC',
      ],
    ],
  ])('that is %s', (_, change, wanted) => {
    expect(problems(preflight.clusterFindings(CLUSTER_ARN, { ...CLUSTER, ...change }))).toEqual(wanted);
  });
});

describe('an authentication mode', () => {
  test.each([
    ['API', true, 0],
    ['API_AND_CONFIG_MAP', true, 0],
    ['CONFIG_MAP', false, 0],
    ['CONFIG_MAP', true, 1],
  ] as const)('%s, with samples required: %s, has %i findings', (mode, requireSamples, count) => {
    const found = preflight.authenticationFindings(mode, requireSamples);
    expect(found.map(({ path }) => path)).toEqual(Array.from({ length: count }, () => 'requireSamples'));
  });
});

describe('the DNS of a VPC', () => {
  test.each([
    [true, true, []],
    [false, true, ['clusterArn is in VPC vpc-1, whose enableDnsSupport is off']],
    [true, false, ['clusterArn is in VPC vpc-1, whose enableDnsHostnames is off']],
    [
      false,
      false,
      [
        'clusterArn is in VPC vpc-1, whose enableDnsSupport is off',
        'clusterArn is in VPC vpc-1, whose enableDnsHostnames is off',
      ],
    ],
  ])('with support %s and host names %s', (enableDnsSupport, enableDnsHostnames, wanted) => {
    const found = preflight.vpcFindings(CLUSTER_ARN, 'vpc-1', { enableDnsSupport, enableDnsHostnames });
    expect(problems(found)).toEqual(wanted);
    for (const { problem, remedy } of found) {
      expect(remedy).toContain(
        problem.includes('Support') ? '--vpc-id vpc-1 --enable-dns-support' : '--vpc-id vpc-1 --enable-dns-hostnames',
      );
    }
  });
});

test('a workspace without an endpoint cannot be asked yet', () => {
  const facts = { status: 'ACTIVE', prometheusEndpoint: undefined, kmsKeyArn: undefined };
  expect(problems(preflight.workspaceFindings(WORKSPACE_ARN, facts))).toEqual([
    'workspaceArn is a workspace that is ACTIVE and has no endpoint yet',
  ]);
});

test('a cluster that EKS does not run is the one thing that is found of it', () => {
  const connected = { ...CLUSTER, status: 'FAILED', endpointPrivateAccess: false, runsAt: 'OTHER' };
  expect(problems(preflight.clusterFindings(CLUSTER_ARN, connected))).toEqual([
    'clusterArn is a cluster that EKS does not run in the Region (it runs at OTHER), and a scraper reaches no other',
  ]);
});

describe('a subnet that is', () => {
  const REGIONAL = subnet('subnet-a', 'us-west-2a');
  test.each([
    ['in an Availability Zone', REGIONAL, []],
    ['in a Local Zone', subnet('subnet-a', 'us-west-2-lax-1a'), ['in the Local Zone us-west-2-lax-1a']],
    ['in a Wavelength Zone', subnet('subnet-a', 'us-west-2-wl1-sfo-wlz-1'), ['us-west-2-wl1-sfo-wlz-1']],
    ['on an Outpost', { ...REGIONAL, outpostArn: 'arn:outpost' }, ['on the Outpost arn:outpost']],
    ['none of the scraper', subnet('subnet-b', 'us-west-2-lax-1a'), []],
  ])('%s', (_, one, says) => {
    const found = warnings.placeWarnings(['subnet-a'], [one], 'us-west-2');
    expect(found).toEqual(says.map((text) => expect.stringContaining(text)));
  });
});

test("a customer managed key is told of, and that AWS's guide knows it in one account", () => {
  const key = 'arn:aws:kms:us-west-2:222222222222:key/1';
  expect(warnings.keyWarnings(CLUSTER_ARN, WORKSPACE_ARN, undefined)).toEqual([]);
  const across = warnings.keyWarnings(CLUSTER_ARN, WORKSPACE_ARN, key);
  expect(across).toEqual([
    expect.stringMatching(/customer managed key arn:aws:kms.*role configuration.*across accounts/),
  ]);
  const within = warnings.keyWarnings(CLUSTER_ARN, WORKSPACE_ARN.replace('222222222222', '111111111111'), key);
  expect(within).toEqual([expect.not.stringContaining('across accounts')]);
});

describe('a workspace that is', () => {
  test.each([
    ['ACTIVE', 0],
    ['UPDATING', 0],
    ['CREATING', 1],
    ['DELETING', 1],
    ['CREATION_FAILED', 1],
  ])('%s has %i findings', (status, count) => {
    const facts = { status, prometheusEndpoint: '', kmsKeyArn: undefined };
    const found = problems(preflight.workspaceFindings(WORKSPACE_ARN, facts));
    expect(found).toEqual(count === 0 ? [] : [`workspaceArn is a workspace that is ${status}`]);
  });
});

test.each([
  [0, 0],
  [9, 0],
  [10, 1],
  [11, 1],
])('with %i scrapers there are %i findings', (scrapers, count) => {
  const found = problems(preflight.quotaFindings(CLUSTER_ARN, scrapers, 10));
  expect(found).toHaveLength(count);
  if (count > 0) expect(found[0]).toContain(`${scrapers} scrapers of the quota of 10`);
});

const ALL = [
  subnet('subnet-a1', 'a'),
  subnet('subnet-a2', 'a'),
  subnet('subnet-b1', 'b'),
  subnet('subnet-c0', 'c', 0),
  subnet('subnet-d9', 'd', 1, 'vpc-9'),
];

describe('subnets that a request names', () => {
  test.each<[string, string[], string[]]>([
    ['one per zone', ['subnet-b1', 'subnet-a1'], []],
    [
      'two in one zone',
      ['subnet-a1', 'subnet-a2'],
      ['subnetIds[1] is in a, as subnet-a1 is', 'subnetIds are not in at least two Availability Zones'],
    ],
    [
      'two in one zone and one in another',
      ['subnet-a1', 'subnet-a2', 'subnet-b1'],
      ['subnetIds[1] is in a, as subnet-a1 is'],
    ],
    [
      'one that does not exist',
      ['subnet-a1', 'subnet-x'],
      [
        'subnetIds[1] does not exist in the source account and Region',
        'subnetIds are not in at least two Availability Zones',
      ],
    ],
    ['one without free address', ['subnet-a1', 'subnet-c0'], ['subnetIds[1] has no free IP address']],
    [
      'one with the last free address in another VPC',
      ['subnet-a1', 'subnet-d9'],
      ['subnetIds[1] is in vpc-9, the cluster in vpc-1'],
    ],
    [
      'everything wrong',
      ['subnet-x', 'subnet-a1', 'subnet-a2', 'subnet-c0', 'subnet-d9'],
      [
        'subnetIds[0] does not exist in the source account and Region',
        'subnetIds[2] is in a, as subnet-a1 is',
        'subnetIds[3] has no free IP address',
        'subnetIds[4] is in vpc-9, the cluster in vpc-1',
      ],
    ],
  ])('%s', (_, wanted, found) => {
    const known = ALL.filter(({ subnetId }) => wanted.includes(subnetId));
    expect(problems(preflight.givenSubnetFindings(wanted, known, 'vpc-1'))).toEqual(found);
  });
});

describe("of the cluster's own subnets are chosen", () => {
  const zones = ['f', 'e', 'd', 'c', 'b', 'a'];

  test.each<[string, preflight.SubnetFacts[], string[]]>([
    ['none of none', [], []],
    [
      'the first by id of each zone',
      [subnet('subnet-2', 'a'), subnet('subnet-3', 'b'), subnet('subnet-1', 'a')],
      ['subnet-1', 'subnet-3'],
    ],
    [
      'another of the zone where the first has no free address',
      [subnet('subnet-1', 'a', 0), subnet('subnet-2', 'a', 1)],
      ['subnet-2'],
    ],
    [
      'at most five of six zones, in order of their ids',
      zones.map((zone) => subnet(`subnet-${zone}`, zone)),
      ['subnet-a', 'subnet-b', 'subnet-c', 'subnet-d', 'subnet-e'],
    ],
  ])('%s', (_, subnets, chosen) => {
    expect(preflight.chooseSubnets(subnets)).toEqual(chosen);
    expect(preflight.chooseSubnets(subnets.toReversed())).toEqual(chosen);
  });

  test('too few are a finding that names the VPC to choose from', () => {
    expect(preflight.chosenSubnetFindings(['subnet-a1', 'subnet-b1'], CLUSTER)).toEqual([]);
    for (const chosen of [[], ['subnet-a1']]) {
      const found = preflight.chosenSubnetFindings(chosen, CLUSTER);
      expect(found).toMatchObject([{ path: 'subnetIds', value: CLUSTER.subnetIds }]);
      expect(found[0]?.remedy).toContain('vpc-1');
    }
  });
});
