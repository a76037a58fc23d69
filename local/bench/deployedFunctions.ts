import * as z from 'zod';
import type { SynthesizedStack } from '../../infra/app.ts';

/** What the stacks give a function, as far as loading and paying for it depend on it. */
export interface DeployedFunction {
  functionName: string;
  memoryMb: number;
  environment: Record<string, string>;
}

const template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown().optional() })),
});
const properties = z.object({
  FunctionName: z.string(),
  MemorySize: z.int(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

/** The functions of the stacks that have a name: CDK's own have none. A variable that CloudFormation fills in is left out. */
export function deployedFunctions(stacks: readonly SynthesizedStack[]): DeployedFunction[] {
  return stacks
    .flatMap((stack) => Object.values(template.parse(stack.template).Resources))
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .flatMap(({ Properties }) => {
      const { success, data } = properties.safeParse(Properties);
      return success ? [data] : [];
    })
    .map(({ FunctionName, MemorySize, Environment }) => ({
      functionName: FunctionName,
      memoryMb: MemorySize,
      environment: Object.fromEntries(
        Object.entries(Environment.Variables).filter(
          (entry): entry is [string, string] => typeof entry[1] === 'string',
        ),
      ),
    }));
}
