import { CfnResourcePolicy, LogGroup } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { scraperLogName } from '../../functions/shared/names.ts';
import { logDeliveryPolicy } from '../permissions/scraperLogs.ts';

interface ScraperLogsProps {
  installation: string;
  logRetentionDays: number;
}

/**
 * Where the vended logs of an account's scrapers in a Region go. The resource policy is here, so that no function needs the permission to
 * open log groups to others.
 */
export class ScraperLogs extends Construct {
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, { installation, logRetentionDays }: ScraperLogsProps) {
    super(scope, id);
    const logGroupName = scraperLogName(installation);
    this.logGroup = new LogGroup(this, 'Group', {
      logGroupName,
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stack = Stack.of(this);
    new CfnResourcePolicy(this, 'Policy', {
      policyName: `${installation}-scraper-logs`,
      policyDocument: stack.toJsonString(
        logDeliveryPolicy({ partition: stack.partition, region: stack.region, account: stack.account }, logGroupName),
      ),
    }).node.addDependency(this.logGroup);
  }
}
