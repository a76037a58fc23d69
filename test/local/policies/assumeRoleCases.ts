import type { AssumeRoleRequest } from '../../../local/policies/authorize.ts';
import type { World } from '../../../local/state/state.ts';
import { addRole, deleteRole, invoke, policy, SOURCE, TARGET, trust } from '../aws/testWorld.ts';

/** One request to assume a role: the world is made, then asked. */
export interface AssumeRoleCase {
  name: string;
  arrange(world: World): AssumeRoleRequest;
  allowed: boolean;
  /** Which side refuses. */
  layer?: 'identity' | 'boundary' | 'trust';
}

const SCRAPER = `arn:aws:aps:us-west-2:${SOURCE}:scraper/s-1`;
const PLACEHOLDER = `arn:aws:aps:us-west-2:${SOURCE}:scraper/PLACEHOLDER`;
const SERVICE = 'scraper.aps.amazonaws.com';
const MAY_ASSUME = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' };

/** The source role's trust: ArnEquals on the scraper and StringEquals on its account. */
function scraperTrust(scraperArn: string): string {
  const condition = { ArnEquals: { 'aws:SourceArn': scraperArn }, StringEquals: { 'AWS:SourceAccount': SOURCE } };
  return trust({ Service: SERVICE }, condition);
}

function byScraper(trustPolicy: string, source: { sourceArn?: string; sourceAccount?: string; service?: string }) {
  return (world: World): AssumeRoleRequest => {
    const roleArn = addRole(world, { name: 'source', path: '/amp-scraper/', trust: trustPolicy });
    const { service = SERVICE, ...rest } = source;
    return { principal: { kind: 'service', service }, roleArn, ...rest };
  };
}

/** The target role trusts the source role, which is under a path; the request comes from a session of the source role. */
function bySource(
  targetTrust: (sourceArn: string) => string,
  request: { externalId?: string } = {},
  inline: readonly object[] = [MAY_ASSUME],
  targetAccount = TARGET,
) {
  return (world: World): AssumeRoleRequest => {
    const sourceArn = addRole(world, { name: 'source', path: '/amp-scraper/', inline });
    const roleArn = addRole(world, { name: 'target', account: targetAccount, trust: targetTrust(sourceArn) });
    return { principal: { kind: 'role', roleArn: sourceArn }, roleArn, ...request };
  };
}

const withExternalId = (expected: string) => (sourceArn: string) =>
  trust({ AWS: sourceArn }, { StringEquals: { 'sts:ExternalId': expected } });
const plainTrust = (sourceArn: string) => trust({ AWS: sourceArn });

const SCRAPER_CASES: readonly AssumeRoleCase[] = [
  {
    name: 'The scraper that the source role names may assume it',
    arrange: byScraper(scraperTrust(SCRAPER), { sourceArn: SCRAPER, sourceAccount: SOURCE }),
    allowed: true,
  },
  {
    name: 'A role that still has the placeholder admits no scraper',
    arrange: byScraper(scraperTrust(PLACEHOLDER), { sourceArn: SCRAPER, sourceAccount: SOURCE }),
    allowed: false,
    layer: 'trust',
  },
  {
    name: 'Another scraper of the same account is refused',
    arrange: byScraper(scraperTrust(SCRAPER), { sourceArn: `${SCRAPER}2`, sourceAccount: SOURCE }),
    allowed: false,
    layer: 'trust',
  },
  {
    name: 'The right scraper from another account is refused',
    arrange: byScraper(scraperTrust(SCRAPER), { sourceArn: SCRAPER, sourceAccount: TARGET }),
    allowed: false,
    layer: 'trust',
  },
  {
    name: 'A service that does not say for whom it acts is refused',
    arrange: byScraper(scraperTrust(SCRAPER), {}),
    allowed: false,
    layer: 'trust',
  },
  {
    name: 'Another service is refused, even on behalf of the right scraper',
    arrange: byScraper(scraperTrust(SCRAPER), {
      service: 'aps.amazonaws.com',
      sourceArn: SCRAPER,
      sourceAccount: SOURCE,
    }),
    allowed: false,
    layer: 'trust',
  },
  {
    name: 'ArnEquals takes a wildcard',
    arrange: byScraper(scraperTrust(`arn:aws:aps:us-west-2:${SOURCE}:scraper/*`), {
      sourceArn: SCRAPER,
      sourceAccount: SOURCE,
    }),
    allowed: true,
  },
  {
    name: 'A Deny in the trust policy wins over its Allow',
    arrange: byScraper(
      policy(
        { Effect: 'Allow', Principal: { Service: SERVICE }, Action: 'sts:AssumeRole' },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sts:AssumeRole',
          Condition: { StringNotEquals: { 'aws:SourceAccount': SOURCE } },
        },
      ),
      { sourceArn: SCRAPER, sourceAccount: TARGET },
    ),
    allowed: false,
    layer: 'trust',
  },
];

