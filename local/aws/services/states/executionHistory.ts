import * as z from 'zod';
import type { ExecutionRecord, HistoryEvent } from '../../../state/state.ts';
import { defineOperation } from '../../operation.ts';
import { statesCheck } from './arns.ts';
import { existingExecution } from './executions.ts';
import { pageInput, pageOf } from './pages.ts';

const input = z.strictObject({
  executionArn: z.string().min(1).max(256),
  reverseOrder: z.boolean().default(false),
  includeExecutionData: z.boolean().default(true),
  ...pageInput,
});

/** Of an execution whose history was not kept: how it began, and no more. */
export const getExecutionHistory = defineOperation<z.infer<typeof input>>({
  service: 'states',
  name: 'GetExecutionHistory',
  input,
  access: ({ executionArn }, call) => [statesCheck('GetExecutionHistory', executionArn, 'execution', call)],
  run({ executionArn, reverseOrder, includeExecutionData, ...paging }, call) {
    const all = historyOf(existingExecution(call, executionArn)).map((event, index) => ({ event, id: index + 1 }));
    const { page, nextToken } = pageOf(reverseOrder ? all.toReversed() : all, paging);
    return { events: page.map(({ event, id }) => view(event, id, includeExecutionData)), nextToken };
  },
});

function historyOf({ history, startDate, input: text }: ExecutionRecord): readonly HistoryEvent[] {
  return history ?? [{ type: 'ExecutionStarted', at: startDate, details: { input: text } }];
}

/** What ends an execution from outside is after no event, as was measured of AWS (https://github.com/floci-io/floci/issues/2965). */
const AFTER_NONE = ['ExecutionAborted', 'ExecutionTimedOut'];

/** Numbered from 1, each after the one before; the first two come after 0, as AWS's samples have it. */
function view({ type, at, details }: HistoryEvent, id: number, withData: boolean): Record<string, unknown> {
  const common = {
    timestamp: new Date(at),
    type,
    id,
    previousEventId: id === 2 || AFTER_NONE.includes(type) ? 0 : id - 1,
  };
  return details === undefined ? common : { ...common, [memberOf(type)]: dataOf(details, withData) };
}

function memberOf(type: string): string {
  const shared = /State(Entered|Exited)$/.exec(type);
  const name = shared ? `state${shared[1]}` : `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  return `${name}EventDetails`;
}

/** "includeExecutionData ... whether execution data (input or output of a history event) is returned"; `truncated` is "always false for API calls". */
function dataOf(details: NonNullable<HistoryEvent['details']>, withData: boolean): Record<string, unknown> {
  const { input: given, output, ...rest } = details;
  return {
    ...rest,
    ...(given === undefined ? {} : { input: withData ? given : undefined, inputDetails: { truncated: false } }),
    ...(output === undefined ? {} : { output: withData ? output : undefined, outputDetails: { truncated: false } }),
  };
}
