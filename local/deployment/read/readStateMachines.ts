import * as z from 'zod';
import type { DeployedStateMachine, ObservedMachine } from '../deployed.ts';
import type { ResolvedStack } from '../template/intrinsics.ts';
import { readAll, type Read } from '../template/properties.ts';
import { json, TemplateError } from '../template/template.ts';

const stateMachine = z.object({
  RoleArn: z.string(),
  DefinitionString: z.string().optional(),
  Definition: z.record(z.string(), json).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
  LoggingConfiguration: z
    .object({
      Level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']).default('OFF'),
      IncludeExecutionData: z.boolean().default(false),
      Destinations: z.array(z.object({ CloudWatchLogsLogGroup: z.object({ LogGroupArn: z.string() }) })).default([]),
    })
    .prefault({}),
  TracingConfiguration: z.object({ Enabled: z.boolean().default(false) }).prefault({}),
});

/** Their definitions are filled in with ARNs. @throws TemplateError for a definition that is none. */
export function readStateMachines(stack: ResolvedStack): DeployedStateMachine[] {
  const { accountId, region } = stack.place;
  return readAll(stack, 'AWS::StepFunctions::StateMachine', stateMachine).map((read) => ({
    arn: read.arn,
    name: read.resource.physical.name,
    accountId,
    region,
    roleArn: read.properties.RoleArn,
    definition: definitionOf(read),
    observed: observedOf(read.properties),
  }));
}

function observedOf({ LoggingConfiguration, TracingConfiguration }: z.infer<typeof stateMachine>): ObservedMachine {
  return {
    level: LoggingConfiguration.Level,
    includeExecutionData: LoggingConfiguration.IncludeExecutionData,
    logGroupArns: LoggingConfiguration.Destinations.map((one) => one.CloudWatchLogsLogGroup.LogGroupArn),
    traced: TracingConfiguration.Enabled,
  };
}

function definitionOf({ stack, resource, properties }: Read<z.infer<typeof stateMachine>>): string {
  const { DefinitionString, Definition, DefinitionSubstitutions } = properties;
  const text = DefinitionString ?? (Definition === undefined ? undefined : JSON.stringify(Definition));
  const fail = (problem: string, options?: ErrorOptions): never => {
    throw new TemplateError(stack.place.stackName, `${resource.logicalId}.Definition`, problem, options);
  };
  if (text === undefined) return fail('a definition that is kept in S3 cannot be read here.');
  try {
    const definition = substitute(text, DefinitionSubstitutions);
    JSON.parse(definition);
    return definition;
  } catch (cause) {
    return fail(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** The definition's text with every placeholder filled in, as CloudFormation does it. @throws for one that has no value. */
export function substitute(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The definition has a placeholder \${${name}} that nothing fills in.`);
    return value;
  });
}
