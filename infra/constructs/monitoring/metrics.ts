import { MathExpression, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter, type ILogGroup, type JsonPattern } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { FLEET_CLASSES, type FleetClass } from '../../../functions/shared/fleet/fleetClasses.ts';
import { LOG_LINES, type LogFields, type LogLine } from '../../../functions/shared/handler/logLines.ts';

interface Counted {
  metricName: string;
  pattern: JsonPattern;
  value: string;
  /** Each combination of their values is a metric of its own; such a metric has no default. */
  dimensions: readonly string[];
}

/** Of several lines, those that all of them have. */
type Field<Name extends LogLine> = string & keyof LogFields<Name>;

type Condition<Name extends string> = { field: Name } & ({ is: string } | { above: number });

interface Counting<Name extends LogLine> {
  where?: readonly Condition<Field<Name>>[];
  /** Counts 1 for each line when there is none. */
  value?: Field<Name>;
  dimensions?: readonly Field<Name>[];
}

/** What is counted of the functions' log. A retried attempt counts again. */
export const METRICS = {
  /** How executions ended well. */
  outcomes: counted('Outcomes', ['outcome'], { dimensions: ['outcome', 'door'] }),
  /** How functions failed. */
  failures: counted('Failures', ['failed', 'failedUnexpectedly'], { dimensions: ['errorName'] }),
  /** Executions that failed by no mistake of who asked for them. */
  platformFailures: counted('PlatformFailures', ['endedBadly'], {
    where: [
      { field: 'status', is: 'FAILED' },
      { field: 'fault', is: 'PLATFORM' },
    ],
  }),
  /** Executions that ignored an event, its account's provisioner having never answered: two of a tag, one of a deletion. */
  neverAnswered: counted('NeverAnswered', ['neverAnswered']),
  /** Of scrapers that had to be waited for. */
  secondsToActive: counted('SecondsToActive', ['scraperActive'], {
    where: [{ field: 'waitedSeconds', above: 0 }],
    value: 'waitedSeconds',
  }),
  /** AWS's answers that a call was one too many, after the SDK's own attempts. */
  throttledCalls: counted('ThrottledCalls', ['throttled']),
  /** Removals that wait for an approval, as each run counts them. */
  removalsHeld: counted('RemovalsHeld', ['reconciled'], { where: [{ field: 'held', above: 0 }], value: 'held' }),
  /** For how long runs have seen the oldest thing that is not done, and how full quotas are: each run says it, whatever it is. */
  oldestSeconds: ofRuns('OldestSeconds', 'oldestSeconds'),
  scraperQuotaPercent: ofRuns('ScraperQuotaPercent', 'scraperQuotaPercent'),
  roleQuotaPercent: ofRuns('RoleQuotaPercent', 'roleQuotaPercent'),
  /** Removals beyond what tags may take away in an hour. */
  leftToReconcile: counted('LeftToReconcile', ['leftToReconcile']),
  /** Scrapers that are ACTIVE while no sample arrives. */
  noSamples: counted('NoSamples', ['outcome'], { where: [{ field: 'outcome', is: 'NO_SAMPLES' }] }),
} as const satisfies Record<string, Counted>;

/** Of the line that each run of reconcile ends with. */
function ofRuns(metricName: string, value: Field<'reconciled'>): Counted {
  return counted(metricName, ['reconciled'], { value });
}

/** How many things are in a class, as each run counts them: a run that finds none says 0, and so ends what others have found. */
function ofClass(one: FleetClass): Counted {
  const { metricName, pattern } = counted(classMetricName(one), ['reconciled']);
  return { metricName, pattern, value: selector(`classes.${one}`), dimensions: [] };
}

function classMetricName(one: FleetClass): string {
  return `Fleet${one.charAt(0).toUpperCase()}${one.slice(1)}`;
}

/** A metric filter each, on the one log group of all functions. */
export const COUNTED: readonly Counted[] = [...Object.values(METRICS), ...FLEET_CLASSES.map(ofClass)];

function counted<Name extends LogLine>(
  metricName: string,
  lines: readonly Name[],
  { where = [], value, dimensions = [] }: Counting<Name> = {},
): Counted {
  const messages = lines.map((line) => FilterPattern.stringValue('$.message', '=', LOG_LINES[line].message));
  const pattern = FilterPattern.all(
    FilterPattern.any(...messages),
    ...dimensions.map((field) => FilterPattern.exists(selector(field))),
    ...where.map(patternOf),
  );
  return { metricName, pattern, value: value === undefined ? '1' : selector(value), dimensions };
}

function patternOf(condition: Condition<string>): JsonPattern {
  const field = selector(condition.field);
  return 'is' in condition
    ? FilterPattern.stringValue(field, '=', condition.is)
    : FilterPattern.numberValue(field, '>', condition.above);
}

function selector(field: string): string {
  return `$.${field}`;
}

/** Metrics of the functions' log. */
export class WorkflowMetrics extends Construct {
  /** The installation's name: two in one account count apart. */
  readonly namespace: string;

  constructor(scope: Construct, id: string, { namespace, logGroup }: { namespace: string; logGroup: ILogGroup }) {
    super(scope, id);
    this.namespace = namespace;
    for (const { metricName, pattern, value, dimensions } of COUNTED) {
      new MetricFilter(this, metricName, {
        logGroup,
        filterPattern: pattern,
        metricNamespace: namespace,
        metricName,
        metricValue: value,
        ...(dimensions.length > 0
          ? { dimensions: Object.fromEntries(dimensions.map((field) => [field, selector(field)])) }
          : {}),
      });
    }
  }

  /** A metric without dimensions. */
  metric(name: keyof typeof METRICS, options: MetricOptions): Metric {
    return new Metric({ namespace: this.namespace, metricName: METRICS[name].metricName, ...options });
  }

  /** A metric of the inventory. */
  inventory(one: FleetClass, options: MetricOptions): Metric {
    return new Metric({ namespace: this.namespace, metricName: classMetricName(one), ...options });
  }

  /** One line for each combination of the dimensions' values, whatever they come to be. */
  search(name: keyof typeof METRICS): MathExpression {
    const { metricName, dimensions } = METRICS[name];
    const schema = `{${[this.namespace, ...dimensions].join(',')}}`;
    return new MathExpression({
      expression: `SEARCH('${schema} MetricName="${metricName}"', 'Sum', 300)`,
      label: '',
      period: Duration.minutes(5),
    });
  }
}
