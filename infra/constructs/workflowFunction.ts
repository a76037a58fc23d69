import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  deployedName,
  functionRoleName,
  functionRolePath,
  functionScope,
  type HandlerName,
} from '../../functions/shared/names.ts';
import { DEPLOYMENT_FILE } from '../../functions/shared/deploymentData.ts';
import { FUNCTION_TIMEOUT_SECONDS } from '../../functions/shared/environment.ts';
import { BUNDLING } from './bundling.ts';
import { acknowledgeWildcards } from './nag.ts';
import { placeholder } from './placeholder.ts';
import { arnOfGroup, logPermissions } from '../permissions/functions.ts';
import { serviceTrust, type PolicyDocument } from '../permissions/policyDocument.ts';
import { FixedRole } from './role.ts';

/** One group for all functions: an execution's lines are read together, and each metric has one filter. */
export function functionLogName(installation: string): string {
  return `/aws/lambda/${installation}`;
}

/**
 * Lambda gives CPU by memory, a full one at 1,769 MB; loading half a megabyte of code is what a cold start is spent on. An
 * onboarding is about 40 calls of well under a second, so that the double of 512 MB costs less than a thousandth of a dollar.
 */
const MEMORY_MB = 1024;

export interface WorkflowFunctionProps {
  installation: string;
  name: HandlerName;
  permissions: PolicyDocument;
  environment: Record<string, string>;
  /** The text of the file with the deployment's data; a function that needs none of them has no file. */
  deployment?: string;
  logGroup: ILogGroup;
  /** false: a placeholder's code in place of the bundle, for a synthesis that is only read. */
  bundling: boolean;
}

/** The context key of a text that stands for a function's code where there is no bundle. */
export function placeholderKey(name: HandlerName): string {
  return `amp-scraper:placeholder:${name}`;
}

/** A handler of `functions/` as it is deployed, with the role that the provisioners know by its name. */
export class WorkflowFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: WorkflowFunctionProps) {
    super(scope, id);
    const { installation, name, permissions, environment, deployment, logGroup, bundling } = props;
    const policies = { permissions, log: logPermissions(arnOfGroup(Stack.of(this), functionLogName(installation))) };
    const { role } = new FixedRole(this, 'Role', {
      path: functionRolePath(installation, functionScope(name)),
      roleName: functionRoleName(installation, Stack.of(this).region, name),
      description: `The role of ${installation}'s function ${name}`,
      trust: serviceTrust('lambda.amazonaws.com'),
      policies,
    });
    const settings = {
      functionName: deployedName(installation, name),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: MEMORY_MB,
      timeout: Duration.seconds(FUNCTION_TIMEOUT_SECONDS),
      environment,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // For those that are called by a version. What running executions call outlives the update that has it no more; what an
      // update made that was rolled back goes, or Lambda would not publish the same again.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
    };
    const entry = fileURLToPath(new URL(`../../functions/${name}.ts`, import.meta.url));
    this.function = bundling
      ? new NodejsFunction(this, 'Function', {
          ...settings,
          entry,
          awsSdkConnectionReuse: false,
          bundling: bundlesWith(this.written(deployment)),
        })
      : new LambdaFunction(this, 'Function', {
          ...settings,
          handler: 'index.handler',
          code: Code.fromInline(placeholder(this.placeholderCode(name), deployment)),
        });
    acknowledgeWildcards(this, policies);
  }

  private placeholderCode(name: HandlerName): string | undefined {
    const given: unknown = this.node.tryGetContext(placeholderKey(name));
    return typeof given === 'string' ? given : undefined;
  }

  /** The file beside the templates, from where each bundle gets it: no command line takes a text of any length. */
  private written(deployment: string | undefined): string | undefined {
    if (deployment === undefined) return undefined;
    const file = join(Stage.of(this)?.outdir ?? '', DEPLOYMENT_FILE);
    writeFileSync(file, deployment);
    return file;
  }
}

/** @param file Goes into the bundle. */
const bundlesWith = (file: string | undefined) => ({
  bundleAwsSDK: true,
  minify: BUNDLING.minify,
  mainFields: [...BUNDLING.mainFields],
  target: BUNDLING.target,
  format: OutputFormat.CJS,
  sourceMap: BUNDLING.sourcemap,
  sourceMapMode: SourceMapMode.DEFAULT,
  sourcesContent: BUNDLING.sourcesContent,
  esbuildArgs: { '--alias': Object.entries(BUNDLING.alias).map(([name, file]) => `${name}=${file}`) },
  commandHooks: {
    beforeInstall: () => [],
    beforeBundling: () => [],
    afterBundling: (projectFolder: string, outputFolder: string) => [
      `cp -R "${projectFolder}/functions/scrapeConfigurations" "${outputFolder}/scrapeConfigurations"`,
      ...(file === undefined ? [] : [`cp "${file}" "${outputFolder}/${DEPLOYMENT_FILE}"`]),
    ],
  },
});
