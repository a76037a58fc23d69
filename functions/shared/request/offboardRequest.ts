import * as z from 'zod/mini';
import { CLEAN_UP_DOOR, readDoor, type Door } from './doors/doors.ts';
import type { Environment } from '../environment.ts';
import type { Finding } from '../errors.ts';
import { clusterFindings, isClusterArn, workspaceArnFindings } from './arns.ts';
import { EXECUTION_ARN } from './executionName.ts';
import { REQUEST_FIELDS } from './fields.ts';
import { revocationFindings } from './revocation.ts';

/**
 * What offboard is asked for: one pair. With `onlyCreatedBy` only what carries that execution's tag goes, with `dryRun` nothing
 * does. With `revoke` the target role goes first, and the pair is not connected again.
 */
export interface OffboardRequest {
  clusterArn: string;
  workspaceArn: string;
  onlyCreatedBy?: string;
  dryRun: boolean;
  revoke: boolean;
}

/** What each door hands in to offboard, told apart by its shape. */
export type OffboardDoor =
  | { kind: 'request'; door: Door; stackId?: string; clusterArn: string; workspaceArn?: string; request: unknown }
  | { kind: 'tagChanged'; door: Door; clusterArn: string }
  /** CloudTrail tells of eks:DeleteCluster. */
  | { kind: 'clusterDeleted'; door: Door; clusterArn: string }
  /** An event about something else. */
  | { kind: 'nothing'; door: Door; reason: string }
  /** An onboard ended without its own undo having run, or having run to its end; or an offboard was stopped. */
  | { kind: 'executionEnded'; door: typeof CLEAN_UP_DOOR; executionArn: string; isAborted: boolean };

