import * as z from 'zod';
import type { DeployedBus, DeployedRule, RuleTarget } from '../deployed.ts';
import type { ResolvedStack } from '../template/intrinsics.ts';
import { number, parseJson, policyText, readAll } from '../template/properties.ts';
import { json, TemplateError, type Json, type Place } from '../template/template.ts';

const busPolicy = z.object({
  EventBusName: z.string().default('default'),
  StatementId: z.string(),
  Statement: z.record(z.string(), json).optional(),
  Action: z.string().optional(),
  Principal: z.string().optional(),
  Condition: z.object({ Type: z.string(), Key: z.string(), Value: z.string() }).optional(),
});

const bus = z.object({ Policy: policyText.optional() });

const target = z.object({
  Id: z.string(),
  Arn: z.string(),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .object({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
    .optional(),
  DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
  RetryPolicy: z
    .object({ MaximumRetryAttempts: number.optional(), MaximumEventAgeInSeconds: number.optional() })
    .optional(),
});

const rule = z.object({
  EventBusName: z.string().default('default'),
  EventPattern: json.optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(target).default([]),
});

/** The stack's own buses, with the policies that the stack gives them. */
export function readBuses(stack: ResolvedStack): DeployedBus[] {
  const { accountId, region } = stack.place;
  return readAll(stack, 'AWS::Events::EventBus', bus).map(({ resource, properties, arn }) => {
    const statements = [...statementsOf(properties.Policy), ...busStatements(stack, arn)];
    return {
      arn,
      name: resource.physical.name,
      accountId,
      region,
      ...(statements.length === 0 ? {} : { policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) }),
    };
  });
}

function statementsOf(policy: string | undefined): Json[] {
  const document = policy === undefined ? undefined : parseJson(policy);
  const parsed = z.object({ Statement: z.union([z.array(json), json]) }).safeParse(document);
  return parsed.success ? [parsed.data.Statement].flat() : [];
}

function busStatements(stack: ResolvedStack, busArn: string): Json[] {
  return readAll(stack, 'AWS::Events::EventBusPolicy', busPolicy)
    .filter(({ properties }) => busArnOf(stack.place, properties.EventBusName) === busArn)
    .map(({ properties, resource }) => {
      const statement = { Sid: properties.StatementId, ...statementOf(properties, stack.place, busArn) };
      const checked = policyText.safeParse({ Version: '2012-10-17', Statement: [statement] });
      if (checked.success) return statement;
      throw new TemplateError(stack.place.stackName, resource.logicalId, z.prettifyError(checked.error));
    });
}

/** Without a Statement, the principal is an account id or `*`, and there may be one condition. */
function statementOf(
  properties: z.infer<typeof busPolicy>,
  { partition }: Place,
  busArn: string,
): Record<string, Json> {
  const { Statement, Action, Principal, Condition } = properties;
  if (Statement !== undefined) return Statement;
  return {
    Effect: 'Allow',
    Principal: Principal === '*' ? '*' : { AWS: `arn:${partition}:iam::${Principal ?? ''}:root` },
    Action: Action ?? 'events:PutEvents',
    Resource: busArn,
    ...(Condition === undefined ? {} : { Condition: { [Condition.Type]: { [Condition.Key]: Condition.Value } } }),
  };
}

/** A bus is named by its name or its ARN. */
function busArnOf({ partition, region, accountId }: Place, bus: string): string {
  return bus.startsWith('arn:') ? bus : defaultBusArn(partition, region, accountId, bus);
}

/** Every account and Region has a bus of the name `default`, to which AWS's services send their events. */
export function defaultBusArn(partition: string, region: string, accountId: string, name = 'default'): string {
  return `arn:${partition}:events:${region}:${accountId}:event-bus/${name}`;
}

/** Whether a target is an event bus, of whatever account. */
export function isBus(targetArn: string): boolean {
  return /^arn:[^:]+:events:[^:]*:[^:]*:event-bus\//.test(targetArn);
}

/** @throws TemplateError for a pattern that is no JSON, and for a retry policy of a target that is a bus. */
export function readRules(stack: ResolvedStack): DeployedRule[] {
  return readAll(stack, 'AWS::Events::Rule', rule).map(({ resource, properties, arn }) => {
    const { EventPattern: pattern, State, Targets, EventBusName } = properties;
    return {
      arn,
      name: resource.physical.name,
      busArn: busArnOf(stack.place, EventBusName),
      enabled: State !== 'DISABLED',
      ...(pattern === undefined ? {} : { eventPattern: patternOf(pattern, stack, resource.logicalId) }),
      targets: Targets.map((own) => deployedTarget(own, stack, resource.logicalId)),
    };
  });
}

function patternOf(pattern: Json, { place }: ResolvedStack, logicalId: string): Json {
  const value = typeof pattern === 'string' ? parseJson(pattern) : pattern;
  if (value !== undefined) return value;
  throw new TemplateError(place.stackName, `${logicalId}.EventPattern`, 'it is not JSON.');
}

/**
 * Source: aws-cdk-lib's EventBusProps, "Retry policy is not supported for Event bus targets". That PutTargets refuses the two
 * together, and in which words, is assumed.
 */
function deployedTarget(own: z.infer<typeof target>, { place }: ResolvedStack, logicalId: string): RuleTarget {
  const { RoleArn, Input, InputPath, InputTransformer, DeadLetterConfig, RetryPolicy } = own;
  if (RetryPolicy !== undefined && isBus(own.Arn)) {
    const problem = `RetryPolicy is not supported for target ${own.Id}, which is the event bus ${own.Arn}.`;
    throw new TemplateError(
      place.stackName,
      `${logicalId}.Targets`,
      `PutTargets answers ValidationException: ${problem}`,
    );
  }
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } = RetryPolicy ?? {};
  const retry = {
    ...(attempts === undefined ? {} : { maximumAttempts: attempts }),
    ...(age === undefined ? {} : { maximumEventAgeSeconds: age }),
  };
  return {
    id: own.Id,
    arn: own.Arn,
    ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
    ...(Input === undefined ? {} : { input: Input }),
    ...(InputPath === undefined ? {} : { inputPath: InputPath }),
    ...(InputTransformer === undefined
      ? {}
      : { inputTransformer: { paths: InputTransformer.InputPathsMap, template: InputTransformer.InputTemplate } }),
    ...(DeadLetterConfig === undefined ? {} : { deadLetterArn: DeadLetterConfig.Arn }),
    ...(RetryPolicy === undefined ? {} : { retry }),
  };
}
