import { ListRoleTagsCommand, type IAMClient } from '@aws-sdk/client-iam';
import * as z from 'zod/mini';
import { provisionerRoleName, versionTagKey } from '../names.ts';
import { readAnswer } from '../aws/answer.ts';

/** A role has at most 50 tags, and a page 100. */
const answer = z.object({ Tags: z.array(z.object({ Key: z.string(), Value: z.string() })) });

/** The version of the account stack that made an account's provisioner, which the provisioner reads of itself; 0 without one. */
export async function accountStackVersion(iam: IAMClient, installation: string): Promise<number> {
  const command = new ListRoleTagsCommand({ RoleName: provisionerRoleName(installation) });
  const { Tags } = readAnswer('iam:ListRoleTags', answer, await iam.send(command));
  const version = Number(Tags.find(({ Key }) => Key === versionTagKey(installation))?.Value);
  return Number.isInteger(version) ? version : 0;
}
