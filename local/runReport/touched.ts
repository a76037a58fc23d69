import { parseArn } from '../../functions/shared/arn.ts';
import * as z from 'zod';
import type { ExecutionPicture } from './report.ts';

const named = z.looseObject({
  clusterArn: z.unknown(),
  workspaceArn: z.unknown(),
  connectionId: z.unknown(),
});

/** What an execution was about, by its input and its output: as ARNs, where they are some. */
export interface Touched {
  clusterArns: string[];
  workspaceArns: string[];
  connectionIds: string[];
}

/** JSON texts that are absent, or have other members, are about nothing. */
export function touchedBy({ input, output }: Pick<ExecutionPicture, 'input' | 'output'>): Touched {
  const all = [input, output].flatMap((text) => {
    const { data } = named.partial().safeParse(text === undefined ? undefined : JSON.parse(text));
    return data === undefined ? [] : [data];
  });
  return {
    clusterArns: all.flatMap(({ clusterArn }) => arns(clusterArn)),
    workspaceArns: all.flatMap(({ workspaceArn }) => arns(workspaceArn)),
    connectionIds: all.flatMap(({ connectionId }) => (typeof connectionId === 'string' ? [connectionId] : [])),
  };
}

function arns(value: unknown): string[] {
  return typeof value === 'string' && parseArn(value) !== undefined ? [value] : [];
}
