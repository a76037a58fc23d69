import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, Stack } from 'aws-cdk-lib/core';
import { FUNCTION_NAMES, type FunctionName } from '../functions/shared/names.ts';
import { forwardingAccounts, workspaceNamesOf, type Configuration } from './configuration/configuration.ts';
import { configure } from './constructs/configured.ts';
import { placeholderKey } from './constructs/workflowFunction.ts';
import { newApp } from './newApp.ts';
import { namedConfigurations } from './configuration/namedConfigurations.ts';
import { checkQuotas } from './configuration/quotas.ts';
import { checkTemplates } from './configuration/templateSizes.ts';
import { AccountStack } from './stacks/account.ts';
import { OperatorStack } from './stacks/operator.ts';
import { OrganizationStack } from './stacks/organization.ts';
import { ProductDoorStack } from './stacks/product.ts';
import { RegionStack } from './stacks/region.ts';
import { stackSetTemplates } from './stacks/stackSets.ts';
import { StateStack } from './stacks/state.ts';
import { WorkflowStack } from './stacks/workflow.ts';

/** In what a synthesis may differ from a deployment's: tests and the local run look at stacks without their code. */
export interface SynthesisOptions {
  /** false: placeholders in place of the functions' code, which makes it quick. */
  bundling: boolean;
  /** Texts for the placeholders of some functions, for two syntheses that differ in those alone. */
  placeholders?: Partial<Record<FunctionName, string>>;
  /** @default a folder that is gone afterwards */
  outdir?: string;
  /** The folder of the products' versions that were deployed before (`recordVersions`). @default there are none */
  productVersions?: string;
}

/** A stack as CloudFormation gets it. */
export interface SynthesizedStack {
  stackName: string;
  kind: 'state' | 'workflow' | 'account' | 'region' | 'organization' | 'product' | 'operator';
  accountId: string;
  region: string;
  template: unknown;
}

interface Deployed {
  kind: SynthesizedStack['kind'];
  stack: Stack;
}

/**
 * The whole product, for every configured account and Region; of an organization what is in the workflow account, since which accounts
 * it has is not known here (`memberStacks`). The CDK CLI, the tests and the local run synthesize here.
 * @throws ConfigurationError when the configuration exceeds a quota of AWS, or a scrape configuration that ships is broken
 */
export function synthesize(configuration: Configuration, options: SynthesisOptions): SynthesizedStack[] {
  checkQuotas(configuration);
  namedConfigurations();
  if (options.outdir !== undefined) return synthesizeInto(options.outdir, configuration, options);
  const outdir = mkdtempSync(join(tmpdir(), 'amp-scraper-cdk.out-'));
  try {
    return synthesizeInto(outdir, configuration, options);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function synthesizeInto(outdir: string, configuration: Configuration, options: SynthesisOptions): SynthesizedStack[] {
  const app = newApp({ outdir, validation: options.bundling });
  for (const name of FUNCTION_NAMES) app.node.setContext(placeholderKey(name), options.placeholders?.[name]);
  const deployed = compose(app, configuration, options);
  for (const { stack } of deployed) configure(stack, configuration);
  const assembly = app.synth();
  const stacks = deployed.map(({ kind, stack }): SynthesizedStack => {
    const { template } = assembly.getStackByName(stack.stackName);
    return { stackName: stack.stackName, kind, accountId: stack.account, region: stack.region, template };
  });
  checkTemplates(
    Object.fromEntries(stacks.map(({ stackName, template }) => [stackName, JSON.stringify(template)])),
    'inS3',
  );
  return stacks;
}

/**
 * What the two templates of an organization become in accounts of it, as StackSets put them there: the account's in the home Region, the
 * Region's in every one.
 */
export function memberStacks(configuration: Configuration, accountIds: readonly string[]): SynthesizedStack[] {
  const { account, region } = stackSetTemplates(configuration);
  const { name, homeRegion, regions } = configuration;
  return accountIds.flatMap((accountId): SynthesizedStack[] => [
    { stackName: `${name}-account`, kind: 'account', accountId, region: homeRegion, template: account },
    ...regions.map((one): SynthesizedStack => {
      return { stackName: `${name}-region`, kind: 'region', accountId, region: one, template: region };
    }),
  ]);
}

/** All stacks of the product, as children of the app. */
export function compose(
  app: App,
  configuration: Configuration,
  { bundling, productVersions }: Pick<SynthesisOptions, 'bundling' | 'productVersions'>,
): Deployed[] {
  const { name, workflowAccountId, accounts, regions, homeRegion } = configuration;
  const workflow = (region: string) => ({ configuration, env: { account: workflowAccountId, region } });
  const operator = { configuration, env: { account: workflowAccountId, region: homeRegion } };
  return [
    ...accounts.map((account): Deployed => {
      const props = { configuration, env: { account, region: homeRegion } };
      return { kind: 'account', stack: new AccountStack(app, `${name}-account-${account}`, props) };
    }),
    ...regions.flatMap((region): Deployed[] => {
      const { env } = workflow(region);
      const state = new StateStack(app, `${name}-state-${region}`, { installation: name, env });
      const props = { ...workflow(region), bundling };
      const stack = new WorkflowStack(app, `${name}-workflow-${region}`, props);
      stack.addStackDependency(state);
      return [
        { kind: 'state', stack: state },
        { kind: 'workflow', stack },
      ];
    }),
    ...regions.flatMap((region) =>
      forwardingAccounts(configuration).map((account): Deployed => {
        const props = { configuration, env: { account, region } };
        return { kind: 'region', stack: new RegionStack(app, `${name}-region-${account}-${region}`, props) };
      }),
    ),
    ...regions
      .filter((region) => workspaceNamesOf(configuration, region).length > 0)
      .map((region): Deployed => {
        const props = { ...workflow(region), productVersions };
        return { kind: 'product', stack: new ProductDoorStack(app, `${name}-product-${region}`, props) };
      }),
    ...(configuration.organization?.stackSets
      ? [
          {
            kind: 'organization',
            stack: new OrganizationStack(app, `${name}-organization`, {
              ...operator,
              organization: configuration.organization,
            }),
          } as const,
        ]
      : []),
    { kind: 'operator', stack: new OperatorStack(app, `${name}-operator`, operator) },
  ];
}
