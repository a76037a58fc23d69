import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { deployedName, forwardDeadLettersName } from '../../functions/shared/names.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { ForwardingAlarm } from '../constructs/monitoring/alarms.ts';
import { DeadLetters } from '../constructs/monitoring/deadLetters.ts';
import { addOutputs } from '../constructs/outputs.ts';
import { ScraperLogs } from '../constructs/scraperLogs.ts';
import { DeliveredRule } from '../constructs/doors/deliveredRule.ts';
import { FixedRole } from '../constructs/role.ts';
import { clusterDeletedPattern, clusterTagPattern, cloudTrailTagPattern } from '../constructs/doors/eventPatterns.ts';
import { forwardPermissions } from '../permissions/events.ts';
import { serviceTrust } from '../permissions/policyDocument.ts';

interface RegionStackProps extends StackProps {
  configuration: Configuration;
}

/** A source account's Region: its cluster tag events are forwarded to the workflow account's bus of the same Region, and its scrapers have a log group. */
export class RegionStack extends Stack {
  constructor(scope: Construct, id: string, { configuration, ...props }: RegionStackProps) {
    const { name } = configuration;
    super(scope, id, {
      ...props,
      description: `${name}: forwards a Region's cluster tag events to the workflow, and has its scrapers' logs`,
    });
    const { partition, workflowAccountId, logRetentionDays } = configuration;
    new ScraperLogs(this, 'ScraperLogs', { installation: name, logRetentionDays });
    const { queue } = new DeadLetters(this, 'DeadLetters', { queueName: forwardDeadLettersName(name) });
    new ForwardingAlarm(this, 'Alarms', { installation: name, deadLetters: queue });
    const arn = `arn:${partition}:events:${this.region}:${workflowAccountId}:event-bus/${deployedName(name, 'bus')}`;
    const { arn: roleArn } = new FixedRole(this, 'Role', {
      roleName: `${name}-${this.region}-forward`,
      description: `Lets ${name}'s rules forward events to the workflow account`,
      trust: serviceTrust('events.amazonaws.com'),
      policies: { forward: forwardPermissions(arn) },
    });
    const delivery = { target: { arn, roleArn }, forwards: true, deadLetters: queue };
    new DeliveredRule(this, 'ForwardTag', {
      name: `${name}-forward-cluster-tag`,
      description: 'Forwards changes of the workspace tag of clusters',
      pattern: clusterTagPattern(configuration),
      ...delivery,
    });
    new DeliveredRule(this, 'ForwardClusterDeleted', {
      name: `${name}-forward-cluster-deleted`,
      description: 'Forwards what CloudTrail tells of clusters being deleted',
      pattern: clusterDeletedPattern(),
      ...delivery,
    });
    new DeliveredRule(this, 'ForwardCloudTrailTag', {
      name: `${name}-forward-cloudtrail-tag`,
      description: "Plan B: forwards what CloudTrail tells of clusters' tags",
      pattern: cloudTrailTagPattern(configuration),
      enabled: configuration.cloudTrailTagRule,
      ...delivery,
    });
    addOutputs(
      this,
      `Tag a cluster of this Region with ${configuration.clusterTagKey[0]} and the name of a workspace.`,
      {
        BusArn: { value: arn, description: 'Where events of clusters go' },
        DeadLettersArn: { value: queue.queueArn, description: 'What could not be forwarded' },
      },
    );
  }
}
