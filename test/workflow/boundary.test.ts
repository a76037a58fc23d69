import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { exportProblem, iamAuthorizer } from '../../local/scrapers/chain.ts';
import type { Account, World } from '../../local/state/state.ts';
import { FLEET_HUB, FLEET_ORGANIZATION } from '../../local/world/fleet.ts';
import { behind, INPUTS, MEMBER, redeployed, REQUEST } from './perimeter.ts';
import { scrapers } from './support.ts';

const NAME = 'security/cap-of-roles';
const OWN = { connectionRoleBoundary: NAME };
const boundaryIn = (accountId: string) => `arn:aws:iam::${accountId}:policy/${NAME}`;
const TRUSTED = ['arn:aws:iam::*:role/cdk-*', 'arn:aws:iam::*:role/stacksets-exec-*'];

/** After AWS's samples (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html): no role without. */
const DEMANDED = {
  Sid: 'NoRoleWithoutOurBoundary',
  Effect: 'Deny',
  Action: ['iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy', 'iam:AttachRolePolicy'],
  Resource: '*',
  Condition: {
    ArnNotLikeIfExists: { 'iam:PermissionsBoundary': `arn:aws:iam::*:policy/${NAME}` },
    ArnNotLike: { 'aws:PrincipalArn': TRUSTED },
  },
};
const PERIMETER = { services: [DEMANDED] };

/** What of ours has to be in it, beside what the organization caps by it. */
const ALLOWING = [
  {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Resource: 'arn:aws:iam::*:role/amp-scraper/amp-scraper-target-*',
    Condition: { StringEquals: { 'aws:ResourceOrgID': FLEET_ORGANIZATION } },
  },
  { Effect: 'Allow', Action: ['aps:RemoteWrite', 's3:GetObject'], Resource: '*' },
];

function accountOf(world: World, accountId: string): Account {
  const account = world.accounts[accountId];
  if (account === undefined) throw new Error(`There is no ${accountId}.`);
  return account;
}

/** The organization's policy, as whatever it uses puts it into its accounts. */
function withBoundary(world: World, statements: readonly object[] = ALLOWING, accounts = [MEMBER, FLEET_HUB]): void {
  for (const accountId of accounts) {
    const arn = boundaryIn(accountId);
    const document = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    accountOf(world, accountId).policies[arn] = { arn, policyName: 'cap-of-roles', path: '/security/', document };
  }
  world.iamRevision += 1;
}

const boundaries = (world: World) => {
  const [scraper] = scrapers(world);
  return [
    accountOf(world, MEMBER).roles[scraper?.sourceRoleArn ?? '']?.permissionsBoundaryArn,
    accountOf(world, FLEET_HUB).roles[scraper?.targetRoleArn ?? '']?.permissionsBoundaryArn,
  ];
};
const MADE = { output: { outcome: 'ONBOARDED' } };

describe('an organization that demands a boundary of its own', () => {
  test('lets no connection be made with ours, and nothing is left', async () => {
    const { world, go } = await behind(PERIMETER);
    withBoundary(world);
    expect(await go()).toMatchObject({ status: 'FAILED', error: 'AccessDenied' });
    expect(scrapers(world)).toEqual([]);
  });

  test.each(['console', 'tag', 'product'] as const)('gets connections with it by the %s door', async (door) => {
    const { world, go } = await behind(PERIMETER, OWN);
    withBoundary(world);
    expect(await go(INPUTS[door]())).toMatchObject(MADE);
    expect(boundaries(world)).toEqual([boundaryIn(MEMBER), boundaryIn(FLEET_HUB)]);
  });

  test('has it put back where somebody took it off, and offboard takes the connection away', async () => {
    const { world, go } = await behind(PERIMETER, OWN);
    withBoundary(world);
    await go();
    const [scraper] = scrapers(world);
    const source = accountOf(world, MEMBER).roles[scraper?.sourceRoleArn ?? ''];
    delete source?.permissionsBoundaryArn;
    world.iamRevision += 1;
    expect(await go()).toMatchObject({ output: { repaired: [expect.stringContaining('permissions boundary')] } });
    expect(boundaries(world)).toEqual([boundaryIn(MEMBER), boundaryIn(FLEET_HUB)]);
    expect(await go({ ...REQUEST, dryRun: true })).toMatchObject({ output: { plan: { changes: [] } } });
    expect(await go(REQUEST, { workflow: 'offboard' })).toMatchObject({ output: { outcome: 'OFFBOARDED' } });
    expect(scrapers(world)).toEqual([]);
  });

  test('and configures it later has it put on what is there, and is shown it first', async () => {
    const { world, go: before } = await behind({});
    withBoundary(world);
    expect(await before()).toMatchObject(MADE);
    const go = await redeployed(world, OWN);
    const planned = await go({ ...REQUEST, dryRun: true });
    expect(planned.output).toMatchObject({
      plan: { changes: [{ part: 'permissions boundary' }, { part: 'permissions boundary' }] },
    });
    expect(await go()).toMatchObject(MADE);
    expect(boundaries(world)).toEqual([boundaryIn(MEMBER), boundaryIn(FLEET_HUB)]);
  });

  test('what began before it was configured goes on with ours', async () => {
    const { world, go: before } = await behind({});
    withBoundary(world);
    await redeployed(world, OWN);
    expect(await before()).toMatchObject(MADE);
    expect(boundaries(world)).toEqual(
      [MEMBER, FLEET_HUB].map((id) => `arn:aws:iam::${id}:policy/amp-scraper-boundary`),
    );
  });
});