const CHAIN_CASES: readonly AssumeRoleCase[] = [
  {
    name: 'A session of the role that is named by its ARN with a path may assume, with the external id',
    arrange: bySource(withExternalId(SCRAPER), { externalId: SCRAPER }),
    allowed: true,
  },
  {
    name: 'Without the external id it is refused',
    arrange: bySource(withExternalId(SCRAPER)),
    allowed: false,
    layer: 'trust',
  },
  {
    name: 'With another external id it is refused',
    arrange: bySource(withExternalId(SCRAPER), { externalId: `${SCRAPER}x` }),
    allowed: false,
    layer: 'trust',
  },
  {
    name: 'A placeholder as the external id refuses the scraper',
    arrange: bySource(withExternalId(PLACEHOLDER), { externalId: SCRAPER }),
    allowed: false,
    layer: 'trust',
  },
  {
    name: 'A wildcard in StringEquals is taken literally',
    arrange: bySource(withExternalId(`arn:aws:aps:us-west-2:${SOURCE}:scraper/*`), { externalId: SCRAPER }),
    allowed: false,
    layer: 'trust',
  },
  {
    name: 'An external id that nobody asked for does no harm',
    arrange: bySource(plainTrust, { externalId: SCRAPER }),
    allowed: true,
  },
  {
    name: 'Across accounts the own side has to allow as well',
    arrange: bySource(plainTrust, {}, []),
    allowed: false,
    layer: 'identity',
  },
  {
    name: 'Within an account a trust that names the role is enough',
    arrange: bySource(plainTrust, {}, [], SOURCE),
    allowed: true,
  },
  {
    name: 'Within an account a trust of the account leaves it to the own side',
    arrange: bySource(() => trust({ AWS: SOURCE }), {}, [], SOURCE),
    allowed: false,
    layer: 'identity',
  },
  {
    name: 'A trust of the account root admits a role that may assume',
    arrange: bySource(() => trust({ AWS: `arn:aws:iam::${SOURCE}:root` })),
    allowed: true,
  },
  {
    name: 'A permission for another role does not help',
    arrange: bySource(plainTrust, {}, [{ ...MAY_ASSUME, Resource: `arn:aws:iam::${TARGET}:role/other` }]),
    allowed: false,
    layer: 'identity',
  },
  {
    name: 'A Deny on the own side wins over a trust that names the role',
    arrange: bySource(plainTrust, {}, [MAY_ASSUME, { ...MAY_ASSUME, Effect: 'Deny' }], SOURCE),
    allowed: false,
    layer: 'identity',
  },
  {
    name: 'A trust of one session name admits no other',
    arrange: bySource(() => trust({ AWS: `arn:aws:sts::${SOURCE}:assumed-role/source/deployer` })),
    allowed: false,
    layer: 'trust',
  },
  {
    name: 'A condition on aws:PrincipalArn sees the role with its path',
    arrange: bySource((sourceArn) => trust({ AWS: SOURCE }, { ArnEquals: { 'aws:PrincipalArn': sourceArn } })),
    allowed: true,
  },
  {
    name: 'A condition on aws:PrincipalArn without the path does not match a role under a path',
    arrange: bySource(() =>
      trust({ AWS: SOURCE }, { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${SOURCE}:role/source` } }),
    ),
    allowed: false,
    layer: 'trust',
  },
];

const LIFE_CASES: readonly AssumeRoleCase[] = [
  {
    name: 'A source role that was deleted and made again is not trusted until the trust is saved again',
    arrange(world) {
      const request = bySource(plainTrust)(world);
      deleteRole(world, SOURCE, 'source');
      addRole(world, { name: 'source', path: '/amp-scraper/', inline: [MAY_ASSUME] });
      return request;
    },
    allowed: false,
    layer: 'trust',
  },
  {
    name: 'Saving the trust policy again revives it',
    arrange(world) {
      const request = bySource(plainTrust)(world);
      deleteRole(world, SOURCE, 'source');
      const sourceArn = addRole(world, { name: 'source', path: '/amp-scraper/', inline: [MAY_ASSUME] });
      const PolicyDocument = plainTrust(sourceArn);
      invoke(world, TARGET, 'UpdateAssumeRolePolicy', { RoleName: 'target', PolicyDocument });
      return request;
    },
    allowed: true,
  },
  {
    name: 'A role that does not exist is refused like any other',
    arrange: () => ({
      principal: { kind: 'arn', arn: `arn:aws:iam::${SOURCE}:user/anybody` },
      roleArn: `arn:aws:iam::${TARGET}:role/missing`,
    }),
    allowed: false,
    layer: 'trust',
  },
  {
    name: 'A boundary that leaves AssumeRole out refuses it',
    arrange(world) {
      const boundary = [{ Effect: 'Allow', Action: 'aps:*', Resource: '*' }];
      const sourceArn = addRole(world, { name: 'source', inline: [MAY_ASSUME], boundary });
      const roleArn = addRole(world, { name: 'target', account: TARGET, trust: plainTrust(sourceArn) });
      return { principal: { kind: 'role', roleArn: sourceArn }, roleArn };
    },
    allowed: false,
    layer: 'boundary',
  },
  {
    name: "An account's root cannot assume a role that trusts another principal",
    arrange(world) {
      const { roleArn } = bySource(withExternalId(SCRAPER))(world);
      return {
        principal: { kind: 'arn', arn: `arn:aws:iam::${TARGET}:root` },
        roleArn,
        externalId: SCRAPER,
      };
    },
    allowed: false,
    layer: 'trust',
  },
];

export const ASSUME_ROLE_CASES: readonly AssumeRoleCase[] = [...SCRAPER_CASES, ...CHAIN_CASES, ...LIFE_CASES];
