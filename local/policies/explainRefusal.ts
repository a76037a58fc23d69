/** Which statements refuse a request, and why each does. */

import type { World } from '../state/state.ts';
import type { AccessCheck } from './accessCheck.ts';
import { analyse, evaluationOf, type Principal } from './authorize.ts';
import type { Layer } from './decision.ts';
import type { Context } from './organizations/organizationContext.ts';

type Analysis = Awaited<ReturnType<typeof analyse>>;
type Analysed = Pick<NonNullable<Analysis['identityAnalysis']>, 'denyStatements' | 'unmatchedStatements'>;
type StatementAnalysis = Analysed['denyStatements'][number];
type Explain = StatementAnalysis['explain'];
type Conditions = NonNullable<Explain['conditions']>;

/** A statement of a policy that had to allow the request. */
export interface RefusingStatement {
  /** E.g. `trust policy of arn:aws:iam::…`. */
  policy: string;
  /** JSON text; absent where the policy has none that is about the action. */
  statement?: string;
  reasons: string[];
}

/**
 * Of a request that is refused: the statements that deny it or, where none does, those about its action in the policies of the kind that
 * refuses.
 * @param layer the decision's
 */
export async function explainRefusal(
  world: World,
  principal: Principal,
  check: AccessCheck,
  layer: Layer,
): Promise<RefusingStatement[]> {
  const evaluation = evaluationOf(world, principal, check);
  const { facts, trust, request } = evaluation;
  const nameOf = (policyId: string) => (layer === 'trust' ? `trust policy of ${check.resourceArn}` : policyId);
  if (layer === 'trust' && trust === undefined)
    return [{ policy: nameOf(''), reasons: [`The role ${check.resourceArn} does not exist.`] }];
  const analysed = analysedOf(await analyse(world, evaluation), layer);
  const denies = analysed.flatMap(({ denyStatements }) => denyStatements);
  if (denies.length > 0) return denies.map((one) => ({ ...told(one, nameOf), reasons: ['It denies the request.'] }));
  const unmatched = analysed.flatMap(({ unmatchedStatements }) => unmatchedStatements);
  const ofAction = unmatched.filter(({ actionMatch, explain }) => actionMatch && explain.effect === 'Allow');
  if (ofAction.length > 0)
    return ofAction.map((one) => ({
      ...told(one, nameOf),
      reasons: reasonsOf(one.explain, facts.arn, check, request),
    }));
  const policy = layer === 'trust' ? nameOf('') : `${layer} policies of ${facts.arn}`;
  return [{ policy, reasons: [`No statement allows ${check.action}.`] }];
}

function analysedOf(analysis: Analysis, layer: Layer): Analysed[] {
  const { resourceAnalysis, identityAnalysis, permissionBoundaryAnalysis, sessionAnalysis } = analysis;
  const byLayer: Record<Layer, readonly (Analysed | undefined)[]> = {
    trust: [resourceAnalysis],
    identity: [identityAnalysis],
    boundary: [permissionBoundaryAnalysis],
    'session policy': [sessionAnalysis],
    'service control policy': analysis.scpAnalysis?.ouAnalysis ?? [],
    'resource control policy': analysis.rcpAnalysis?.ouAnalysis ?? [],
  };
  return byLayer[layer].flatMap((one) => one ?? []);
}

function told({ policyId, statement }: StatementAnalysis, nameOf: (policyId: string) => string) {
  return { policy: nameOf(policyId), statement: JSON.stringify(statement.toJSON(), null, 2) };
}

function reasonsOf(
  { principals, resources, principalMatch, resourceMatch, conditions = [] }: Explain,
  principalArn: string,
  { resourceArn }: AccessCheck,
  request: Context,
): string[] {
  const named = [principals ?? []].flat().map(({ principal }) => principal);
  const about = [resources ?? []].flat().map(({ resource }) => resource);
  return [
    ...(principalMatch === 'NoMatch' ? [`Principal: ${named.join(', ')} is not ${principalArn}.`] : []),
    ...(resourceMatch ? [] : [`Resource: ${about.join(', ')} is not ${resourceArn}.`]),
    ...conditions.filter(({ matches }) => !matches).map((one) => conditionReason(one, request)),
  ];
}

/** Keys of conditions are the same in whatever case. */
function conditionReason({ operator, conditionKeyValue: key, values }: Conditions[number], request: Context): string {
  const wanted = [values].flat().map(({ value, resolvedValue = value }) => JSON.stringify(resolvedValue));
  const given = Object.entries(request).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  const is = given === undefined ? 'absent' : JSON.stringify(given);
  return `Condition: ${key} is ${is}, and ${operator} asks for ${wanted.join(' or ')}.`;
}
