import type { Operation } from '../../operation.ts';
import { describeLogGroups, describeLogStreams } from './describe.ts';
import { filterLogEvents, getLogEvents } from './events.ts';

/**
 * All that is served of CloudWatch Logs (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html); lines are
 * written by what runs here, not by calls.
 */
export const logsOperations: readonly Operation[] = [
  describeLogGroups,
  describeLogStreams,
  getLogEvents,
  filterLogEvents,
];
