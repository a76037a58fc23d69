import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { failedExecutionPattern } from './eventPatterns.ts';
import { startPermissions } from '../../permissions/events.ts';
import { serviceTrust } from '../../permissions/policyDocument.ts';
import { DeliveredRule } from './deliveredRule.ts';
import { FixedRole } from '../role.ts';

interface CleanUpProps {
  installation: string;
  onboard: StateMachine;
  offboard: StateMachine;
}

/** Of the event, what offboard reads: which execution it is about. The request stays with that one. */
const WHICH_EXECUTION = {
  inputPathsMap: { executionArn: '$.detail.executionArn', status: '$.detail.status' },
  inputTemplate: '{"source":"aws.states","detail":{"executionArn":<executionArn>,"status":<status>}}',
};

/**
 * Takes away what an onboard left that ran no Catch: one that was aborted, timed out or met States.Runtime. One that undid
 * itself holds no lease any more, and its offboard ends at once. Of an offboard that was stopped nothing is left that it made; one that
 * went by a cluster's tag, and a clean-up, are done anew.
 */
export class CleanUp extends Construct {
  readonly ruleNames: readonly string[];

  constructor(scope: Construct, id: string, { installation, onboard, offboard }: CleanUpProps) {
    super(scope, id);
    const cutShort = `${installation}-clean-up`;
    const stopped = `${installation}-stopped-offboard`;
    this.ruleNames = [cutShort, stopped];
    const { arn: roleArn } = new FixedRole(this, 'Role', {
      roleName: `${installation}-${Stack.of(this).region}-clean-up`,
      description: `Lets ${installation}'s rule start offboard for executions that were cut short`,
      trust: serviceTrust('events.amazonaws.com'),
      policies: { start: startPermissions(offboard.stateMachineArn) },
    });
    new DeliveredRule(this, 'CutShort', {
      name: cutShort,
      description: 'Starts offboard for what an execution left that ended badly',
      pattern: failedExecutionPattern([onboard.stateMachineArn]),
      target: { arn: offboard.stateMachineArn, roleArn, inputTransformer: WHICH_EXECUTION },
    });
    new DeliveredRule(this, 'Stopped', {
      name: stopped,
      description: 'Starts offboard for what an offboard that was stopped has not done',
      pattern: failedExecutionPattern([offboard.stateMachineArn], ['ABORTED']),
      target: { arn: offboard.stateMachineArn, roleArn, inputTransformer: WHICH_EXECUTION },
    });
  }
}
