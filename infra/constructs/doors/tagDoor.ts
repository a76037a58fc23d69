import { CfnEventBusPolicy, EventBus } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { deployedName } from '../../../functions/shared/names.ts';
import { forwardingAccounts, sourceAccounts, type Configuration } from '../../configuration/configuration.ts';
import { clusterDeletedPattern, clusterTagPattern, cloudTrailTagPattern } from './eventPatterns.ts';
import { eventBusPolicy, organizationBusPolicy, startPermissions } from '../../permissions/events.ts';
import { serviceTrust, type PolicyDocument } from '../../permissions/policyDocument.ts';
import { DeliveredRule } from './deliveredRule.ts';
import { FixedRole } from '../role.ts';

interface TagDoorProps {
  configuration: Configuration;
  onboard: StateMachine;
  offboard: StateMachine;
  deadLetters: Queue;
}

interface Targets {
  onboard: { arn: string; roleArn: string };
  offboard: { arn: string; roleArn: string };
}

/**
 * The tag door: a cluster's tag event straight into onboard, which makes what the tag asks for, and into offboard, which takes
 * away what it does not ask for any more; a deleted cluster into offboard. Other accounts' events come over a bus of our own; of listed
 * accounts, the workflow account's own clusters, if it has some, are on its default bus. In an organization it forwards like the others.
 */
export class TagDoor extends Construct {
  constructor(scope: Construct, id: string, { configuration, onboard, offboard, deadLetters }: TagDoorProps) {
    super(scope, id);
    const { name, partition, workflowAccountId } = configuration;
    const { region } = Stack.of(this);
    const bus = new EventBus(this, 'Bus', {
      eventBusName: deployedName(name, 'bus'),
      description: `Cluster tag events of ${name}'s source accounts`,
    });
    const { arn: roleArn } = new FixedRole(this, 'Role', {
      roleName: `${name}-${region}-tag-door`,
      description: `Lets ${name}'s tag rules start onboard and offboard`,
      trust: serviceTrust('events.amazonaws.com'),
      policies: { start: startPermissions(onboard.stateMachineArn, offboard.stateMachineArn) },
    });
    const targets = {
      onboard: { arn: onboard.stateMachineArn, roleArn },
      offboard: { arn: offboard.stateMachineArn, roleArn },
    };
    const forwarded = { eventBusName: bus.eventBusName, targets, deadLetters };
    if (configuration.organization !== undefined) {
      this.admit(bus, organizationBusPolicy(configuration.organization, bus.eventBusArn));
      this.addRules('Forwarded', {}, forwarded, configuration);
      return;
    }
    const others = forwardingAccounts(configuration);
    if (others.length > 0) {
      this.admit(bus, eventBusPolicy(partition, others, bus.eventBusArn));
      this.addRules('Forwarded', { account: others }, forwarded, configuration);
    }
    if (sourceAccounts(configuration).includes(workflowAccountId)) {
      this.addRules('Own', { account: [workflowAccountId] }, { targets, deadLetters }, configuration);
    }
  }

  private admit(bus: EventBus, { Statement: [statement] }: PolicyDocument): void {
    const statementId = statement?.Sid ?? '';
    new CfnEventBusPolicy(this, 'Accounts', { eventBusName: bus.eventBusName, statementId, statement });
  }

  private addRules(
    id: 'Forwarded' | 'Own',
    from: { account?: string[] },
    { targets, ...delivery }: { eventBusName?: string; targets: Targets; deadLetters: Queue },
    configuration: Configuration,
  ): void {
    const { name } = configuration;
    const suffix = id === 'Own' ? '-own' : '';
    new DeliveredRule(this, `${id}Untag`, {
      name: `${name}-cluster-untag${suffix}`,
      description: 'Starts offboard when the workspace tag of a cluster changes',
      pattern: { ...from, ...clusterTagPattern(configuration) },
      target: targets.offboard,
      ...delivery,
    });
    new DeliveredRule(this, `${id}ClusterDeleted`, {
      name: `${name}-cluster-deleted${suffix}`,
      description: 'Starts offboard when CloudTrail tells of a cluster being deleted',
      pattern: { ...from, ...clusterDeletedPattern() },
      target: targets.offboard,
      ...delivery,
    });
    new DeliveredRule(this, `${id}Tag`, {
      name: `${name}-cluster-tag${suffix}`,
      description: 'Starts onboard when the workspace tag of a cluster changes',
      pattern: { ...from, ...clusterTagPattern(configuration) },
      target: targets.onboard,
      ...delivery,
    });
    const planB = {
      pattern: { ...from, ...cloudTrailTagPattern(configuration) },
      enabled: configuration.cloudTrailTagRule,
      ...delivery,
    };
    new DeliveredRule(this, `${id}CloudTrailUntag`, {
      name: `${name}-cloudtrail-untag${suffix}`,
      description: "Plan B: starts offboard when CloudTrail tells that a cluster's tag was set or removed",
      target: targets.offboard,
      ...planB,
    });
    new DeliveredRule(this, `${id}CloudTrailTag`, {
      name: `${name}-cloudtrail-tag${suffix}`,
      description: "Plan B: starts onboard when CloudTrail tells that a cluster's tag was set or removed",
      target: targets.onboard,
      ...planB,
    });
  }
}
