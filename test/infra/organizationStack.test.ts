import { describe, expect, test } from 'vitest';
import { synthesize } from '../../infra/app.ts';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { stackSetTemplates } from '../../infra/stacks/stackSets.ts';
import { template } from './support.ts';

const organized = readConfiguration(new URL('organizationConfiguration.json', import.meta.url));
if (organized.organization === undefined) throw new Error('The sample of an organization has none.');
const organization = { ...organized.organization, stackSets: true };
const configuration = { ...organized, organization, regions: ['us-west-2', 'us-east-1'] };
const stacks = synthesize(configuration, { bundling: false }).filter(({ kind }) => kind === 'organization');
const resources = template.parse(stacks[0]?.template).Resources;
const [account, region] = [resources['Account'], resources['Region']];

describe("the organization's stack", () => {
  test('is there once, in the home Region of the workflow account, and only where it is configured', () => {
    expect(stacks.map(({ stackName, accountId, region: at }) => [stackName, accountId, at])).toEqual([
      ['amp-scraper-organization', '333333333333', 'us-west-2'],
    ]);
    const without = synthesize(organized, { bundling: false });
    expect(without.filter(({ kind }) => kind === 'organization')).toEqual([]);
  });

  test('has the two templates as they are, for the OUs of the configuration, those that join included', () => {
    const templates = stackSetTemplates(configuration);
    for (const [kind, one] of [
      ['account', account],
      ['region', region],
    ] as const) {
      expect(one?.Properties).toMatchObject({
        StackSetName: `amp-scraper-${kind}`,
        PermissionModel: 'SERVICE_MANAGED',
        CallAs: 'DELEGATED_ADMIN',
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: true },
        OperationPreferences: { FailureTolerancePercentage: 100 },
        TemplateBody: JSON.stringify(templates[kind]),
      });
    }
  });

  test('puts the account template into the home Region alone, then the region template into every Region', () => {
    const targets = {
      OrganizationalUnitIds: organization.organizationalUnitIds,
      Accounts: ['777777777777'],
      AccountFilterType: 'DIFFERENCE',
    };
    const group = (one: typeof account) => one?.Properties['StackInstancesGroup'];
    expect(group(account)).toEqual([{ Regions: ['us-west-2'], DeploymentTargets: targets }]);
    expect(group(region)).toEqual([{ Regions: ['us-west-2', 'us-east-1'], DeploymentTargets: targets }]);
    expect(JSON.stringify(stacks[0]?.template)).toContain('"DependsOn":["Account"]');
  });

  test('takes the root where the whole organization is configured, and filters nothing where nothing is excluded', () => {
    const whole = { id: organization.id, rootId: 'r-ab12', excludedAccounts: [], stackSets: true };
    const found = synthesize({ ...configuration, organization: whole }, { bundling: false });
    const text = JSON.stringify(found.find(({ kind }) => kind === 'organization')?.template);
    expect(text).toContain('"DeploymentTargets":{"OrganizationalUnitIds":["r-ab12"]}');
  });
});
