import * as z from 'zod/mini';
import { output as outputSchema, type Output } from '../../contract.ts';
import { arnParts } from '../../arn.ts';
import { DOOR_NAMES, DOORS, readDoor, type Door } from '../../request/doors/doors.ts';
import { isClusterArn, isWorkspaceArn } from '../../request/arns.ts';
import { endedBadly, type Ended, type EndedEvent } from '../ended.ts';
import { parseJson } from '../parseJson.ts';
import type { ConnectionState } from './states.ts';
import type { ConnectionChange } from './connectionState.ts';
import { failedReason } from './reasons.ts';
import { NO_TAG } from './statusTags.ts';

/**
 * What an execution's end says of its connections; nothing of one that had nothing to do, of a dry run, and of what a clean-up takes
 * away, whose execution has been told as failed. An output that is too large for the event is a dry run's.
 */
export function changesOf(event: EndedEvent): ConnectionChange[] {
  const ended = endedBadly(event);
  const { executionArn, status, stopDate, output } = event.detail;
  const since = new Date(stopDate ?? 0).toISOString();
  if (ended !== undefined) return failureOf(ended, since);
  if (status !== 'SUCCEEDED') return [];
  const { data } = outputSchema.safeParse(parseJson(output ?? ''));
  return data === undefined ? [] : successOf(data, { since, executionArn });
}

/** The cluster of an execution that has found no tag on it, or by its tag nothing to take away: its status goes with the tag. */
export function untaggedCluster({ detail }: EndedEvent): string | undefined {
  if (detail.status !== 'SUCCEEDED') return undefined;
  const { data } = outputSchema.safeParse(parseJson(detail.output ?? ''));
  const door = DOOR_NAMES.find((one) => one === data?.door);
  if (data === undefined || door === undefined || !DOORS[door].looksAgain) return undefined;
  const isIdle = data.outcome === 'OFFBOARDED' && data.disconnected?.length === 0;
  return isIdle || data.code === NO_TAG ? data.clusterArn : undefined;
}

type When = Pick<ConnectionChange, 'since' | 'executionArn'>;

function successOf(ended: Output, when: When): ConnectionChange[] {
  const { clusterArn, door, workspaceArn, scraperArn, reason = '', disconnected = [] } = ended;
  const asked = DOOR_NAMES.find((one) => one === door);
  if (clusterArn === undefined || asked === undefined) return [];
  const of = { ...when, clusterArn, door: asked };
  if (ended.outcome === 'OFFBOARDED') {
    return disconnected.map((one) => ({ ...of, workspaceArn: one, ...DISCONNECTED }));
  }
  const state = stateOf(ended);
  if (state === undefined) return [];
  const to = { ...(workspaceArn ? { workspaceArn } : {}), ...(scraperArn ? { scraperArn } : {}) };
  return [
    { ...of, ...to, state, code: ended.code ?? ended.outcome, reason: state === 'connected' ? ARRIVING : reason },
  ];
}

const ARRIVING = 'Its scraper is ACTIVE and its samples arrive.';
const DISCONNECTED = {
  state: 'disconnected',
  code: 'OFFBOARDED',
  reason: 'The connection was taken away: its scraper and both roles are gone.',
} as const;

const STATES: Partial<Record<Output['outcome'], ConnectionState>> = { ONBOARDED: 'connected', NO_SAMPLES: 'silent' };

function stateOf({ outcome, state }: Output): ConnectionState | undefined {
  return outcome === 'IGNORED' ? state : STATES[outcome];
}

/**
 * By what the input names. Nobody is told but by mail of an execution that names no cluster, that was a dry run, or whose request was
 * refused for what it is.
 */
function failureOf(ended: Ended, since: string): ConnectionChange[] {
  const { executionArn, error } = ended;
  const named = namedPair(ended);
  if (named === undefined) return [];
  const code = error === undefined || !WORD.test(error) ? ended.status : error;
  const what = error === 'NoSamples' ? SILENT : ({ state: 'failed', code } as const);
  return [{ ...named, ...what, reason: failedReason(ended, named), since, executionArn }];
}

/** Samples were required, and none came: the connection is there all the same. */
const SILENT = { state: 'silent', code: 'NO_SAMPLES' } as const;

/** The error of a stopped execution is whatever who stopped it has given. */
const WORD = /^[A-Za-z][A-Za-z.]{0,63}$/;

type Named = Pick<ConnectionChange, 'clusterArn' | 'workspaceArn'> & { door: Door };

const pair = z.object({
  clusterArn: z.string(),
  workspaceArn: z.optional(z.string()),
  dryRun: z.optional(z.unknown()),
});

/** Errors of a request that has changed nothing of a connection that is there: another's, or none of what it names. */
const REFUSALS: readonly string[] = ['InvalidRequest', 'OwnedElsewhere'];

function namedPair({ executionArn, error = '', input = '' }: Ended): Named | undefined {
  const door = readDoor(parseJson(input), arnParts(executionArn).partition);
  if ('findings' in door || door.asks === 'nothing') return undefined;
  const found = door.asks === 'request' ? pair.safeParse(door.request).data : { clusterArn: door.clusterArn };
  if (found === undefined || !isClusterArn(found.clusterArn)) return undefined;
  if (door.asks === 'request' && (REFUSALS.includes(error) || ('dryRun' in found && found.dryRun === true)))
    return undefined;
  const { clusterArn, workspaceArn } = found;
  const to = workspaceArn !== undefined && isWorkspaceArn(workspaceArn) ? { workspaceArn } : {};
  return { door: door.door, clusterArn, ...to };
}
