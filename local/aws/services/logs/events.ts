import * as z from 'zod';
import { linePattern } from '../../../monitoring/textPattern.ts';
import type { LogEvent } from '../../../state/monitoring.ts';
import { defineOperation } from '../../operation.ts';
import {
  groupInput,
  groupOf,
  invalidParameter,
  linesOf,
  logsCheck,
  nextToken,
  notFound,
  pageOf,
  stream,
  time,
} from './groups.ts';

const limit = z.int().min(1).max(10_000).default(10_000);

const filterInput = z.strictObject({
  ...groupInput,
  logStreamNames: z.array(stream).min(1).max(100).optional(),
  logStreamNamePrefix: stream.optional(),
  startTime: time,
  endTime: time,
  filterPattern: z.string().max(1024).default(''),
  interleaved: z.boolean().optional(),
  unmask: z.boolean().optional(),
  nextToken,
  limit,
});
type FilterInput = z.infer<typeof filterInput>;

/** Which lines a call wants; what is written at `endTime` is not among them, as in "events with a timestamp later than this time are not returned" (that it is left out itself is assumed). */
export const filterLogEvents = defineOperation<FilterInput>({
  service: 'logs',
  name: 'FilterLogEvents',
  input: filterInput,
  access: (input, call) => logsCheck('FilterLogEvents', input, call),
  run(input, call) {
    const { logStreamNames, logStreamNamePrefix = '', limit: most, nextToken: token } = input;
    if (logStreamNames !== undefined && logStreamNamePrefix !== '')
      throw invalidParameter('logStreamNames and logStreamNamePrefix exclude each other.');
    const matches = matcher(input.filterPattern);
    const wanted = numbered(linesOf(groupOf(input, call), call.now)).filter(
      ({ event }) =>
        isBetween(event, input) &&
        event.stream.startsWith(logStreamNamePrefix) &&
        (logStreamNames?.includes(event.stream) ?? true) &&
        matches(event.message),
    );
    const { page, nextToken: next } = pageOf(wanted, most, token);
    const events = page.map(({ event, id }) => ({
      ...shown(event),
      logStreamName: event.stream,
      eventId: String(id).padStart(56, '0'),
    }));
    return { events, searchedLogStreams: [], nextToken: next };
  },
});

const getInput = z.strictObject({
  ...groupInput,
  logStreamName: stream,
  startTime: time,
  endTime: time,
  startFromHead: z.boolean().default(false),
  unmask: z.boolean().optional(),
  nextToken,
  limit,
});

/** The token is `f/` or `b/` with where the page begins; at the end the same one comes back. */
export const getLogEvents = defineOperation<z.infer<typeof getInput>>({
  service: 'logs',
  name: 'GetLogEvents',
  input: getInput,
  access: (input, call) => logsCheck('GetLogEvents', input, call, input.logStreamName),
  run(input, call) {
    const ofStream = linesOf(groupOf(input, call), call.now).filter((event) => event.stream === input.logStreamName);
    if (ofStream.length === 0) throw notFound('The specified log stream does not exist.');
    const all = ofStream.filter((event) => isBetween(event, input));
    const begin = beginOf(input, all.length);
    const end = Math.min(begin + input.limit, all.length);
    return {
      events: all.slice(begin, end).map(shown),
      nextForwardToken: `f/${end}`,
      nextBackwardToken: `b/${begin}`,
    };
  },
});

function beginOf({ nextToken: token, startFromHead, limit: most }: z.infer<typeof getInput>, length: number): number {
  if (token === undefined) return startFromHead ? 0 : Math.max(0, length - most);
  const [, direction, at] = /^([fb])\/(\d+)$/.exec(token) ?? [];
  if (direction === undefined) throw invalidParameter('The specified nextToken is invalid.');
  return direction === 'f' ? Number(at) : Math.max(0, Number(at) - most);
}

function matcher(pattern: string): (line: string) => boolean {
  try {
    return linePattern(pattern);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidParameter(`Invalid filter pattern: ${error.message}`);
  }
}

function numbered(events: readonly LogEvent[]): { event: LogEvent; id: number }[] {
  return events.map((event, id) => ({ event, id }));
}

function isBetween(
  { at }: LogEvent,
  { startTime = 0, endTime = Infinity }: { startTime?: number | undefined; endTime?: number | undefined },
) {
  return at >= startTime && at < endTime;
}

function shown({ at, message }: LogEvent) {
  return { timestamp: at, message, ingestionTime: at };
}
