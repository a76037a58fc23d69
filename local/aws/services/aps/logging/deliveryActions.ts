import type { CallContext } from '../../../operation.ts';
import type { AccessCheck } from '../../../../policies/accessCheck.ts';

const HANDLER = 'CloudFormation handler permissions of AWS::APS::Scraper (create)';
const GUIDE =
  'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V1-CloudWatchLogs.html: permissions to enable logging';

/**
 * What the two writing operations do with log deliveries in their caller's name. That AWS checks each with the caller is assumed, as of
 * CreateScraper. PutResourcePolicy and DescribeResourcePolicies, which the guide lists too, are left out: whether they are asked for a group
 * that a policy opens already is said nowhere.
 */
const DELIVERY_ACTIONS = [
  'CreateLogDelivery',
  'DeleteLogDelivery',
  'DescribeLogGroups',
  'GetLogDelivery',
  'ListLogDeliveries',
  'UpdateLogDelivery',
] as const;

/** To end a delivery none has to be made. */
const ENDING: readonly string[] = ['DeleteLogDelivery', 'GetLogDelivery', 'ListLogDeliveries'];

/** Beside the operation's own: of a deletion only what ends a delivery. */
export function deliveryChecks(call: CallContext, operation: 'update' | 'delete'): AccessCheck[] {
  const actions = DELIVERY_ACTIONS.filter((action) => operation === 'update' || ENDING.includes(action));
  return actions.map((action) => ({
    action: `logs:${action}`,
    resourceArn: '*',
    resourceAccountId: call.caller.accountId,
    assumed: `${HANDLER}; ${GUIDE}`,
  }));
}
