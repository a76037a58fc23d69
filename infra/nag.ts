import { Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** Suppresses rules of cdk-nag on a construct and what is below it, for one reason. */
export function acknowledge(construct: IConstruct, ids: string[], reason: string): void {
  Validations.of(construct).acknowledge(...ids.map((id) => ({ id, reason })));
}
