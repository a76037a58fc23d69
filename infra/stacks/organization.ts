import { CfnStackSet, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Configuration } from '../configuration/configuration.ts';
import type { Organization } from '../configuration/fields.ts';
import { addOutputs, consoleUrl } from '../constructs/outputs.ts';
import { checkTemplates } from '../configuration/templateSizes.ts';
import { stackSetTemplates } from './stackSets.ts';

interface OrganizationStackProps extends StackProps {
  configuration: Configuration;
  organization: Organization;
}

/**
 * The two stack sets of an organization whose StackSets nobody else runs, in the workflow account, which has to be a delegated administrator
 * of StackSets. Every account that is in the OUs, now or later, gets both templates but the management account, which service-managed stack
 * sets leave out (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-associate-stackset-with-org.html). An account
 * that leaves keeps its stacks: what is connected can be taken away only with them. The stack is protected, since its deletion takes the
 * provisioners out of all accounts.
 */
export class OrganizationStack extends Stack {
  constructor(scope: Construct, id: string, { configuration, organization, ...props }: OrganizationStackProps) {
    const { name, partition, homeRegion, regions } = configuration;
    const description = `${name}: the stack sets that put its templates into the organization's accounts`;
    super(scope, id, { ...props, description, terminationProtection: true });
    const { account: ofAccount, region: ofRegion } = stackSetTemplates(configuration);
    const templates = { account: JSON.stringify(ofAccount), region: JSON.stringify(ofRegion) };
    checkTemplates(templates, 'inline');
    const add = (kind: 'account' | 'region', into: readonly string[]) =>
      new CfnStackSet(this, kind === 'account' ? 'Account' : 'Region', {
        stackSetName: `${name}-${kind}`,
        description: `${name}: ${kind === 'account' ? 'provisioner and boundary' : 'forwards cluster tag events'}`,
        permissionModel: 'SERVICE_MANAGED',
        callAs: 'DELEGATED_ADMIN',
        capabilities: ['CAPABILITY_NAMED_IAM'],
        autoDeployment: { enabled: true, retainStacksOnAccountRemoval: true },
        managedExecution: { Active: true },
        operationPreferences: {
          failureTolerancePercentage: 100,
          maxConcurrentPercentage: 100,
          regionConcurrencyType: 'PARALLEL',
        },
        stackInstancesGroup: [{ regions: [...into], deploymentTargets: targetsOf(organization) }],
        templateBody: templates[kind],
      });
    const account = add('account', [homeRegion]);
    add('region', regions).addResourceDependency(account);
    addOutputs(
      this,
      'See that no instance has failed; then put the templates by hand into the management account, if it is to be connected.',
      {
        StackSetsConsole: {
          value: consoleUrl(partition, homeRegion, `cloudformation/home?region=${homeRegion}#/stacksets`),
          description: 'The stack sets and their instances',
        },
      },
    );
  }
}

/** Automatic deployment does not go by the filter, so that the templates refuse excluded accounts, too. */
function targetsOf({ organizationalUnitIds, rootId = '', excludedAccounts }: Organization) {
  return {
    organizationalUnitIds: organizationalUnitIds ?? [rootId],
    ...(excludedAccounts.length > 0 ? { accounts: excludedAccounts, accountFilterType: 'DIFFERENCE' } : {}),
  };
}
