import * as z from 'zod/mini';
import { arnParts } from '../arn.ts';
import { isClusterArn, isWorkspaceArn } from '../request/arns.ts';
import { readDoor } from '../request/doors/doors.ts';
import { parseJson } from './parseJson.ts';
import { quoted } from './quoted.ts';

const pair = z.object({ clusterArn: z.optional(z.unknown()), workspaceArn: z.optional(z.unknown()) });

/** Which cluster and workspace an execution was for, in words that are safe in a mail. */
export interface Named {
  cluster: string;
  workspace: string;
}

/** @param input the execution's, as JSON text; of whatever form. @param partition the execution's. */
export function namedBy(input: string | undefined, partition: string): Named {
  const { clusterArn, workspaceArn } = pairOf(parseJson(input), partition);
  return {
    cluster: clusterArn === undefined ? 'a cluster that the event does not name' : described('cluster', clusterArn),
    workspace: workspaceArn === undefined ? 'the workspace of its tag' : described('workspace', workspaceArn),
  };
}

function pairOf(input: unknown, partition: string): { clusterArn?: string; workspaceArn?: string } {
  const door = readDoor(input, partition);
  if ('findings' in door || door.asks === 'nothing') return {};
  if (door.asks !== 'request') return { clusterArn: door.clusterArn };
  const { clusterArn, workspaceArn } = pair.safeParse(door.request).data ?? {};
  return {
    ...(typeof clusterArn === 'string' ? { clusterArn } : {}),
    workspaceArn: typeof workspaceArn === 'string' ? workspaceArn : '',
  };
}

/** What has an ARN's form has parts that nobody can write a link into. */
export function described(kind: 'cluster' | 'workspace', text: string): string {
  const isArn = kind === 'cluster' ? isClusterArn(text) : isWorkspaceArn(text);
  if (!isArn) return `${kind} ${quoted(text)}`;
  const { accountId, resource } = arnParts(text);
  return `${kind} ${quoted(resource.slice(kind.length + 1))} of account ${accountId}`;
}
