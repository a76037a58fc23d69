import * as z from 'zod';
import { accountOf } from '../../../state/lookup.ts';
import { parseArn } from '../../../../functions/shared/arn.ts';
import { defineOperation } from '../../operation.ts';
import type { CallContext } from '../../operation.ts';
import type { AccessCheck } from '../../../policies/accessCheck.ts';
import { invalidField, notFound } from './errors.ts';
import { tagKey, tags } from './model.ts';

const MAX_TAGS = 50;

/** The condition keys of a request that carries tags. */
export function tagContext(tags: Record<string, string>): Record<string, string | string[]> {
  if (Object.keys(tags).length === 0) return {};
  const values = Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value]);
  return { ...Object.fromEntries(values), 'aws:TagKeys': Object.keys(tags) };
}

/** The scraper or workspace of the caller's account. @throws ResourceNotFoundException */
function taggedThing(call: CallContext, arn: string): { tags: Record<string, string> } {
  const account = accountOf(call.world, call.caller.accountId);
  const thing = account.scrapers[arn] ?? account.workspaces[arn];
  if (thing === undefined) throw notFound('resource', arn);
  return thing;
}

function check(action: string, arn: string, call: CallContext, context: AccessCheck['context'] = {}): AccessCheck[] {
  const resourceAccountId = parseArn(arn)?.accountId ?? call.caller.accountId;
  return [{ action: `aps:${action}`, resourceArn: arn, resourceAccountId, context }];
}

const tagInput = z.strictObject({ resourceArn: z.string(), tags });

/** https://docs.aws.amazon.com/prometheus/latest/APIReference/API_TagResource.html, of scrapers and workspaces. */
export const tagResource = defineOperation<z.infer<typeof tagInput>>({
  service: 'aps',
  name: 'TagResource',
  http: { method: 'POST', uri: '/tags/{resourceArn}' },
  input: tagInput,
  access: (input, call) => check('TagResource', input.resourceArn, call, tagContext(input.tags)),
  run(input, call) {
    const thing = taggedThing(call, input.resourceArn);
    const all = { ...thing.tags, ...input.tags };
    if (Object.keys(all).length > MAX_TAGS) throw invalidField('tags', `A resource has at most ${MAX_TAGS} tags.`);
    thing.tags = all;
    return {};
  },
});

const untagInput = z.strictObject({ resourceArn: z.string(), tagKeys: z.array(tagKey) });

/** https://docs.aws.amazon.com/prometheus/latest/APIReference/API_UntagResource.html. A key that is not there is no error. */
export const untagResource = defineOperation<z.infer<typeof untagInput>>({
  service: 'aps',
  name: 'UntagResource',
  http: { method: 'DELETE', uri: '/tags/{resourceArn}', queryLists: ['tagKeys'] },
  input: untagInput,
  access: (input, call) => check('UntagResource', input.resourceArn, call, { 'aws:TagKeys': input.tagKeys }),
  run(input, call) {
    const thing = taggedThing(call, input.resourceArn);
    for (const key of input.tagKeys) delete thing.tags[key];
    return {};
  },
});

const listInput = z.strictObject({ resourceArn: z.string() });

/** https://docs.aws.amazon.com/prometheus/latest/APIReference/API_ListTagsForResource.html. */
export const listTagsForResource = defineOperation<z.infer<typeof listInput>>({
  service: 'aps',
  name: 'ListTagsForResource',
  http: { method: 'GET', uri: '/tags/{resourceArn}' },
  input: listInput,
  access: (input, call) => check('ListTagsForResource', input.resourceArn, call),
  run: (input, call) => ({ tags: taggedThing(call, input.resourceArn).tags }),
});
