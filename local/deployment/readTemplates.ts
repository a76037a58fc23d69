import type { Deployment } from './deployed.ts';
import { resolveStack, type ResolvedStack, type Stack } from './template/intrinsics.ts';
import { readBuses, readQueues, readRules } from './readEvents.ts';
import { providersOf, readFunctionPermissions, readFunctions } from './readFunctions.ts';
import { readManagedPolicies, readRoles } from './readIam.ts';
import { readStateMachines } from './readStateMachines.ts';
import { readTables } from './readTables.ts';
import type { Json } from './template/template.ts';

/**
 * What CloudFormation would make of the stacks. Only what is listed in Deployment is read, so that an intrinsic function
 * elsewhere (a dashboard's body, an output) need not be resolvable.
 * @throws TemplateError for an intrinsic function that cannot be resolved or a property that does not fit, naming the
 *   stack, the resource and the path; Error when two stacks deploy the same thing.
 */
export function readDeployment(stacks: readonly Stack[]): Deployment {
  const resolved = stacks.map((stack) => resolveStack(stack, (name) => exportsNear(stack).get(name)));
  const exportsNear = (of: Stack): ReadonlyMap<string, Json> =>
    new Map(
      resolved
        .filter(({ place }) => place.accountId === of.accountId && place.region === of.region)
        .flatMap((one) => [...one.exports()]),
    );
  const all = <Item>(read: (stack: ResolvedStack) => Item[]): Item[] => resolved.flatMap(read);
  const functions = unique(all(readFunctions));
  return {
    roles: unique(all(readRoles)),
    managedPolicies: unique(all(readManagedPolicies)),
    functions,
    functionPermissions: all(readFunctionPermissions),
    providers: providersOf(functions),
    stateMachines: unique(all(readStateMachines)),
    buses: unique(all(readBuses)),
    rules: unique(all(readRules)),
    queues: unique(all(readQueues)),
    tables: unique(all(readTables)),
  };
}

function unique<Item extends { arn: string }>(items: Item[]): Item[] {
  const arns = items.map(({ arn }) => arn);
  const twice = arns.find((arn, index) => arns.indexOf(arn) !== index);
  if (twice !== undefined) throw new Error(`Two stacks deploy ${twice}: in AWS the second would fail.`);
  return items;
}
