import { deployedName, type MachineName } from '../../../../functions/shared/names.ts';
import { isClusterArn } from '../../../../functions/shared/request/arns.ts';
import type { WorkflowPlace } from '../../facts.ts';

/** The workflow that an input is for: that of its cluster's Region, where there is one, or else the first. */
export function placeFor(places: readonly WorkflowPlace[], text: string): WorkflowPlace | undefined {
  const [arn] = text.split('"').filter(isClusterArn);
  return places.find(({ region }) => region === arn?.split(':')[3]) ?? places[0];
}

/** It follows from the place and the installation's name; whether there is one, a call says. */
export function machineArn({ accountId, region, environment }: WorkflowPlace, machine: MachineName): string {
  const { partition, name } = environment;
  return `arn:${partition}:states:${region}:${accountId}:stateMachine:${deployedName(name, machine)}`;
}
