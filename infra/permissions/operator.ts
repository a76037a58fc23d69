import { deployedName, MACHINE_NAMES } from '../../functions/shared/names.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { policyDocument, type PolicyDocument } from './policyDocument.ts';

/**
 * What whoever works at the console door has of ours: start, read and stop executions of the state machines, in every Region. No
 * function, no table, no account: what an execution may do is the functions' permissions, whoever starts it.
 */
export function operatorPermissions({ name, partition, workflowAccountId, regions }: Configuration): PolicyDocument {
  const arns = (kind: 'stateMachine' | 'execution', rest: string) =>
    regions
      .toSorted()
      .flatMap((region) =>
        MACHINE_NAMES.map(
          (one) => `arn:${partition}:states:${region}:${workflowAccountId}:${kind}:${deployedName(name, one)}${rest}`,
        ),
      );
  return policyDocument([
    {
      Sid: 'StartAndListExecutions',
      Effect: 'Allow',
      Action: ['states:DescribeStateMachine', 'states:ListExecutions', 'states:StartExecution'],
      Resource: arns('stateMachine', ''),
    },
    {
      // Wildcards: executions' names are given by who starts them.
      Sid: 'ReadAndStopExecutions',
      Effect: 'Allow',
      Action: [
        'states:DescribeExecution',
        'states:DescribeStateMachineForExecution',
        'states:GetExecutionHistory',
        'states:StopExecution',
      ],
      Resource: arns('execution', ':*'),
    },
    {
      // `*`: the action has no narrower resource; the console lists all machines before it shows one.
      Sid: 'ListStateMachines',
      Effect: 'Allow',
      Action: 'states:ListStateMachines',
      Resource: '*',
    },
  ]);
}
