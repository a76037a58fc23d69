import { Aws, CfnRule, Fn, type ICfnConditionExpression, type Stack } from 'aws-cdk-lib/core';
import { forwardingAccounts, type Configuration } from '../configuration/configuration.ts';

/**
 * Where the two templates that others put into accounts may be: CloudFormation evaluates a template's Rules before it makes or changes
 * anything, and refuses it with the assertion's text. That a rule may go by pseudo parameters alone is known from templates of others that
 * do, and is assumed (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html speaks of parameters).
 */
export function keepAccountTemplateInPlace(stack: Stack, configuration: Configuration): void {
  const { homeRegion } = configuration;
  assertion(
    stack,
    'HomeRegion',
    Fn.conditionEquals(Aws.REGION, homeRegion),
    `This template is for the home Region, ${homeRegion}, alone: IAM has no Regions, and its roles exist already.`,
  );
  keepOutOfExcluded(stack, configuration);
}

/**
 * Of listed accounts the workflow account must not have it: its own events are on its default bus. In an organization it forwards like
 * the others. No rule names the Regions: another one would change the template in every account, and where no workflow is nothing
 * arrives but in the dead-letter queue.
 */
export function keepRegionTemplateInPlace(stack: Stack, configuration: Configuration): void {
  if (configuration.organization !== undefined) return keepOutOfExcluded(stack, configuration);
  const accounts = forwardingAccounts(configuration).toSorted();
  assertion(
    stack,
    'SourceAccount',
    Fn.conditionContains(accounts.length > 0 ? accounts : ['none'], Aws.ACCOUNT_ID),
    'This template is for the configured source accounts alone, and never for the workflow account, whose own events need no forwarding.',
  );
}

function keepOutOfExcluded(stack: Stack, { organization }: Configuration): void {
  const { excludedAccounts = [] } = organization ?? {};
  if (excludedAccounts.length === 0) return;
  assertion(
    stack,
    'NotExcluded',
    Fn.conditionNot(Fn.conditionContains(excludedAccounts.toSorted(), Aws.ACCOUNT_ID)),
    "The configuration's organization.excludedAccounts leaves this account out: nothing is made in it.",
  );
}

function assertion(stack: Stack, id: string, assert: ICfnConditionExpression, assertDescription: string): void {
  new CfnRule(stack, id, { assertions: [{ assert, assertDescription }] });
}
