import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { Stack, type IResolvable, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import {
  ACCOUNT_STACK_VERSION,
  boundaryPolicyName,
  provisionerRoleName,
  versionTagKey,
} from '../../functions/shared/names.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { acknowledgeWildcards } from '../constructs/nag.ts';
import { addOutputs } from '../constructs/outputs.ts';
import { boundaryDocument } from '../permissions/boundary.ts';
import { provisionerPolicies, provisionerTrust } from '../permissions/provisioner.ts';

interface AccountStackProps extends StackProps {
  configuration: Configuration;
  /** The provisioner's inline policies; those of the configured account unless given. */
  policies?: (stack: AccountStack) => (CfnRole.PolicyProperty | IResolvable)[];
}

/**
 * What every configured account needs before anything can be onboarded in it: the provisioner, which the workflow's
 * functions assume, and the boundary of the roles that it makes. IAM alone, so once per account, in whatever Region.
 */
export class AccountStack extends Stack {
  constructor(scope: Construct, id: string, { configuration, policies, ...props }: AccountStackProps) {
    const { name } = configuration;
    super(scope, id, { ...props, description: `${name}: an account's provisioner and boundary (IAM alone)` });
    const boundary = boundaryDocument(configuration);
    const documents = provisionerPolicies(configuration, this.account);
    const policy = new CfnManagedPolicy(this, 'Boundary', {
      managedPolicyName: boundaryPolicyName(name),
      policyDocument: boundary,
    });
    const provisioner = new CfnRole(this, 'Provisioner', {
      roleName: provisionerRoleName(name),
      description: `Assumed by ${name}'s functions to connect this account's clusters and workspaces`,
      tags: [{ key: versionTagKey(name), value: String(ACCOUNT_STACK_VERSION) }],
      assumeRolePolicyDocument: provisionerTrust(configuration),
      policies: policies?.(this) ?? inlinePolicies(documents),
    });
    acknowledgeWildcards(this, { boundary, ...documents });
    addOutputs(
      this,
      'Nothing in this account. Once its workflow is deployed, ask for a connection by one of the doors.',
      {
        ProvisionerArn: { value: provisioner.attrArn, description: "The role that the workflow's functions assume" },
        BoundaryArn: { value: policy.ref, description: 'The permissions boundary of the roles that it makes' },
      },
    );
  }
}

function inlinePolicies(documents: Record<string, object>): CfnRole.PolicyProperty[] {
  return Object.entries(documents).map(([policyName, policyDocument]) => ({ policyName, policyDocument }));
}
