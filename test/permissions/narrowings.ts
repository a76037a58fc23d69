import type { PolicyStatement } from '../../local/policies/policyDocument.ts';
import type { World } from '../../local/state/state.ts';
import { list, type DeployedPolicy } from './statements.ts';

/** One action on one resource that a policy allows: removed alone, the smallest step by which a policy can be narrowed. */
export interface Grant {
  policy: DeployedPolicy;
  action: string;
  /** An entry of the statement's resources; empty in a trust policy, which has none. */
  resource: string;
}

/** @param tried a world in which the grants of equal statements of the same policy are removed already */
export function grantsOf(policy: DeployedPolicy, world: World, tried?: World): Grant[] {
  const known = new Set(tried === undefined ? [] : policy.read(tried).map((one) => JSON.stringify(one)));
  return policy
    .read(world)
    .filter((one) => one.Effect === 'Allow' && !known.has(JSON.stringify(one)))
    .flatMap(({ Action, Resource }) =>
      list(Action).flatMap((action) =>
        (Resource === undefined ? [''] : list(Resource)).map((resource) => ({ policy, action, resource })),
      ),
    );
}

/**
 * Takes the grant out of its policy. Since every action on every resource is removed by itself, no whole action and no
 * whole resource can be superfluous either.
 */
export function remove({ policy, action, resource }: Grant, world: World): void {
  policy.write(
    world,
    policy.read(world).flatMap((statement) => without(statement, action, resource)),
  );
}

function without(statement: PolicyStatement, action: string, resource: string): PolicyStatement[] {
  const { Effect, Action, Resource } = statement;
  const actions = list(Action);
  const resources = list(Resource);
  const isConcerned = Effect === 'Allow' && actions.includes(action);
  if (!isConcerned || (Resource !== undefined && !resources.includes(resource))) return [statement];
  const otherActions = actions.filter((one) => one !== action);
  const otherResources = resources.filter((one) => one !== resource);
  return [
    ...(otherActions.length === 0 ? [] : [{ ...statement, Action: otherActions }]),
    ...(otherResources.length === 0 ? [] : [{ ...statement, Action: action, Resource: otherResources }]),
  ];
}
