import * as z from 'zod';
import { arnParts } from '../../../../functions/shared/arn.ts';
import type { AccessCheck } from '../../../policies/accessCheck.ts';
import { takeUuid } from '../../../state/ids.ts';
import { defineOperation, runnerOf, type CallContext, type Operation } from '../../operation.ts';
import { busArnOf, describeEventBus } from './buses.ts';
import { entryProblem, entrySchema, type Entry, type EntryProblem } from './entries.ts';
import { ownRuleOperations } from './ownRules.ts';
import { describeRule, listTargetsByRule } from './rules.ts';

const putEventsInput = z.strictObject({ Entries: z.array(entrySchema).min(1).max(10) });

/**
 * Each entry is taken or refused by itself (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html). An event is
 * its caller's account's, whatever it says of itself. That a bus of another account that does not let the caller refuses the whole call
 * is assumed.
 */
const putEvents = defineOperation({
  service: 'events',
  name: 'PutEvents',
  input: putEventsInput,
  access({ Entries }, call) {
    const buses = Object.groupBy(Entries, (entry) => busOf(entry, call));
    return Object.entries(buses).map(([busArn, entries = []]) => busCheck(busArn, entries, call));
  },
  run: () => ({}),
  async finish({ Entries }, call) {
    const results: (EntryProblem | { EventId: string })[] = [];
    for (const entry of Entries) results.push(entryProblem(entry) ?? { EventId: await put(entry, call) });
    return { FailedEntryCount: results.filter((one) => 'ErrorCode' in one).length, Entries: results };
  },
  finishesApart: true,
});

async function put(entry: Entry, call: CallContext): Promise<string> {
  const id = takeUuid(call.world, 'event');
  await runnerOf(call, 'events').put(busOf(entry, call), eventOf(entry, id, call));
  return id;
}

function busOf({ EventBusName }: Entry, call: CallContext): string {
  return busArnOf(EventBusName, call);
}

/** Condition keys: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html. */
function busCheck(busArn: string, entries: readonly Entry[], { runners }: CallContext): AccessCheck {
  const resourcePolicy = runners?.events?.policyOf(busArn);
  return {
    action: 'events:PutEvents',
    resourceArn: busArn,
    resourceAccountId: arnParts(busArn).accountId,
    context: {
      'events:source': entries.flatMap(({ Source }) => Source ?? []),
      'events:detail-type': entries.flatMap(({ DetailType }) => DetailType ?? []),
      'events:eventBusInvocation': 'false',
    },
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
  };
}

function eventOf(entry: Entry, id: string, { caller, now, region }: CallContext): Record<string, unknown> {
  const { Source, DetailType, Detail = '{}', Resources = [], Time } = entry;
  return {
    version: '0',
    id,
    'detail-type': DetailType,
    source: Source,
    account: caller.accountId,
    time: new Date(Time === undefined ? now : Time * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: Resources,
    detail: JSON.parse(Detail),
  };
}

/** All that is served of EventBridge (https://docs.aws.amazon.com/eventbridge/latest/APIReference/Welcome.html). */
export const eventsOperations: readonly Operation[] = [
  putEvents,
  describeRule,
  listTargetsByRule,
  describeEventBus,
  ...ownRuleOperations,
];
