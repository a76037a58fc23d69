import { createHash } from 'node:crypto';
import * as z from 'zod';
import { fileInPlaceholder } from '../../../infra/constructs/placeholder.ts';
import {
  LOG_LEVELS,
  type CustomResourceProvider,
  type DeployedFunction,
  type FunctionPermission,
} from '../deployed.ts';
import type { ResolvedStack } from '../template/intrinsics.ts';
import { number, readAll } from '../template/properties.ts';
import { json } from '../template/template.ts';

const lambdaFunction = z.object({
  Role: z.string(),
  Code: json.default({}),
  Runtime: json.default(null),
  Handler: z.string().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
  // The defaults of AWS::Lambda::Function.
  Timeout: number.default(3),
  MemorySize: number.default(128),
  LoggingConfig: z
    .object({ LogGroup: z.string().optional(), ApplicationLogLevel: z.enum(LOG_LEVELS).optional() })
    .optional(),
  DeadLetterConfig: z.object({ TargetArn: z.string() }).optional(),
});

const permission = z.object({
  FunctionName: z.string(),
  Action: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});

/** Defaults are Lambda's own, e.g. of the log group's name. @throws TemplateError for a property of another form. */
export function readFunctions(stack: ResolvedStack): DeployedFunction[] {
  const { accountId, region } = stack.place;
  return readAll(stack, 'AWS::Lambda::Function', lambdaFunction).map(({ resource, properties, arn }) => {
    const { Handler: handler, DeadLetterConfig: deadLetter } = properties;
    return {
      arn,
      functionName: resource.physical.name,
      accountId,
      region,
      roleArn: properties.Role,
      logGroup: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${resource.physical.name}`,
      ...(handler === undefined ? {} : { handler }),
      environment: properties.Environment?.Variables ?? {},
      ...fileOf(properties.Code),
      timeoutSeconds: properties.Timeout,
      memoryMb: properties.MemorySize,
      applicationLogLevel: properties.LoggingConfig?.ApplicationLogLevel ?? 'INFO',
      ...(deadLetter === undefined ? {} : { deadLetterArn: deadLetter.TargetArn }),
      digest: createHash('sha256').update(JSON.stringify(properties)).digest('hex'),
      lastVersion: 0,
    };
  });
}

const inline = z.object({ ZipFile: z.string() });

/** The file that would be in the bundle stands in the placeholder for it. */
function fileOf(code: unknown): Pick<DeployedFunction, 'deploymentFile'> {
  const found = fileInPlaceholder(inline.safeParse(code).data?.ZipFile ?? '');
  return found === undefined ? {} : { deploymentFile: found };
}

/** FunctionName may be a name or an ARN. */
export function readFunctionPermissions(stack: ResolvedStack): FunctionPermission[] {
  const { partition, region, accountId } = stack.place;
  return readAll(stack, 'AWS::Lambda::Permission', permission).map(({ properties }) => {
    const { FunctionName: name, Action, Principal, SourceArn, SourceAccount } = properties;
    return {
      functionArn: name.startsWith('arn:') ? name : `arn:${partition}:lambda:${region}:${accountId}:function:${name}`,
      action: Action,
      principal: Principal,
      ...(SourceArn === undefined ? {} : { sourceArn: SourceArn }),
      ...(SourceAccount === undefined ? {} : { sourceAccount: SourceAccount }),
    };
  });
}

/**
 * The CDK's provider functions are told from others by their handler and variables, as
 * aws-cdk-lib/custom-resources/lib/provider-framework/runtime/consts.js names them.
 */
export function providersOf(functions: readonly DeployedFunction[]): CustomResourceProvider[] {
  return functions
    .filter(({ handler }) => handler === 'framework.onEvent')
    .flatMap(({ arn, environment }) => {
      const userOnEventArn = environment['USER_ON_EVENT_FUNCTION_ARN'];
      const userIsCompleteArn = environment['USER_IS_COMPLETE_FUNCTION_ARN'];
      const waiterStateMachineArn = environment['WAITER_STATE_MACHINE_ARN'];
      if (userOnEventArn === undefined) return [];
      return [
        {
          onEventArn: arn,
          userOnEventArn,
          ...(userIsCompleteArn === undefined ? {} : { userIsCompleteArn }),
          ...(waiterStateMachineArn === undefined ? {} : { waiterStateMachineArn }),
        },
      ];
    });
}
