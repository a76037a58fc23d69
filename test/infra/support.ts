import * as z from 'zod';
import { synthesize, type SynthesizedStack } from '../../infra/app.ts';
import { readConfiguration, type Configuration } from '../../infra/configuration/configuration.ts';

/** Both sample configurations: every rule over templates holds for each. */
export const CONFIGURATIONS: Readonly<Record<string, Configuration>> = {
  'the sample configuration': readConfiguration(),
  'GovCloud, two Regions, with everything that is optional': readConfiguration(
    new URL('govConfiguration.json', import.meta.url),
  ),
};

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
export const template = z.looseObject({ Resources: z.record(z.string(), resource) });

/** A resource of a synthesized template. */
export interface Resource {
  where: string;
  stack: SynthesizedStack;
  type: string;
  properties: Record<string, unknown>;
}

export const STACKS = Object.values(CONFIGURATIONS).flatMap((one) => synthesize(one, { bundling: false }));

export const RESOURCES: Resource[] = STACKS.flatMap((stack) =>
  Object.entries(template.parse(stack.template).Resources).map(([id, { Type, Properties }]) => ({
    where: `${stack.stackName}/${id}`,
    stack,
    type: Type,
    properties: Properties,
  })),
);

export function ofType(type: string): Resource[] {
  return RESOURCES.filter((one) => one.type === type);
}
