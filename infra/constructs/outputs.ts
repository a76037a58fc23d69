import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { CfnOutput, type Stack } from 'aws-cdk-lib/core';

/** What a stack tells whoever has deployed it, by the output's name. */
export type Outputs = Readonly<Record<string, { value: string; description: string }>>;

/**
 * The outputs of a stack: what to do next, where to look, and the ARNs that other commands ask for. None is exported: an export that
 * another stack imports could not be changed (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html).
 */
export function addOutputs(stack: Stack, next: string, outputs: Outputs): void {
  const all: Outputs = { Next: { value: next, description: 'What to do next' }, ...outputs };
  for (const [name, { value, description }] of Object.entries(all)) new CfnOutput(stack, name, { value, description });
}

/** A page of the console; AWS GovCloud (US) has one of its own. */
export function consoleUrl(partition: string, region: string, page: string): string {
  const host = partition === 'aws-us-gov' ? 'console.amazonaws-us-gov.com' : `${region}.console.aws.amazon.com`;
  return `https://${host}/${page}`;
}

/** Where a console has a state machine's executions. */
export function stateMachinePage(region: string, { stateMachineArn }: StateMachine): string {
  return `states/home?region=${region}#/statemachines/view/${stateMachineArn}`;
}
