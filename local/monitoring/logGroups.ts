import type { LogGroup, MetricFilter, Monitoring } from '../state/monitoring.ts';
import { parsePattern, valueAt, type Matches } from './filterPattern.ts';
import { putMetric } from './metrics.ts';

/** A line as a function writes it. */
export interface LogLine {
  accountId: string;
  region: string;
  logGroup: string;
  stream: string;
  text: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Keeps the lines of all groups from now on, for clients that ask for them. */
export function keepLines({ logGroups }: Monitoring): void {
  for (const group of Object.values(logGroups)) group.events ??= [];
}

/** Lets the filters of the log group count the line, which is kept where somebody can ask for it. */
export function writeLine(monitoring: Monitoring, line: LogLine): void {
  const group = Object.values(monitoring.logGroups).find(
    ({ name, accountId, region }) => name === line.logGroup && accountId === line.accountId && region === line.region,
  );
  group?.events?.push({ at: line.at, stream: line.stream, message: line.text });
  if (group === undefined || group.filters.length === 0) return;
  const event = jsonOf(line.text);
  for (const filter of group.filters) count(monitoring, group, filter, event, line.at);
}

/** A line that is no JSON matches no pattern for JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const patterns = new Map<string, Matches>();

function matches(pattern: string, event: unknown): boolean {
  const parsed = patterns.get(pattern) ?? parsePattern(pattern);
  patterns.set(pattern, parsed);
  return event !== undefined && parsed(event);
}

/**
 * "If a log event does not have the field of a dimension or of the value, no data point is published"
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html). That a dimension's
 * value has to be a text, and the metric's a number, is assumed.
 */
function count(monitoring: Monitoring, group: LogGroup, filter: MetricFilter, event: unknown, at: number): void {
  const { accountId, region } = group;
  const { namespace, name, pattern, zeroOtherwise } = filter;
  if (!matches(pattern, event)) {
    if (zeroOtherwise) putMetric(monitoring, { accountId, region, namespace, name, dimensions: {} }, at, 0);
    return;
  }
  const values = Object.entries(filter.dimensions).map(([key, selector]) => [key, valueAt(event, selector)] as const);
  const dimensions = Object.fromEntries(values.flatMap(([key, one]) => (typeof one === 'string' ? [[key, one]] : [])));
  const value = filter.value.startsWith('$') ? valueAt(event, filter.value) : Number(filter.value);
  if (typeof value !== 'number' || Object.keys(dimensions).length < values.length) return;
  putMetric(monitoring, { accountId, region, namespace, name, dimensions }, at, value);
}
