import { arnOfGroup } from './functions.ts';
import { policyDocument, type PolicyDocument } from './policyDocument.ts';

/**
 * Lets CloudWatch's log delivery write to a log group what AMP's scrapers of the same account and Region say, and nobody's else
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V1-CloudWatchLogs.html).
 */
export function logDeliveryPolicy(
  place: { partition: string; region: string; account: string },
  groupName: string,
): PolicyDocument {
  const { partition, region, account } = place;
  return policyDocument([
    {
      Sid: 'ScraperLogs',
      Effect: 'Allow',
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `${arnOfGroup(place, groupName)}:log-stream:*`,
      Condition: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:${region}:${account}:*` },
      },
    },
  ]);
}
