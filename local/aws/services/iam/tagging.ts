import { limitExceeded, invalidInput } from './errors.ts';
import type { Tag } from './inputs.ts';

/** "Tags that can be attached to an IAM role: 50", in the IAM quotas. */
const MAX_TAGS = 50;

/** The condition keys of a request that sets tags. */
export function requestTagContext(tags: readonly Tag[]): Record<string, string | string[]> {
  if (tags.length === 0) return {};
  const requestTags = tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value]);
  return { 'aws:TagKeys': tags.map(({ Key }) => Key), ...Object.fromEntries(requestTags) };
}

/**
 * `present` with `added`, in which a key has to be unique whatever its case.
 * @throws ServiceError InvalidInput for a key that is AWS's or there twice, LimitExceeded for too many.
 */
export function withTags(present: Readonly<Record<string, string>>, added: readonly Tag[]): Record<string, string> {
  const keys = added.map(({ Key }) => Key.toLowerCase());
  if (keys.some((key) => key.startsWith('aws:'))) {
    throw invalidInput('aws: prefixed tag key names are not allowed for external use.');
  }
  if (new Set(keys).size < keys.length) {
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  const kept = Object.entries(present).filter(([key]) => !keys.includes(key.toLowerCase()));
  const tags = Object.fromEntries([...kept, ...added.map(({ Key, Value }) => [Key, Value])]);
  if (Object.keys(tags).length > MAX_TAGS) throw limitExceeded(`Cannot exceed quota for TagsPerRole: ${MAX_TAGS}`);
  return tags;
}

/** As IAM's answers have tags. */
export function tagList(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
