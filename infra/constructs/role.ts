import { CfnRole, Role, type IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { PolicyDocument } from '../permissions/policyDocument.ts';

export interface FixedRoleProps {
  roleName: string;
  description: string;
  trust: PolicyDocument;
  /** The inline policies by name. */
  policies: Record<string, PolicyDocument>;
}

/** A role that is exactly its documents: no construct that is given it can add a statement. */
export class FixedRole extends Construct {
  readonly role: IRole;
  readonly resource: CfnRole;

  constructor(scope: Construct, id: string, { roleName, description, trust, policies }: FixedRoleProps) {
    super(scope, id);
    this.resource = new CfnRole(this, 'Resource', {
      roleName,
      description,
      assumeRolePolicyDocument: trust,
      policies: Object.entries(policies).map(([policyName, policyDocument]) => ({ policyName, policyDocument })),
    });
    this.role = Role.fromRoleArn(this, 'Fixed', this.resource.attrArn, { mutable: false });
  }
}
