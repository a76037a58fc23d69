import type { getDenialReasons } from '@cloud-copilot/iam-simulate';
import type { AccessCheck } from './accessCheck.ts';

/** Which kind of policy refused. */
export type Layer =
  | 'service control policy'
  | 'resource control policy'
  | 'identity'
  | 'boundary'
  | 'session policy'
  | 'trust';

/** Whether a request is allowed, by all policies that apply to it. */
export interface Decision {
  allowed: boolean;
  /** Absent when allowed. */
  layer?: Layer;
  /** In AWS's words, the message of the AccessDenied. */
  explanation: string;
}

type Denial = ReturnType<typeof getDenialReasons>[number];

/** What of an evaluation is decided by. */
export interface Evaluated {
  result: 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';
  /** Of a session that has a policy of its own: a refusal by it is none of the denials. */
  sessionAnalysis?: { result: string } | undefined;
}

/** The decision that follows from an evaluation's result and its denials. */
export function decisionOf(
  { result, sessionAnalysis }: Evaluated,
  principalArn: string,
  check: AccessCheck,
  denials: readonly Denial[],
): Decision {
  if (result === 'Allowed') return { allowed: true, explanation: `${principalArn} may ${check.action}.` };
  const denial = decisiveDenial(result === 'ExplicitlyDenied', denials);
  const isWithinSession = (sessionAnalysis?.result ?? 'Allowed') === 'Allowed';
  if (!isWithinSession && (denial === undefined || denial.policyType === 'resource'))
    return refusal(principalArn, check, 'session policy', sessionAnalysis?.result === 'ExplicitlyDenied');
  return refusal(principalArn, check, layerOf(denial?.policyType ?? 'identity'), denial?.denialType === 'Explicit');
}

/** A refusal in AWS's words, which are the same for a role that does not exist as for one whose trust says no. */
export function refusal(principalArn: string, check: AccessCheck, layer: Layer, explicit = false): Decision {
  const what = `${check.action} on resource: ${check.resourceArn}`;
  const reason = reasonOf(layer, explicit, check.action);
  return { allowed: false, layer, explanation: `User: ${principalArn} is not authorized to perform: ${what}${reason}` };
}

/** An explicit Deny before all; then the organization; then the principal's own side, as AWS names it first; then the boundary and the trust. */
function decisiveDenial(explicit: boolean, denials: readonly Denial[]): Denial | undefined {
  const candidates = denials.filter(({ denialType }) => !explicit || denialType === 'Explicit');
  const blocking = candidates.filter((denial) => denial.blocking);
  return (blocking.length > 0 ? blocking : candidates).toSorted((a, b) => order(a) - order(b))[0];
}

function order({ policyType }: Denial): number {
  return ['scp', 'rcp', 'identity', 'pb', 'resource'].indexOf(policyType);
}

function layerOf(policyType: Denial['policyType']): Layer {
  if (policyType === 'scp') return 'service control policy';
  if (policyType === 'rcp') return 'resource control policy';
  if (policyType === 'pb') return 'boundary';
  return policyType === 'resource' ? 'trust' : 'identity';
}

const NAMES = {
  'service control policy': ['a service control policy', 'service control policy'],
  'resource control policy': ['a resource control policy', 'resource control policy'],
  identity: ['an identity-based policy', 'identity-based policy'],
  boundary: ['a permissions boundary', 'permissions boundary'],
  'session policy': ['a session policy', 'session policy'],
} as const;

/** Source: "Troubleshoot access denied error messages" in the IAM User Guide. A trust that does not allow is not named. */
function reasonOf(layer: Layer, explicit: boolean, action: string): string {
  if (layer === 'trust') return explicit ? ' with an explicit deny in the role trust policy' : '';
  const [policy, policies] = NAMES[layer];
  return explicit ? ` with an explicit deny in ${policy}` : ` because no ${policies} allows the ${action} action`;
}
