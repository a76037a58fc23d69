import * as z from 'zod/mini';
import type { Finding } from '../../errors.ts';
import { readClusterEvent } from './clusterEvents.ts';

/** The doors that can start a workflow. An input is held against their shapes in this order; the console takes what is left. */
export const DOOR_NAMES = ['product', 'tag', 'console'] as const;
/** Who asked for a connection: the word is in tags, the table and outputs. */
export type Door = (typeof DOOR_NAMES)[number];

/** What an input asks for: what a request says, whatever a cluster's tags say by now, what goes with a cluster, or nothing. */
type Asked = { stackId?: string; product?: string } & (
  | { asks: 'request'; request: unknown }
  /** `repairs`: what is there is not to be left alone. `connected`: the id of what was made just now, which is there. */
  | { asks: 'tags' | 'deletion'; clusterArn: string; repairs?: true; connected?: string }
  | { asks: 'nothing'; reason: string }
);
/** An input as its door means it. */
export type DoorInput = { door: Door } & Asked;

/** All that tells one door from another: no other file of the functions asks for a door's name. */
interface DoorDescriptor {
  /** What it hands in, told by its shape; undefined for another door's. The console has none: what no other reads is its own. */
  read?(input: unknown, partition: string): Asked | { findings: Finding[] } | undefined;
  /** Whether each stack owns its own connections, rather than the door all of them. */
  isOwnedByStack: boolean;
  /** Whether there is time for a cluster that is still being created. */
  waitsForCluster: boolean;
  /**
   * Whether it goes by what a cluster's tags say by now (`tagsAgain`). It asks late and twice, so that what is there is left alone,
   * and who is at work for it is asked to look again instead of being waited for.
   */
  looksAgain: boolean;
  /**
   * Whether an operator asks by it, who may cut a pair off (`revoke`), let it be connected again (`liftRevoke`), and take away every
   * door's connections of an account that is draining.
   */
  revokes: boolean;
  /** How a person has a connection of its taken away, to be read after "To offboard it, ". No stack is named: its id is what its door owns by. */
  howToOffboard: string;
}

/** How a connection is taken away that is nobody's by its tags. */
export const BY_HAND = 'start offboard with its pair of ARNs and without onlyCreatedBy';

/** How each door differs. */
export const DOORS: Readonly<Record<Door, DoorDescriptor>> = {
  product: {
    read: readEnvelope,
    isOwnedByStack: true,
    waitsForCluster: false,
    looksAgain: false,
    revokes: false,
    howToOffboard: "delete its product's stack",
  },
  tag: {
    read: readClusterEvent,
    isOwnedByStack: false,
    waitsForCluster: true,
    looksAgain: true,
    revokes: false,
    howToOffboard: "remove the cluster's tag",
  },
  console: {
    isOwnedByStack: false,
    waitsForCluster: true,
    looksAgain: false,
    revokes: true,
    howToOffboard: BY_HAND,
  },
};

/** As whose a clean-up after an execution counts. */
export const CLEAN_UP_DOOR = 'clean-up';

/** Which door an input came by, and what it asks for. */
export function readDoor(input: unknown, partition: string): DoorInput | { findings: Finding[] } {
  for (const door of DOOR_NAMES) {
    const read = DOORS[door].read?.(input, partition);
    if (read !== undefined) return 'findings' in read ? read : { door, ...read };
  }
  return { door: 'console', asks: 'request', request: input };
}

const envelope = z.strictObject({
  door: z.literal('product'),
  stackId: z.string(),
  /** The product's name, of one that is for some accounts alone. */
  product: z.exactOptional(z.string()),
  request: z.unknown(),
});

/** The execution's input that the product door hands in for a stack. */
export function productInput(stackId: string, request: object, product?: string): z.infer<typeof envelope> {
  return { door: 'product', stackId, ...(product === undefined ? {} : { product }), request };
}

function readEnvelope(input: unknown): Asked | undefined {
  const { data } = envelope.safeParse(input);
  if (data === undefined) return undefined;
  const { stackId, product, request } = data;
  return { asks: 'request', stackId, ...(product === undefined ? {} : { product }), request };
}
