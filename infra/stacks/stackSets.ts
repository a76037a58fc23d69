import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Aws, CfnCondition, CfnMapping, Fn, type App, type IResolvable } from 'aws-cdk-lib/core';
import * as z from 'zod';
import { newApp } from '../newApp.ts';
import { ownWorkspaces, sourceAccounts, type Configuration } from '../configuration/configuration.ts';
import {
  OWN_ROLE_POLICY,
  ownRolePermissions,
  SOURCE_ACCOUNT_POLICY,
  sourceAccountPermissions,
  TARGET_ACCOUNT_POLICY,
  targetAccountPermissions,
} from '../permissions/provisioner.ts';
import { configure } from '../constructs/configured.ts';
import type { PolicyDocument } from '../permissions/policyDocument.ts';
import { AccountStack } from './account.ts';
import { RegionStack } from './region.ts';
import { keepAccountTemplateInPlace, keepRegionTemplateInPlace } from './whereabouts.ts';

/**
 * The account and the Region template for CloudFormation StackSets, which put one template into many accounts: no assets, no
 * CDK bootstrap. Of listed accounts, what differs comes from the pseudo parameters and a mapping by account id: one that is not
 * configured is in no mapping, so that CloudFormation refuses the template there. Accounts of an organization differ in nothing but
 * their ids.
 */
export function stackSetTemplates(configuration: Configuration): Record<'account' | 'region', unknown> {
  const outdir = mkdtempSync(join(tmpdir(), 'amp-scraper-stack-sets-'));
  try {
    return templates(newApp({ outdir, validation: true }), configuration);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function templates(app: App, configuration: Configuration): Record<'account' | 'region', unknown> {
  const account = new AccountStack(app, 'account', {
    configuration,
    ...(configuration.organization === undefined
      ? { policies: (stack: AccountStack) => policiesByAccount(stack, configuration) }
      : {}),
  });
  const region = new RegionStack(app, 'region', { configuration });
  keepAccountTemplateInPlace(account, configuration);
  keepRegionTemplateInPlace(region, configuration);
  for (const stack of [account, region]) configure(stack, configuration);
  const assembly = app.synth();
  return {
    account: withoutBootstrap(assembly.getStackByName(account.stackName).template),
    region: withoutBootstrap(assembly.getStackByName(region.stackName).template),
  };
}

const sections = z.looseObject({ Parameters: z.unknown(), Rules: z.record(z.string(), z.unknown()) });

/** A stack without assets needs nothing of the CDK's bootstrap: a parameter and a rule are about its version alone. */
function withoutBootstrap(template: unknown): Record<string, unknown> {
  const { Parameters: _parameters, Rules, ...rest } = sections.parse(template);
  const { CheckBootstrapVersion: _bootstrap, ...rules } = Rules;
  return Object.keys(rules).length > 0 ? { ...rest, Rules: rules } : rest;
}

function policiesByAccount(
  stack: AccountStack,
  configuration: Configuration,
): (IResolvable | CfnRole.PolicyProperty)[] {
  const sources = sourceAccounts(configuration);
  const accounts = new CfnMapping(stack, 'Accounts', {
    mapping: Object.fromEntries(
      configuration.accounts.map((id) => {
        const workspaces = ownWorkspaces(configuration, id);
        return [
          id,
          {
            hasClusters: String(sources.includes(id)),
            hasWorkspaces: String(workspaces.length > 0),
            // A mapping has no empty list; nothing reads this one.
            workspaces: workspaces.length > 0 ? workspaces : ['none'],
          },
        ];
      }),
    ),
  });
  const onlyIf = (key: 'hasClusters' | 'hasWorkspaces', name: string, document: PolicyDocument) => {
    const condition = new CfnCondition(stack, `${key.charAt(0).toUpperCase()}${key.slice(1)}`, {
      expression: Fn.conditionEquals(accounts.findInMap(Aws.ACCOUNT_ID, key), 'true'),
    });
    return Fn.conditionIf(condition.logicalId, { PolicyName: name, PolicyDocument: document }, { Ref: 'AWS::NoValue' });
  };
  const workspaces = Fn.findInMap(accounts.logicalId, Aws.ACCOUNT_ID, 'workspaces');
  return [
    { policyName: OWN_ROLE_POLICY, policyDocument: ownRolePermissions(configuration, Aws.ACCOUNT_ID) },
    onlyIf('hasClusters', SOURCE_ACCOUNT_POLICY, sourceAccountPermissions(configuration, Aws.ACCOUNT_ID)),
    onlyIf('hasWorkspaces', TARGET_ACCOUNT_POLICY, targetAccountPermissions(configuration, Aws.ACCOUNT_ID, workspaces)),
  ];
}
