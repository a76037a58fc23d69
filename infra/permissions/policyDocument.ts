import type * as policy from '../../functions/shared/roles/policyDocument.ts';

/** A statement of the stacks' has a name, which the reasons of cdk-nag's findings give. */
export type Statement = policy.Statement & { Sid: string };
/** A policy as plain data, which the stacks write out and the embedded AWS evaluates. */
export type PolicyDocument = policy.PolicyDocument<Statement>;

/** The trust of a role that an AWS service assumes. */
export function serviceTrust(service: string, condition?: Statement['Condition']): PolicyDocument {
  return policyDocument([
    {
      Sid: 'Service',
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
      ...(condition ? { Condition: condition } : {}),
    },
  ]);
}

/**
 * Of the one version of the policy language that has policy variables
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html).
 */
export function policyDocument(statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: [...statements] };
}
