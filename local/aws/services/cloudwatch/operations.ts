import type { Operation } from '../../operation.ts';
import { describeAlarms } from './alarms.ts';
import { getMetricData } from './metricData.ts';

/**
 * All that is served of CloudWatch (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/Welcome.html): what dashboards show
 * and alarms say.
 */
export const cloudWatchOperations: readonly Operation[] = [getMetricData, describeAlarms];
