import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  type AssetCode,
} from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { AssetHashType, DockerImage, Duration, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib/core';
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
import { acknowledgeWildcards } from './nag.ts';
import { placeholder } from './placeholder.ts';
import { arnOfGroup, logPermissions } from '../permissions/functions.ts';
import { serviceTrust, type PolicyDocument } from '../permissions/policyDocument.ts';
import { FixedRole } from './role.ts';

const FUNCTIONS = fileURLToPath(new URL('../../functions/', import.meta.url));
const BUNDLE_HANDLER = fileURLToPath(new URL('../bundling/bundleHandler.ts', import.meta.url));

/** One group for all functions: an execution's lines are read together, and each metric has one filter. */
export function functionLogName(installation: string): string {
  return `/aws/lambda/${installation}`;
}

/**
 * Lambda gives CPU by memory, a full one at 1,769 MB; loading half a megabyte of code is what a cold start is spent on. An
 * onboarding is about 40 calls of well under a second, so that the double of 512 MB costs less than a thousandth of a dollar.
 */
const MEMORY_MB = 1024;

interface WorkflowFunctionProps {
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
    this.function = new LambdaFunction(this, 'Function', {
      functionName: deployedName(installation, name),
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
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
      code: bundling
        ? bundled(name, this.written(deployment))
        : Code.fromInline(placeholder(this.placeholderCode(name), deployment)),
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

/** The bundle of a handler, made while the stacks are synthesized. @param data The file of the deployment's data, which goes beside it. */
function bundled(name: HandlerName, data: string | undefined): AssetCode {
  const beside = [name, ...(data === undefined ? [] : [data])];
  return Code.fromAsset(FUNCTIONS, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never asked: what bundles here either does or throws. Assets that are bundled by one command are one to the CDK.
      image: DockerImage.fromRegistry('none'),
      command: beside,
      local: {
        tryBundle(folder) {
          execFileSync(process.execPath, [BUNDLE_HANDLER, folder, ...beside], {
            stdio: ['ignore', 'ignore', 'inherit'],
          });
          return true;
        },
      },
    },
  });
}
