import * as z from 'zod/mini';
import { DOOR_NAMES } from '../../request/doors/doors.ts';

/**
 * What people are told that a connection is in. `waiting`: it is wanted, and begins when what its reason says has come; `failed`: the last
 * execution for it ended badly, or its cluster's tag names no workspace, whatever was there before; `silent`: its scraper is ACTIVE and
 * no sample of it arrives; `disconnected`: it was taken away.
 */
export const CONNECTION_STATES = ['connecting', 'connected', 'failed', 'silent', 'waiting', 'disconnected'] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

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
export type ConnectionChange = z.infer<typeof connectionChange>;
