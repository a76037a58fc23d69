import { deployedName, MACHINE_NAMES } from '../../functions/shared/names.ts';
import type { Configuration } from '../../infra/configuration/configuration.ts';
import type { Deployment } from '../deployment/deployed.ts';

/** What the workflow account has in one Region, by the stacks of this checkout. */
export type Hub = Pick<
  Deployment,
  'stacks' | 'stateMachines' | 'schedules' | 'buses' | 'rules' | 'topics' | 'queues' | 'alarms'
>;

/** Of all that is deployed what is in the workflow account's Region. Of state machines those of the workflow: the CDK's are its own. */
export function hubOf(deployment: Deployment, { name, workflowAccountId }: Configuration, region: string): Hub {
  const isHere = (one: { arn: string }) => {
    const [, , , itsRegion, itsAccount] = one.arn.split(':');
    return itsRegion === region && itsAccount === workflowAccountId;
  };
  const machines = MACHINE_NAMES.map((machine) => deployedName(name, machine));
  return {
    stacks: deployment.stacks.filter(isHere),
    stateMachines: deployment.stateMachines.filter((one) => isHere(one) && machines.includes(one.name)),
    schedules: deployment.schedules.filter(isHere),
    buses: deployment.buses.filter(isHere),
    rules: deployment.rules.filter(isHere),
    topics: deployment.topics.filter(isHere),
    queues: deployment.queues.filter(isHere),
    alarms: deployment.alarms.filter(isHere),
  };
}
