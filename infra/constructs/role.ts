import { CfnRole, Role, type IRole } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { roleArn } from '../../functions/shared/names.ts';
import type { PolicyDocument } from '../permissions/policyDocument.ts';

interface FixedRoleProps {
  /** @default / */
  path?: string;
  roleName: string;
  description: string;
  trust: PolicyDocument;
  /** The inline policies by name. */
  policies: Record<string, PolicyDocument>;
}

/** A role that is exactly its documents: no construct that is given it can add a statement. */
export class FixedRole extends Construct {
  /** For constructs that take a role; they depend on it. */
  readonly role: IRole;
  /** For resources that take an ARN. */
  readonly arn: string;

  constructor(scope: Construct, id: string, { path = '/', roleName, description, trust, policies }: FixedRoleProps) {
    super(scope, id);
    const { partition, account } = Stack.of(this);
    // By its literal ARN: of an ARN that is known only later, CDK cannot tell that it is of the same account, and would open
    // functions to the role by their own policies.
    this.role = Role.fromRoleArn(this, 'Fixed', roleArn(partition, account, `${path.slice(1)}${roleName}`), {
      mutable: false,
    });
    // Below the role, so that who depends on the role depends on its resource.
    const resource = new CfnRole(this.role, 'Resource', {
      path,
      roleName,
      description,
      assumeRolePolicyDocument: trust,
      policies: Object.entries(policies).map(([policyName, policyDocument]) => ({ policyName, policyDocument })),
    });
    this.arn = resource.attrArn;
  }
}
