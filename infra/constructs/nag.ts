import { Token, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { PolicyDocument } from '../permissions/policyDocument.ts';

/** Suppresses rules of cdk-nag on a construct and what is below it, for one reason. */
export function acknowledge(construct: IConstruct, ids: string[], reason: string): void {
  Validations.of(construct).acknowledge(...ids.map((id) => ({ id, reason })));
}

/**
 * Suppresses cdk-nag's findings about exactly the wildcards of permission sets, each of which has its reason beside it in
 * infra/permissions. A wildcard that a construct of CDK adds is still found. What names an account that is known only when it is deployed
 * cannot be named in a suppression; those templates are checked as the configured accounts' own.
 */
export function acknowledgeWildcards(construct: IConstruct, documents: Record<string, PolicyDocument>): void {
  for (const [name, { Statement }] of Object.entries(documents)) {
    for (const { Sid, Resource = [] } of Statement) {
      const ids = [Resource]
        .flat()
        .filter((resource) => resource.includes('*') && !Token.isUnresolved(resource))
        .map((resource) => `AwsSolutions-IAM5[Resource::${resource}]`);
      acknowledge(construct, ids, `Statement ${Sid} of ${name}: its reason is beside it in infra/permissions.`);
    }
  }
}
