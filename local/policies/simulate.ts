import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { ControlLevel } from './organizations/controlPolicies.ts';
import type { Context } from './organizations/organizationContext.ts';
import { storedPolicy, type NamedPolicy, type PolicyDocument } from './policyDocument.ts';
import type { PrincipalFacts } from './principals.ts';

/** What is asked for, with all that the request says. */
export interface Question {
  action: string;
  resourceArn: string;
  /** By which it is decided whether the resource is the principal's account's own. */
  resourceAccountId: string;
  context: Context;
  /** The resource's own policy, or the trust policy of a role that is to be assumed. */
  resourcePolicy: PolicyDocument | undefined;
  /** The organization's, of the account that owns the resource. */
  resourceControls: readonly ControlLevel[];
}

type Simulated = Extract<Awaited<ReturnType<typeof runSimulation>>, { resultType: 'single' }>['result'];

/** Holds all policies that apply against the question. @throws Error when they cannot be evaluated: that is never an Allow */
export async function simulate(facts: PrincipalFacts, question: Question): Promise<Simulated> {
  const { action, resourceArn, resourceAccountId, context, resourcePolicy, resourceControls } = question;
  const { identityPolicies, boundary, sessionPolicy } = facts;
  const simulated = await runSimulation(
    {
      request: {
        principal: facts.arn,
        action,
        resource: { resource: resourceArn, accountId: resourceAccountId },
        contextVariables: Object.fromEntries(
          Object.entries(context).map(([key, value]) => [forPrincipals(key), toValue(value)]),
        ),
      },
      identityPolicies: identityPolicies.map(parsed),
      serviceControlPolicies: facts.controlPolicies.map(levelOf),
      resourceControlPolicies: resourceControls.map(levelOf),
      ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
      ...(boundary === undefined ? {} : { permissionBoundaryPolicies: [parsed(boundary)] }),
      ...(sessionPolicy === undefined ? {} : { sessionPolicy: parsed(sessionPolicy).policy }),
    },
    {},
  );
  if (simulated.resultType === 'single') return simulated.result;
  const why = simulated.resultType === 'error' ? JSON.stringify(simulated.errors) : 'it is not one resource.';
  throw new Error(`Cannot evaluate ${facts.arn} for ${action} on ${resourceArn}: ${why}`);
}

function levelOf({ id, policies }: ControlLevel) {
  return { orgIdentifier: id, policies: policies.map(parsed) };
}

function toValue(value: string | readonly string[]): string | string[] {
  return typeof value === 'string' ? value : [...value];
}

function parsed({ name, document }: NamedPolicy): { name: string; policy: unknown } {
  return { name, policy: storedPolicy(forPrincipals(document), `The policy ${name}`) };
}

/**
 * Policies of the principal's side know lambda:SourceFunctionArn, a resource's does not ("can apply to any identity-based policy or SCP",
 * https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html): to them alone it goes by another name here.
 */
function forPrincipals(text: string): string {
  return text.replace(/lambda:SourceFunctionArn/gi, 'aws:PrincipalTag/lambda:SourceFunctionArn');
}
