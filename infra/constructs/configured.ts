import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Aspects, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import type { Configuration } from '../configuration/configuration.ts';
import { encryptResources } from './customerKeys.ts';
import { tagResources } from './tags.ts';

/** What the configuration has of every resource of a stack, whichever construct makes it. */
export function configure(stack: Stack, configuration: Configuration): void {
  tagResources(stack, configuration);
  encryptResources(stack, configuration.keys);
  if (configuration.terminationProtection) stack.terminationProtection = true;
  if (configuration.retainLogs) retainLogs(stack);
}

/** Log groups outlive their stack, but for those that a first deployment made which failed: they would be in the way of the next. */
function retainLogs(stack: Stack): void {
  Aspects.of(stack).add({
    visit: (node) => {
      if (node instanceof CfnLogGroup) node.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    },
  });
}
