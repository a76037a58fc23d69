import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { operatorPolicyName } from '../../functions/shared/names.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { acknowledgeWildcards } from '../constructs/nag.ts';
import { addOutputs } from '../constructs/outputs.ts';
import { operatorPermissions } from '../permissions/operator.ts';

/** The policy to attach to whoever may use the console door. IAM alone, so once, in the home Region. */
export class OperatorStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { configuration, ...props }: StackProps & { configuration: Configuration },
  ) {
    const { name } = configuration;
    super(scope, id, { ...props, description: `${name}: the policy of who starts and stops executions (IAM alone)` });
    const operator = operatorPermissions(configuration);
    const { ref } = new CfnManagedPolicy(this, 'Operator', {
      managedPolicyName: operatorPolicyName(name),
      policyDocument: operator,
    });
    acknowledgeWildcards(this, { operator });
    addOutputs(this, 'Attach the policy to the roles of those who start and stop executions.', {
      OperatorPolicyArn: { value: ref, description: 'What the console door takes' },
    });
  }
}
