import { DescribeWorkspaceCommand, ResourceNotFoundException, type AmpClient } from '@aws-sdk/client-amp';
import * as z from 'zod/mini';
import type { WorkspaceFacts } from './rules.ts';
import { readAnswer } from '../aws/answer.ts';

const text = z.string();

const workspaceAnswer = z.object({
  workspace: z.object({
    status: z.object({ statusCode: text }),
    prometheusEndpoint: z.optional(text),
    kmsKeyArn: z.optional(text),
  }),
});

/** The workspace, or undefined when there is none. */
export async function readWorkspace(amp: AmpClient, workspaceId: string): Promise<WorkspaceFacts | undefined> {
  try {
    const answer = await amp.send(new DescribeWorkspaceCommand({ workspaceId }));
    const { status, prometheusEndpoint, kmsKeyArn } = readAnswer(
      'aps:DescribeWorkspace',
      workspaceAnswer,
      answer,
    ).workspace;
    return { status: status.statusCode, prometheusEndpoint, kmsKeyArn };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
