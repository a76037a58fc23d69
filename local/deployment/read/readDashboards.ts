import * as z from 'zod';
import type { DeployedDashboard } from '../deployed.ts';
import type { ResolvedStack } from '../template/intrinsics.ts';
import { parseJson, readWhole } from '../template/properties.ts';
import { json, TemplateError } from '../template/template.ts';

const dashboard = z.object({ DashboardBody: z.string() });

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const widget = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('metric'),
    properties: z.looseObject({ title: z.string().default(''), metrics: z.array(z.array(json)) }),
  }),
  z.looseObject({ type: z.literal('alarm'), properties: z.looseObject({ alarms: z.array(z.string()) }) }),
  z.looseObject({ type: z.literal('text'), properties: z.looseObject({ markdown: z.string() }) }),
]);
const body = z.looseObject({ widgets: z.array(widget) });

/** @throws TemplateError for a body that has a widget of a form that the stacks do not make. */
export function readDashboards(stack: ResolvedStack): DeployedDashboard[] {
  const { accountId, region, stackName } = stack.place;
  return readWhole(stack, 'AWS::CloudWatch::Dashboard', dashboard, ['DashboardName', 'Tags']).map(
    ({ resource, properties, arn }) => {
      const parsed = body.safeParse(parseJson(properties.DashboardBody));
      if (!parsed.success) throw new TemplateError(stackName, resource.logicalId, z.prettifyError(parsed.error));
      const all = parsed.data.widgets;
      return {
        arn,
        accountId,
        region,
        widgets: all.flatMap(({ type, properties: shown }) =>
          type === 'metric' ? [{ title: shown.title, rows: shown.metrics }] : [],
        ),
        alarms: all.flatMap(({ type, properties: shown }) => (type === 'alarm' ? shown.alarms : [])),
        texts: all.flatMap(({ type, properties: shown }) => (type === 'text' ? [shown.markdown] : [])),
      };
    },
  );
}
