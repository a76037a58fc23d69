import type { MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** The metrics' names, by the named fields of the functions' log lines that they are read from. */
export const METRICS = {
  /** By outcome and door: how executions ended well. */
  outcomes: 'Outcomes',
  /** By errorName: how functions failed. */
  failures: 'Failures',
  /** Seconds from CreateScraper to ACTIVE. */
  secondsToActive: 'SecondsToActive',
  /** AWS's answers that a call was one too many, after the SDK's own attempts. */
  throttledCalls: 'ThrottledCalls',
  /** Scrapers that are ACTIVE while no sample arrives. */
  noSamples: 'NoSamples',
} as const;

interface Filter {
  name: keyof typeof METRICS;
  pattern: string;
  value?: string;
  /** Each distinct value is a metric of its own; such a metric has no default. */
  dimensions?: Record<string, string>;
}

/** The log lines are those of functions/shared/handler/handler.ts; a retried attempt counts again. */
const FILTERS: Readonly<Record<string, Filter>> = {
  Outcomes: {
    name: 'outcomes',
    pattern: '{ ($.message = "done") && ($.outcome = "*") }',
    dimensions: { outcome: '$.outcome', door: '$.door' },
  },
  Failures: {
    name: 'failures',
    pattern: '{ ($.message = "failed") && ($.errorName = "*") }',
    dimensions: { errorName: '$.errorName' },
  },
  UnexpectedFailures: {
    name: 'failures',
    pattern: '{ ($.message = "failed unexpectedly") && ($.error.name = "*") }',
    dimensions: { errorName: '$.error.name' },
  },
  SecondsToActive: {
    name: 'secondsToActive',
    pattern: '{ ($.message = "done") && ($.outcome = "*") && ($.waitedSeconds > 0) }',
    value: '$.waitedSeconds',
  },
  ThrottledCalls: {
    name: 'throttledCalls',
    pattern: '{ ($.errorName = "AwsUnavailable") && (($.reason = "*Throttl*") || ($.reason = "*TooManyRequests*")) }',
  },
  NoSamples: { name: 'noSamples', pattern: '{ ($.message = "done") && ($.outcome = "NO_SAMPLES") }' },
};

/** Metrics of the functions' log. */
export class WorkflowMetrics extends Construct {
  /** The installation's name: two in one account count apart. */
  readonly namespace: string;

  constructor(scope: Construct, id: string, { namespace, logGroup }: { namespace: string; logGroup: ILogGroup }) {
    super(scope, id);
    this.namespace = namespace;
    for (const [filterId, { name, pattern, value, dimensions }] of Object.entries(FILTERS)) {
      new MetricFilter(this, filterId, {
        logGroup,
        filterPattern: FilterPattern.literal(pattern),
        metricNamespace: namespace,
        metricName: METRICS[name],
        metricValue: value ?? '1',
        ...(dimensions ? { dimensions } : {}),
      });
    }
  }

  metric(name: keyof typeof METRICS, options: MetricOptions): Metric {
    return new Metric({ namespace: this.namespace, metricName: METRICS[name], ...options });
  }
}
