import * as z from 'zod';
import { parsePattern } from '../../monitoring/filterPattern.ts';
import type { LogGroup, LogPolicy, MetricFilter } from '../../state/monitoring.ts';
import type { ResolvedStack } from '../template/intrinsics.ts';
import { number, policyText, readWhole, type Read } from '../template/properties.ts';
import { TemplateError } from '../template/template.ts';

const logGroup = z.object({ RetentionInDays: number.optional() });

/** A default of another number than 0 would need to know of the lines of a whole period. */
const transformation = z.strictObject({
  MetricNamespace: z.string(),
  MetricName: z.string(),
  MetricValue: z.string(),
  DefaultValue: z.literal(0).optional(),
  Dimensions: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
  Unit: z.string().optional(),
});
const metricFilter = z.object({
  FilterPattern: z.string(),
  LogGroupName: z.string(),
  MetricTransformations: z.tuple([transformation]),
});

/** The log groups of a stack, each with the filters that the stack gives it. */
export function readLogGroups(stack: ResolvedStack): LogGroup[] {
  const { accountId, region } = stack.place;
  const filters = readWhole(stack, 'AWS::Logs::MetricFilter', metricFilter, ['FilterName']);
  return readWhole(stack, 'AWS::Logs::LogGroup', logGroup, ['LogGroupName', 'LogGroupClass', 'KmsKeyId', 'Tags']).map(
    ({ resource, properties, arn }) => {
      const { name } = resource.physical;
      const { RetentionInDays: days } = properties;
      return {
        arn,
        name,
        accountId,
        region,
        ...(days === undefined ? {} : { retentionDays: days }),
        filters: filters.filter((one) => one.properties.LogGroupName === name).map(filterOf),
      };
    },
  );
}

const logPolicy = z.object({ PolicyDocument: policyText });

/** The resource policies of CloudWatch Logs that a stack puts. */
export function readLogPolicies(stack: ResolvedStack): LogPolicy[] {
  const { accountId, region } = stack.place;
  return readWhole(stack, 'AWS::Logs::ResourcePolicy', logPolicy, ['PolicyName']).map(
    ({ resource, properties, arn }) => ({
      arn,
      name: resource.physical.name,
      accountId,
      region,
      document: properties.PolicyDocument,
    }),
  );
}

function filterOf({ stack, resource, properties }: Read<z.infer<typeof metricFilter>>): MetricFilter {
  const [made] = properties.MetricTransformations;
  const { FilterPattern: pattern } = properties;
  try {
    parsePattern(pattern);
  } catch (cause) {
    throw new TemplateError(stack.place.stackName, `${resource.logicalId}.FilterPattern`, String(cause), { cause });
  }
  return {
    pattern,
    namespace: made.MetricNamespace,
    name: made.MetricName,
    value: made.MetricValue,
    dimensions: Object.fromEntries(made.Dimensions.map(({ Key, Value }) => [Key, Value])),
    zeroOtherwise: made.DefaultValue !== undefined,
  };
}
