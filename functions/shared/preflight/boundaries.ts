import { GetPolicyCommand, GetPolicyVersionCommand, NoSuchEntityException, type IAMClient } from '@aws-sdk/client-iam';
import * as z from 'zod/mini';
import { readAnswer } from '../aws/answer.ts';
import { iamClient } from '../aws/services/iam.ts';
import type { Finding } from '../errors.ts';
import type { HandlerContext } from '../handler/handler.ts';
import { connectionBoundaryArn, type ConnectionNames } from '../names.ts';
import { boundaryFindings, type Needed } from './boundary.ts';

/** Of an organization's own boundary, which has to let the source role become the target role, and that one write. */
export async function boundariesFindings(names: ConnectionNames, context: HandlerContext): Promise<Finding[]> {
  const { environment } = context;
  if (environment.connectionRoleBoundary === undefined) return [];
  const { partition, sourceAccountId, targetAccountId, targetRoleArn, workspaceArn } = names;
  const session = context.session(partition);
  const find = async (path: string, accountId: string, needed: Needed) => {
    const arn = connectionBoundaryArn(environment, partition, accountId);
    const document = await readPolicy(iamClient(session, accountId), arn);
    return boundaryFindings({ path, accountId, arn, document, needed });
  };
  const found = await Promise.all([
    find('clusterArn', sourceAccountId, { action: 'sts:AssumeRole', resource: targetRoleArn }),
    find('workspaceArn', targetAccountId, { action: 'aps:RemoteWrite', resource: workspaceArn }),
  ]);
  return found.flat();
}

const policyAnswer = z.object({ Policy: z.object({ DefaultVersionId: z.string() }) });
const versionAnswer = z.object({ PolicyVersion: z.object({ Document: z.string() }) });

/** The document of a managed policy as it is in force, parsed; undefined when there is none. */
async function readPolicy(iam: IAMClient, PolicyArn: string): Promise<unknown> {
  try {
    const { Policy } = readAnswer('iam:GetPolicy', policyAnswer, await iam.send(new GetPolicyCommand({ PolicyArn })));
    const asked = new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy.DefaultVersionId });
    const { PolicyVersion } = readAnswer('iam:GetPolicyVersion', versionAnswer, await iam.send(asked));
    return JSON.parse(decodeURIComponent(PolicyVersion.Document));
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}
