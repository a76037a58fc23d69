import { Tags, type Stack } from 'aws-cdk-lib/core';
import type { Configuration } from '../configuration/configuration.ts';

/** A role's own tags go before those of everything. */
const OF_ROLES = { includeResourceTypes: ['AWS::IAM::Role'], priority: 200 };

/** Gives every resource of the stack that takes tags those of the configuration, and its roles their own. */
export function tagResources(stack: Stack, { tags, roleTags }: Pick<Configuration, 'tags' | 'roleTags'>): void {
  const of = Tags.of(stack);
  for (const [key, value] of Object.entries(tags)) of.add(key, value);
  for (const [key, value] of Object.entries(roleTags)) of.add(key, value, OF_ROLES);
}
