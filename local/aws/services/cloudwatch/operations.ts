import type { Operation } from '../../operation.ts';
import { describeAlarms } from './alarms.ts';
import { getMetricData } from './metricData.ts';

export const cloudWatchOperations: readonly Operation[] = [getMetricData, describeAlarms];
