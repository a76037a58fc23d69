import type { Finding } from './errors.ts';
import { TAG_PREFIX } from './names.ts';

/** IAM's limits for tags (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html); three of the 50 are our own. */
const MAX_TAGS = 47;
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** A request's own tags: within IAM's limits, none that is ours or AWS's; IAM's keys do not differ by case alone. */
export function tagFindings(tags: Record<string, unknown>): Finding[] {
  const found: Finding[] = [];
  if (Object.keys(tags).length > MAX_TAGS) {
    found.push({
      path: 'tags',
      value: Object.keys(tags).length,
      problem: `are more than ${MAX_TAGS}`,
      remedy: 'Give fewer tags',
    });
  }
  const seen = new Set<string>();
  for (const [key, value] of Object.entries(tags)) {
    const problem = seen.has(key.toLowerCase())
      ? 'is another key in other letters, which IAM takes for the same'
      : tagProblem(key, value);
    seen.add(key.toLowerCase());
    if (problem)
      found.push({ path: `tags.${key}`, value, problem, remedy: 'Give another key or value, or leave the tag out' });
  }
  return found;
}

function tagProblem(key: string, value: unknown): string | undefined {
  if (key.toLowerCase().startsWith(TAG_PREFIX)) return `is under the prefix ${TAG_PREFIX}, which is the workflow's own`;
  if (/^aws:/i.test(key)) return 'is under the prefix aws:, which AWS reserves';
  if (key.length < 1 || key.length > 128 || !TAG_TEXT.test(key)) {
    return 'is not a tag key of 1 to 128 letters, digits, spaces or _.:/=+-@';
  }
  // A schema for records passes this one key over.
  if (key === '__proto__' && typeof value !== 'string') return 'is not text';
  if (typeof value === 'string' && (value.length > 256 || !TAG_TEXT.test(value))) {
    return 'is not a tag value of at most 256 letters, digits, spaces or _.:/=+-@';
  }
  return undefined;
}
