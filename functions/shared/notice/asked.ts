import * as z from 'zod/mini';
import { reconcileOutput } from '../fleet/run.ts';
import { endedEvent } from './ended.ts';
import { connectionChange } from './state/connectionState.ts';

/** What another function has people told of: changes that no execution's end says, and how a run of reconcile has found the fleet. */
const toTell = z.object({
  executionArn: z.string(),
  changes: z.array(connectionChange),
  /** Of a run that people are told of when it found, or did, something new. */
  fleet: z.exactOptional(z.object({ at: z.string(), output: z.omit(reconcileOutput, { report: true }) })),
});
/** Sent by `tellLater`, and told in one invocation: who has many changes sends them in parts. */
export type ToTell = z.infer<typeof toTell>;

/** All that notify is called with. */
export const noticeInput = z.union([endedEvent, toTell]);
/** Told apart by `detail`, which an event has. */
export type NoticeInput = z.infer<typeof noticeInput>;
