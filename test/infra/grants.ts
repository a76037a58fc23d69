import * as z from 'zod';
import type { Deployment } from '../../local/deployment/deployed.ts';
import { storedPolicy, type PolicyStatement } from '../../local/policies/policyDocument.ts';

/** One action on one resource that a policy allows a role or lets it be used for, a line: role, policy, action, resource, condition. */
export type Grant = string;

/** Of a policy the parts that a grant is made of; a Deny is one too: none may come, either. */
export interface RecordedGrants {
  accountStackVersion: number;
  /** Of what the account stacks deploy. */
  member: Grant[];
  /** Of what running executions go by in the workflow account. */
  workflow: Grant[];
}

export const recordedGrants = z.strictObject({
  accountStackVersion: z.int(),
  member: z.array(z.string()),
  workflow: z.array(z.string()),
});

/** The provisioners, their trust and the boundary; the roles of the functions and the state machines that executions are made of. */
export function grantsOf({
  roles,
  managedPolicies,
  functions,
  stateMachines,
}: Deployment): Omit<RecordedGrants, 'accountStackVersion'> {
  const working = new Set([...functions, ...stateMachines].map(({ roleArn }) => roleArn));
  const ofRoles = (of: typeof roles) =>
    of.flatMap(({ arn, trustPolicy, inlinePolicies }) => [
      ...linesOf(`${arn} trust`, trustPolicy),
      ...Object.values(inlinePolicies).flatMap((text) => linesOf(arn, text)),
    ]);
  return {
    member: sorted([
      ...ofRoles(roles.filter(({ roleName }) => roleName.endsWith('-provisioner'))),
      ...managedPolicies.filter(isMembers).flatMap(({ arn, document }) => linesOf(arn, document)),
    ]),
    workflow: sorted(ofRoles(roles.filter(({ arn, roleName }) => working.has(arn) && /-us-west-2/.test(roleName)))),
  };
}

/** Of the managed policies the operator's is nobody's that an execution goes by. */
function isMembers({ policyName }: Deployment['managedPolicies'][number]): boolean {
  return policyName.endsWith('-boundary');
}

function sorted(lines: readonly string[]): string[] {
  return [...new Set(lines)].toSorted();
}

function linesOf(whose: string, document: string): string[] {
  return storedPolicy(document, whose).Statement.flatMap((statement) => {
    const { Effect, Condition } = statement;
    const condition = Condition === undefined ? '' : ` if ${JSON.stringify(Condition)}`;
    return list(statement.Action).flatMap((action) =>
      resourcesOf(statement).map((resource) => `${whose} | ${Effect} ${action} ${resource}${condition}`),
    );
  });
}

function resourcesOf({ Resource, Principal }: PolicyStatement): readonly string[] {
  return Resource === undefined ? [`for ${JSON.stringify(Principal)}`] : list(Resource);
}

const list = (element: string | readonly string[] | undefined): readonly string[] =>
  element === undefined ? [] : [element].flat();

/** What running executions may miss: a recorded Allow that is gone, a Deny that was not there. */
export function narrowings(recorded: readonly Grant[], now: readonly Grant[]): Grant[] {
  const isDeny = (line: Grant) => line.includes(' | Deny ');
  return [
    ...recorded.filter((line) => !isDeny(line) && !now.includes(line)),
    ...now.filter((line) => isDeny(line) && !recorded.includes(line)),
  ];
}
