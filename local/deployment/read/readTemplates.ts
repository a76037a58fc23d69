import type { Deployment } from '../deployed.ts';
import { resolveStack, type ResolvedStack, type Stack } from '../template/intrinsics.ts';
import { readAlarms } from './readAlarms.ts';
import { readDashboards } from './readDashboards.ts';
import { readBuses, readRules } from './readEvents.ts';
import { providersOf, readFunctionPermissions, readFunctions } from './readFunctions.ts';
import { readManagedPolicies, readRoles } from './readIam.ts';
import { readLogGroups, readLogPolicies } from './readLogGroups.ts';
import { readProducts } from './readProducts.ts';
import { readSchedules } from './readSchedules.ts';
import { readStack } from './readStack.ts';
import { readStateMachines } from './readStateMachines.ts';
import { readTables } from './readTables.ts';
import { readQueues, readTopics } from './readTopics.ts';
import type { Json } from '../template/template.ts';
import { NOTHING_PUBLISHED, publish, versionNumbers, type Published } from './versions.ts';

/**
 * What CloudFormation would make of the stacks. Only what is listed in Deployment is read, so that an intrinsic function
 * elsewhere (an output, say) need not be resolvable.
 * @throws TemplateError for an intrinsic function that cannot be resolved or a property that does not fit, naming the
 *   stack, the resource and the path; Error when two stacks deploy the same thing.
 * @param before What was deployed until now, when the stacks are deployed over it.
 */
export function readDeployment(stacks: readonly Stack[], before: Published = NOTHING_PUBLISHED): Deployment {
  const numbers = versionNumbers(before);
  const resolved = stacks.map((stack) => resolveStack(stack, (name) => exportsNear(stack).get(name), numbers));
  const exportsNear = (of: Stack): ReadonlyMap<string, Json> =>
    new Map(
      resolved
        .filter(({ place }) => place.accountId === of.accountId && place.region === of.region)
        .flatMap((one) => [...one.exports()]),
    );
  const all = <Item>(read: (stack: ResolvedStack) => Item[]): Item[] => resolved.flatMap(read);
  const { functions, versions } = publish(resolved, unique(all(readFunctions)), before);
  return {
    stacks: unique(all(readStack)),
    roles: unique(all(readRoles)),
    managedPolicies: unique(all(readManagedPolicies)),
    functions,
    versions: unique(versions),
    functionPermissions: all(readFunctionPermissions),
    providers: providersOf(functions),
    stateMachines: unique(all(readStateMachines)),
    buses: unique(all(readBuses)),
    rules: unique(all(readRules)),
    schedules: unique(all(readSchedules)),
    queues: unique(all(readQueues)),
    tables: unique(all(readTables)),
    logGroups: unique(all(readLogGroups)),
    logPolicies: unique(all(readLogPolicies)),
    alarms: unique(all(readAlarms)),
    dashboards: unique(all(readDashboards)),
    topics: unique(all(readTopics)),
    products: all(readProducts),
  };
}

function unique<Item extends { arn: string }>(items: Item[]): Item[] {
  const arns = new Set<string>();
  for (const { arn } of items) {
    if (arns.has(arn)) throw new Error(`Two stacks deploy ${arn}: in AWS the second would fail.`);
    arns.add(arn);
  }
  return items;
}
