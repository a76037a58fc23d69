import { readFileSync } from 'node:fs';
import {
  DEFAULT_INSTALLATION_NAME,
  deployedName,
  FUNCTION_NAMES,
  MACHINE_NAMES,
  type FunctionName,
  type ProductFunctionName,
  type MachineName,
} from '../../../functions/shared/names.ts';
import { substitute } from '../../deployment/read/readStateMachines.ts';

/** Where the workflow is deployed. */
export interface Place {
  /** @default the default name */
  installation?: string;
  partition: string;
  region: string;
  accountId: string;
}

/** A state machine's file: the one that is deployed. */
export function definitionFile(workflow: MachineName): URL {
  return new URL(`../../../statemachine/${workflow}.asl.json`, import.meta.url);
}

/** The placeholder in the definition that a function's ARN takes, e.g. `CreateSourceRoleArn`. */
export function substitutionName(name: FunctionName): string {
  return `${stateName(name)}Arn`;
}

/** The state that calls a function has the function's name, capitalised. */
export function stateName(name: FunctionName): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function functionArn(
  { installation = DEFAULT_INSTALLATION_NAME, ...place }: Place,
  name: FunctionName | ProductFunctionName,
): string {
  return `arn:${place.partition}:lambda:${place.region}:${place.accountId}:function:${deployedName(installation, name)}`;
}

/** Which workflow a state machine or one of its executions is, whatever installation's; undefined for any other. */
export function workflowOf(arn: string): MachineName | undefined {
  const [, , , , , , stateMachineName = ''] = arn.split(':');
  return MACHINE_NAMES.find((workflow) => stateMachineName.endsWith(`-${workflow}`));
}

/** The definition as Step Functions would have it, ready to parse. */
export function deployedDefinition(workflow: MachineName, place: Place): string {
  const arns = FUNCTION_NAMES.map((name) => [substitutionName(name), functionArn(place, name)]);
  return substitute(readFileSync(definitionFile(workflow), 'utf8'), Object.fromEntries(arns));
}