const executionEnded = z.object({
  source: z.literal('aws.states'),
  detail: z.object({ executionArn: z.string(), status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']) }),
});

/** What an offboard is about: a request, an event of a cluster, or an execution that ended badly. */
export function readOffboardDoor(input: unknown, environment: Environment): OffboardDoor | { findings: Finding[] } {
  const ended = executionEnded.safeParse(input);
  if (ended.success) {
    const { executionArn, status } = ended.data.detail;
    return { kind: 'executionEnded', door: CLEAN_UP_DOOR, executionArn, isAborted: status === 'ABORTED' };
  }
  const door = readDoor(input, environment.partition);
  if ('findings' in door) return door;
  if (door.asks === 'nothing') return { kind: 'nothing', door: door.door, reason: door.reason };
  if (door.asks !== 'request') {
    const findings = clusterFindings(door.clusterArn, environment);
    const kind = door.asks === 'tags' ? 'tagChanged' : 'clusterDeleted';
    return findings.length > 0 ? { findings } : { kind, door: door.door, clusterArn: door.clusterArn };
  }
  const [clusterArn = '', workspaceArn] = [textAt(door.request, 'clusterArn'), textAt(door.request, 'workspaceArn')];
  return {
    kind: 'request',
    door: door.door,
    ...(door.stackId === undefined ? {} : { stackId: door.stackId }),
    clusterArn,
    ...(workspaceArn ? { workspaceArn } : {}),
    request: door.request,
  };
}

/** The cluster that an onboard's input names, whichever door it came by; undefined when it was refused for naming none. */
export function clusterOfOnboard(input: unknown, { partition }: Environment): string | undefined {
  const door = readDoor(input, partition);
  if ('findings' in door || door.asks === 'nothing') return undefined;
  const clusterArn = door.asks === 'request' ? textAt(door.request, 'clusterArn') : door.clusterArn;
  return clusterArn !== undefined && isClusterArn(clusterArn) ? clusterArn : undefined;
}

/** The cluster whose tags an execution went by. */
export function clusterOfTags(input: unknown, { partition }: Environment): string | undefined {
  const door = readDoor(input, partition);
  return 'findings' in door || door.asks !== 'tags' ? undefined : door.clusterArn;
}

/** The stack that an onboard was for, when a stack owns what its door makes. */
export function stackOfOnboard(input: unknown, { partition }: Environment): string | undefined {
  const door = readDoor(input, partition);
  return 'findings' in door ? undefined : door.stackId;
}

function textAt(value: unknown, key: string): string | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** Of a request's fields, those that offboard reads, and its own one. The others are ignored. */
const FIELDS = [
  ...REQUEST_FIELDS.filter(({ offboard }) => offboard === 'reads').map(({ name }) => name),
  'onlyCreatedBy',
  'revoke',
];
const KNOWN = new Set([...FIELDS, ...REQUEST_FIELDS.map(({ name }) => name)]);

type Checked = { request: OffboardRequest; findings: [] } | { request: undefined; findings: Finding[] };

/**
 * All that an offboard request shows by itself. The workspace need not be accepted any more: what was connected to it has to
 * go all the same. A product's request has the fields of an onboard, of which the pair counts.
 */
export function checkOffboardRequest(input: unknown, environment: Environment, door: Door): Checked {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    const remedy = 'Give an object with clusterArn and workspaceArn';
    return {
      request: undefined,
      findings: [{ path: '(request)', value: input, problem: 'is not a JSON object', remedy }],
    };
  }
  const given = new Map<string, unknown>(Object.entries(input));
  const [clusterArn, workspaceArn] = [given.get('clusterArn'), given.get('workspaceArn')];
  const [onlyCreatedBy, dryRun = false] = [given.get('onlyCreatedBy'), given.get('dryRun')];
  const revoke = given.get('revoke') ?? false;
  const findings: Finding[] = [
    ...required('clusterArn', clusterArn, (arn) => clusterFindings(arn, environment)),
    ...required('workspaceArn', workspaceArn, (arn) => workspaceArnFindings(arn, environment)),
    ...(onlyCreatedBy === undefined || (typeof onlyCreatedBy === 'string' && EXECUTION_ARN.test(onlyCreatedBy))
      ? []
      : [
          {
            path: 'onlyCreatedBy',
            value: onlyCreatedBy,
            problem: 'is not the ARN of an execution',
            remedy: 'Give the ARN of the execution whose things are to go, or leave the field out',
          },
        ]),
    ...(typeof dryRun === 'boolean'
      ? []
      : [
          {
            path: 'dryRun',
            value: dryRun,
            problem: 'is neither true nor false',
            remedy: 'Give true to see what an offboard would delete, or leave the field out',
          },
        ]),
    ...revokeFindings(revoke, onlyCreatedBy),
    ...revocationFindings('revoke', revoke, door),
    ...[...given.keys()].filter((name) => !KNOWN.has(name)).map(unknownField),
  ];
  if (findings.length > 0 || typeof clusterArn !== 'string' || typeof workspaceArn !== 'string') {
    return { request: undefined, findings };
  }
  const only = typeof onlyCreatedBy === 'string' ? { onlyCreatedBy } : {};
  const flags = { dryRun: dryRun === true, revoke: revoke === true };
  return { request: { clusterArn, workspaceArn, ...only, ...flags }, findings: [] };
}

function revokeFindings(revoke: unknown, onlyCreatedBy: unknown): Finding[] {
  if (typeof revoke !== 'boolean') {
    const remedy = 'Give true to cut the connection off and keep it off, or leave the field out';
    return [{ path: 'revoke', value: revoke, problem: 'is neither true nor false', remedy }];
  }
  if (!revoke || onlyCreatedBy === undefined) return [];
  const remedy = 'Leave one of the two out: what is revoked goes whoever made it';
  return [{ path: 'revoke', value: revoke, problem: 'does not go with onlyCreatedBy', remedy }];
}

function unknownField(name: string): Finding {
  return {
    path: name,
    problem: 'is not a field of an offboard request',
    remedy: `Remove it; the fields are ${FIELDS.join(', ')}`,
  };
}

function required(path: string, value: unknown, check: (arn: string) => Finding[]): Finding[] {
  if (typeof value === 'string') return check(value);
  const remedy = `Give the ARN that the connection was onboarded with`;
  return [
    {
      path,
      ...(value === undefined ? {} : { value }),
      problem: value === undefined ? 'is missing' : 'is not text',
      remedy,
    },
  ];
}