describe('a boundary of the organization that will not do is told before anything is made', () => {
  test.each([
    ['there is none in the source account', [FLEET_HUB], ALLOWING, ['clusterArn', boundaryIn(MEMBER)]],
    ['there is none in the target account', [MEMBER], ALLOWING, ['workspaceArn', boundaryIn(FLEET_HUB)]],
    ['it lets nobody assume target roles', [MEMBER, FLEET_HUB], ALLOWING.slice(1), ['clusterArn', 'sts:AssumeRole']],
    ['it lets nobody write', [MEMBER, FLEET_HUB], ALLOWING.slice(0, 1), ['workspaceArn', 'aps:RemoteWrite']],
  ])('%s', async (_name, accounts, statements, said) => {
    const { world, go } = await behind({}, OWN);
    withBoundary(world, statements, accounts);
    const { error, cause } = await go();
    expect(error).toBe('PreflightFailed');
    for (const one of said) expect(cause).toContain(one);
    expect(Object.keys(accountOf(world, MEMBER).roles).some((arn) => arn.includes('/amp-scraper/'))).toBe(false);
  });

  test('an account stack from before it is told by what the provisioner may not', async () => {
    const { world } = await behind({});
    withBoundary(world);
    const before = structuredClone(accountOf(world, MEMBER).roles);
    const go = await redeployed(world, OWN);
    Object.assign(accountOf(world, MEMBER).roles, before);
    world.iamRevision += 1;
    const { error, cause } = await go();
    expect(error).toBe('AccessDenied');
    expect(cause).toContain('iam:GetPolicy');
  });
});

test('a condition of it that is not met is seen by the samples that do not arrive', async () => {
  const { world, go } = await behind({}, OWN);
  const [assume, write] = ALLOWING;
  withBoundary(world, [
    { ...assume, Condition: { StringEquals: { 'aws:ResourceOrgID': 'o-another000' } } },
    { ...write },
  ]);
  expect(await go()).toMatchObject({ output: { outcome: 'NO_SAMPLES' } });
  const [scraper] = scrapers(world);
  if (scraper === undefined) throw new Error('There is no scraper.');
  expect(await exportProblem(world, scraper, iamAuthorizer)).toContain('because no permissions boundary allows');
});

describe('its being read', () => {
  const under = async (...faults: string[]) => {
    const { world, go } = await behind({}, OWN);
    withBoundary(world);
    return go(REQUEST, { faults: faultPlan(faults.map((text) => parseFault(text, OPERATIONS))) });
  };

  test.each([
    ['iam:GetPolicy:throttle:1'],
    ['iam:GetPolicy:lost-response:1'],
    ['iam:GetPolicyVersion:server-error:2'],
    ['iam:GetPolicyVersion:reset:1'],
  ])('is tried again while AWS is in trouble: %s', async (fault) => {
    expect(await under(fault)).toMatchObject(MADE);
  });

  test.each([['iam:GetPolicy:server-error:always'], ['iam:GetPolicyVersion:server-error:always']])(
    'ends the execution where AWS never answers well, and nothing is made: %s',
    async (fault) => {
      expect(await under(fault)).toMatchObject({ error: 'AwsUnavailable' });
    },
  );
});
