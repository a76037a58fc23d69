import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import * as z from 'zod/mini';
import { readAnswer } from '../../aws/answer.ts';
import { iamClient } from '../../aws/services/iam.ts';
import type { HandlerContext } from '../../handler/handler.ts';
import type { SeenRoles } from '../seen.ts';
import type { AccountWork } from '../table/work.ts';
import { problemOf } from './problem.ts';

const answer = z.object({ SummaryMap: z.object({ Roles: z.number(), RolesQuota: z.number() }) });

/** The roles of an account of workspaces, against its quota (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html). */
export async function lookAtRoles({ accountId }: AccountWork, context: HandlerContext): Promise<SeenRoles> {
  try {
    const iam = iamClient(context.session(context.environment.partition), accountId);
    const summary = await iam.send(new GetAccountSummaryCommand({}));
    const { Roles, RolesQuota } = readAnswer('iam:GetAccountSummary', answer, summary).SummaryMap;
    return { accountId, roles: Roles, quota: RolesQuota };
  } catch (error) {
    return { accountId, unknown: problemOf(error, context) };
  }
}
