import * as z from 'zod';

const time = z.number();
const texts = z.record(z.string(), z.string());

/** Where a metric, an alarm or a dashboard is: they know nothing of what is elsewhere. */
const place = { accountId: z.string(), region: z.string() };

/** A filter of a log group: what of a line is put into which metric. */
const metricFilter = z.strictObject({
  pattern: z.string(),
  namespace: z.string(),
  name: z.string(),
  /** A number, or the selector of a field. */
  value: z.string(),
  /** Selectors of fields, by dimension. */
  dimensions: texts,
  /** Whether a line that does not match counts as 0. */
  zeroOtherwise: z.boolean(),
});
/** Of AWS::Logs::MetricFilter (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html). */
export type MetricFilter = z.infer<typeof metricFilter>;

const logEvent = z.strictObject({ at: time, stream: z.string(), message: z.string() });
/** A line of a stream; `at` in milliseconds since the epoch, on the virtual clock. */
export type LogEvent = z.infer<typeof logEvent>;

const logGroup = z.strictObject({
  arn: z.string(),
  name: z.string(),
  ...place,
  /** For ever, when absent. */
  retentionDays: z.number().exactOptional(),
  filters: z.array(metricFilter),
  /** Its lines, in the order of their times; absent where nobody can ask for them. */
  events: z.array(logEvent).exactOptional(),
});
/** With its filters, and its lines where somebody can ask for them. */
export type LogGroup = z.infer<typeof logGroup>;

/** A resource policy of CloudWatch Logs: of an account's Region, for whichever of its groups it names. */
const logPolicy = z.strictObject({ arn: z.string(), name: z.string(), ...place, document: z.string() });
/** By it a service may write into the groups. */
export type LogPolicy = z.infer<typeof logPolicy>;

const metricName = { namespace: z.string(), name: z.string(), dimensions: texts };

/** One combination of dimensions' values is one metric. */
const metric = z.strictObject({
  ...place,
  ...metricName,
  points: z.array(z.strictObject({ at: time, value: z.number() })),
});
/** One namespace, name and combination of dimensions, with its data. */
export type Metric = z.infer<typeof metric>;
/** A metric without its data. */
export type MetricId = Omit<Metric, 'points'>;

/** A metric's statistic, or an expression over those of other ids. */
const metricQuery = z.strictObject({
  id: z.string(),
  returnData: z.boolean(),
  expression: z.string().exactOptional(),
  metric: z.strictObject({ ...metricName, statistic: z.string() }).exactOptional(),
});
/** Of an alarm or of GetMetricData. */
export type MetricQuery = z.infer<typeof metricQuery>;

const alarmState = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
/** INSUFFICIENT_DATA is where every alarm begins. */
export type AlarmState = z.infer<typeof alarmState>;

/** What a template says of an alarm. */
const alarmDefinition = {
  arn: z.string(),
  name: z.string(),
  description: z.string(),
  ...place,
  queries: z.array(metricQuery),
  periodSeconds: z.number(),
  evaluationPeriods: z.number(),
  datapointsToAlarm: z.number(),
  comparison: z.enum([
    'GreaterThanOrEqualToThreshold',
    'GreaterThanThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  threshold: z.number(),
  treatMissingData: z.enum(['notBreaching', 'breaching', 'ignore']),
  /** Topics by the state that they are told of. */
  actions: z.record(alarmState, z.array(z.string())),
};

const alarm = z.strictObject({
  ...alarmDefinition,
  state: alarmState,
  /** Of one whose actions somebody has disabled: it changes its state, and tells nobody. */
  actionsDisabled: z.literal(true).exactOptional(),
  /** The changes of its state, the oldest first, with what became of each action. */
  history: z.array(
    z.strictObject({
      at: time,
      from: alarmState,
      to: alarmState,
      actions: z.array(z.strictObject({ topicArn: z.string(), refused: z.string().exactOptional() })),
    }),
  ),
});
/** An alarm with what it has come to. */
export type Alarm = z.infer<typeof alarm>;
/** An alarm as its stack makes it. */
export type AlarmDefinition = Omit<Alarm, 'state' | 'actionsDisabled' | 'history'>;

const queue = z.strictObject({
  arn: z.string(),
  name: z.string(),
  url: z.string(),
  ...place,
  retentionSeconds: z.number(),
  /** The customer managed key that encrypts it. */
  keyArn: z.string().exactOptional(),
  /** JSON text. */
  policy: z.string().exactOptional(),
  createdAt: time,
  /** Nobody receives any: they stay until their retention is over. */
  messages: z.array(z.strictObject({ at: time, body: z.string() })),
});
/** An SQS queue, with the messages that nobody has deleted. */
export type Queue = z.infer<typeof queue>;

/** What tells people, but for topics, by ARN; metrics by all that identifies them. */
export const monitoringState = z.strictObject({
  logGroups: z.record(z.string(), logGroup),
  /** Absent where nothing has put any. */
  logPolicies: z.record(z.string(), logPolicy).exactOptional(),
  metrics: z.record(z.string(), metric),
  alarms: z.record(z.string(), alarm),
  queues: z.record(z.string(), queue),
  /** Up to when the alarms have been evaluated. */
  watchedUntil: time,
});
/** Kept in the state file, so that an alarm goes on with the next run. */
export type Monitoring = z.infer<typeof monitoringState>;

/** As it is where nothing of it is deployed. */
export function noMonitoring(now: number): Monitoring {
  return { logGroups: {}, metrics: {}, alarms: {}, queues: {}, watchedUntil: now };
}
