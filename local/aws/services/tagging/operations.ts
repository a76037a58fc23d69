import * as z from 'zod';
import { taggedClusters } from '../../../state/taggedResources.ts';
import { defineOperation, ServiceError, type CallContext, type Operation } from '../../operation.ts';

/** "You can set ResourcesPerPage to a minimum of 1 item and the maximum of 100 items." 50 is the default. */
const DEFAULT_PAGE = 50;
/** "A PaginationToken is valid for a maximum of 15 minutes." */
const TOKEN_MS = 900_000;

const key = z.string().min(1).max(128);
const input = z.strictObject({
  PaginationToken: z.string().max(2048).default(''),
  ResourcesPerPage: z.int().min(1).max(100).default(DEFAULT_PAGE),
  ResourceTypeFilters: z.array(z.string().max(256)).default([]),
  TagFilters: z
    .array(z.strictObject({ Key: key, Values: z.array(z.string().max(256)).max(20).default([]) }))
    .max(50)
    .default([]),
});
type Input = z.infer<typeof input>;

const token = z.tuple([z.int().min(0), z.number()]);

/** @throws ServiceError InvalidParameterException, PaginationTokenExpiredException */
function startOf({ PaginationToken }: Input, { now }: CallContext): number {
  if (PaginationToken === '') return 0;
  const [start, at] = parsed(PaginationToken);
  if (now - at <= TOKEN_MS) return start;
  throw new ServiceError('PaginationTokenExpiredException', 400, 'The provided pagination token has expired.');
}

function parsed(text: string): z.infer<typeof token> {
  try {
    return token.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw new ServiceError('InvalidParameterException', 400, 'The provided pagination token is invalid.');
  }
}

function isWanted(tags: Record<string, string>, { TagFilters }: Input): boolean {
  return TagFilters.every(({ Key, Values }) => {
    const value = tags[Key];
    return value !== undefined && (Values.length === 0 || Values.includes(value));
  });
}

/**
 * "Returns all the tagged or previously tagged resources": deleted ones for hours, changes late, and what has lost its tags with none;
 * with TagFilters only what has the tags. Clusters alone are told of here. The last page has an empty token
 * (https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html).
 */
const getResources = defineOperation<Input>({
  service: 'tagging',
  name: 'GetResources',
  input,
  access: (_input, { caller }) => [
    { action: 'tag:GetResources', resourceArn: '*', resourceAccountId: caller.accountId },
  ],
  run(given, call) {
    const { ResourceTypeFilters: types, ResourcesPerPage } = given;
    const isAsked = types.length === 0 || types.some((type) => type === 'eks' || type === 'eks:cluster');
    const place = { accountId: call.caller.accountId, region: call.region, now: call.now };
    const found = isAsked ? taggedClusters(call.world, place).filter(({ tags }) => isWanted(tags, given)) : [];
    const start = startOf(given, call);
    const end = start + ResourcesPerPage;
    const next = end < found.length ? Buffer.from(JSON.stringify([end, call.now])).toString('base64url') : '';
    return {
      PaginationToken: next,
      ResourceTagMappingList: found.slice(start, end).map(({ arn, tags }) => ({
        ResourceARN: arn,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
    };
  },
});

/** The Resource Groups Tagging API, by the name that its calls are signed for. */
export const taggingOperations: readonly Operation[] = [getResources];
