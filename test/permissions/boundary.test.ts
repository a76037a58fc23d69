import { describe, expect, test } from 'vitest';
import { parseConfiguration, readConfiguration } from '../../infra/configuration/configuration.ts';
import { provisionerPolicies } from '../../infra/permissions/provisioner.ts';
import { evaluate } from '../../local/policies/authorize.ts';
import { freshWorld } from '../workflow/support.ts';
import { addRole, SOURCE } from './world.ts';

const policyArn = (name: string, accountId = SOURCE) => `arn:aws:iam::${accountId}:policy/${name}`;
const OWN = policyArn('security/cap');
const OURS = policyArn('amp-scraper-boundary');
const SOURCE_ROLE = `arn:aws:iam::${SOURCE}:role/amp-scraper/amp-scraper-source-0123456789abcdef0123`;
const CONFIGURED = { ...readConfiguration(), connectionRoleBoundary: 'security/cap' };

/** Whether a provisioner of the configuration may. */
async function may(action: string, resourceArn: string, boundary?: string, configuration: object = CONFIGURED) {
  const world = freshWorld();
  const arn = `arn:aws:iam::${SOURCE}:role/of-this-test`;
  const policies = provisionerPolicies(parseConfiguration(configuration, 'x.json'), SOURCE);
  addRole(world, arn, { AWS: `arn:aws:iam::${SOURCE}:root` }, {});
  const role = world.accounts[SOURCE]?.roles[arn];
  if (role === undefined) throw new Error('There is no role.');
  role.inlinePolicies = Object.fromEntries(
    Object.entries(policies).map(([name, document]) => [name, JSON.stringify(document)]),
  );
  const context = boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary };
  const check = { action, resourceArn, resourceAccountId: SOURCE, context };
  return (await evaluate(world, { kind: 'role', roleArn: arn }, check)).allowed;
}

describe('where the organization has a boundary of its own, a provisioner', () => {
  test.each([
    ['iam:CreateRole', OWN, true],
    ['iam:CreateRole', OURS, true],
    ['iam:PutRolePermissionsBoundary', OWN, true],
    ['iam:PutRolePolicy', OWN, true],
    ['iam:CreateRole', policyArn('cap'), false],
    ['iam:CreateRole', policyArn('security/cap', '222222222222'), false],
    ['iam:CreateRole', 'arn:aws:iam::aws:policy/AdministratorAccess', false],
    ['iam:CreateRole', undefined, false],
  ])('may %s within %s: %s', async (action, boundary, allowed) => {
    expect(await may(action, SOURCE_ROLE, boundary)).toBe(allowed);
  });

  test.each(['iam:GetPolicy', 'iam:GetPolicyVersion'])('may %s of that policy, and of no other', async (action) => {
    expect(await may(action, OWN)).toBe(true);
    expect(await may(action, OURS)).toBe(false);
    expect(await may(action, policyArn('security/cap2'))).toBe(false);
  });

  test.each(['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion', 'iam:DeletePolicy'])(
    'may not %s',
    async (action) => {
      expect(await may(action, OWN)).toBe(false);
    },
  );
});

test('where it has none, a provisioner reads no policy and takes ours alone', async () => {
  const sample = readConfiguration();
  expect(await may('iam:GetPolicy', OURS, undefined, sample)).toBe(false);
  expect(await may('iam:CreateRole', SOURCE_ROLE, OURS, sample)).toBe(true);
  expect(await may('iam:CreateRole', SOURCE_ROLE, OWN, sample)).toBe(false);
});
