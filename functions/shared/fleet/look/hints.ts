import * as z from 'zod/mini';
import { readAnswer } from '../../aws/answer.ts';
import { jsonCall } from '../../aws/jsonCall.ts';
import { serviceUrl } from '../../aws/serviceUrl.ts';
import type { ProvisionerSession } from '../../aws/session.ts';

const text = z.string();
const answer = z.object({
  PaginationToken: z.optional(text),
  ResourceTagMappingList: z.array(z.object({ ResourceARN: text, Tags: z.array(z.object({ Key: text, Value: text })) })),
});

/** The most that a page may have. */
const ResourcesPerPage = 100;

/**
 * The tags of an account's clusters by the resource tagging API: deleted clusters among them, and changes not yet
 * (https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html). No filter by tag, since several filters
 * all have to hold, and a cluster may have any one of our keys.
 */
export async function hintedTags(
  session: ProvisionerSession,
  partition: string,
  accountId: string,
): Promise<Map<string, Record<string, string>>> {
  const { region } = session;
  const operation = 'tagging:GetResources';
  const call = {
    operation,
    region,
    url: serviceUrl('tagging', { region, partition }),
    credentials: session.credentials(accountId),
    target: 'ResourceGroupsTaggingAPI_20170126',
    version: '1.1',
  } as const;
  const found = new Map<string, Record<string, string>>();
  let PaginationToken = '';
  do {
    const input = { ResourceTypeFilters: ['eks:cluster'], ResourcesPerPage, PaginationToken };
    const page = readAnswer(operation, answer, await jsonCall({ ...call, input }));
    for (const { ResourceARN, Tags } of page.ResourceTagMappingList)
      found.set(ResourceARN, Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])));
    PaginationToken = page.PaginationToken ?? '';
  } while (PaginationToken !== '');
  return found;
}
