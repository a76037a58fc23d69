import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { App, type Stack } from 'aws-cdk-lib/core';
import { type Configuration } from './configuration.ts';
import { checkQuotas } from './quotas.ts';
import { AccountStack } from './stacks/account.ts';
import { WorkflowStack } from './stacks/workflow.ts';

export interface SynthesisOptions {
  /** false: placeholders in place of the functions' code, which makes it quick. */
  bundling: boolean;
  /** @default a temporary folder */
  outdir?: string;
}

/** A stack as CloudFormation gets it. */
export interface SynthesizedStack {
  stackName: string;
  kind: 'workflow' | 'account' | 'region' | 'product';
  accountId: string;
  region: string;
  template: unknown;
}

interface Deployed {
  kind: SynthesizedStack['kind'];
  stack: Stack;
}

/**
 * The whole product, for every configured account and Region. The CDK CLI, the tests and the local run synthesize here.
 * @throws RangeError when the configuration exceeds a quota of AWS
 */
export function synthesize(configuration: Configuration, options: SynthesisOptions): SynthesizedStack[] {
  checkQuotas(configuration);
  const app = newApp(options.outdir);
  const deployed = compose(app, configuration, options.bundling);
  const assembly = app.synth();
  return deployed.map(({ kind, stack }) => ({
    stackName: stack.stackName,
    kind,
    accountId: stack.account,
    region: stack.region,
    template: assembly.getStackByName(stack.stackName).template,
  }));
}

/** The feature flags are here and not in cdk.json: in process and by the CLI, the templates are the same. */
export function newApp(outdir?: string): App {
  return new App({
    analyticsReporting: false,
    postCliContext: { ...flags, 'aws:cdk:enable-path-metadata': false },
    ...(outdir ? { outdir } : {}),
  });
}

/** All stacks of the product, as children of the app. */
export function compose(app: App, configuration: Configuration, bundling: boolean): Deployed[] {
  const { workflowAccountId, accounts, regions } = configuration;
  const [home = ''] = regions;
  return [
    ...accounts.map((account): Deployed => {
      const env = { account, region: home };
      return {
        kind: 'account',
        stack: new AccountStack(app, `amp-scraper-account-${account}`, { env, configuration }),
      };
    }),
    ...regions.map((region): Deployed => {
      const env = { account: workflowAccountId, region };
      return {
        kind: 'workflow',
        stack: new WorkflowStack(app, `amp-scraper-workflow-${region}`, { env, configuration, bundling }),
      };
    }),
  ];
}
