/**
 * The events that AWS sends with best effort, by what the rules here want: "in some rare cases an event might not be delivered", and no
 * dead-letter queue has it then (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event.html). Which are: Step Functions'
 * (https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-states.html), what comes by way of CloudTrail (same page), and changes of tags
 * (assumed).
 */
const DETAIL_TYPES = {
  'tag-change': 'Tag Change on Resource',
  'execution-status': 'Step Functions Execution Status Change',
  'call-record': 'AWS API Call via CloudTrail',
} as const;

/** As faults name them. */
export const EVENT_KINDS = ['tag-change', 'execution-status', 'call-record'] as const;
/** One of the kinds of events that may never come. */
export type EventKind = (typeof EVENT_KINDS)[number];

/** How many of the next events of each kind are lost; used up by them. */
export type LostEvents = Partial<Record<EventKind, number>>;

/** undefined for an event that is none of them. */
export function eventKind(event: unknown): EventKind | undefined {
  if (typeof event !== 'object' || event === null || !('detail-type' in event)) return undefined;
  return EVENT_KINDS.find((kind) => DETAIL_TYPES[kind] === event['detail-type']);
}

/** Whether the next event of the kind is one that the world loses; uses it up. */
export function takeLost({ lostEvents }: { lostEvents?: LostEvents }, kind: EventKind): boolean {
  const left = lostEvents?.[kind] ?? 0;
  if (lostEvents === undefined || left < 1) return false;
  lostEvents[kind] = left - 1;
  return true;
}
