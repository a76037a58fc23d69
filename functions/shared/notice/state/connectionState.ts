import * as z from 'zod/mini';
import { DOOR_NAMES } from '../../request/doors/doors.ts';
import { CONNECTION_STATES } from './states.ts';

const text = z.string();

/** A connection that has come into a state. */
export const connectionChange = z.object({
  state: z.enum(CONNECTION_STATES),
  /** A short name of why, the same for the same reason: an error's, or what is waited for. A new one is news, other words are not. */
  code: text,
  /** What it means and what helps. */
  reason: text,
  /** ISO 8601. */
  since: text,
  clusterArn: text,
  /** Absent where nobody knows it: of an execution by a cluster's tag that failed, or whose tag names none. */
  workspaceArn: z.exactOptional(text),
  /** By which it was asked for. */
  door: z.enum(DOOR_NAMES),
  scraperArn: z.exactOptional(text),
  /** Of whom it is known. */
  executionArn: text,
});
/** Kept in the plan's item until it is told; the event's detail has it, and two members more (`stateChangeDetail`). */
export type ConnectionChange = z.infer<typeof connectionChange>;
