import type { Environment } from '../environment.ts';
import type { Finding } from '../errors.ts';
import { tagPrefix } from '../names.ts';

/**
 * IAM and AMP take 50 tags (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html). Five are the connection's own, one is
 * left for a person's `hold`, six (`MAX_CONFIGURED_TAGS`) for tags of the configuration.
 */
export const MAX_TAGS = 38;
/** What the configuration may add to every role and scraper. */
export const MAX_CONFIGURED_TAGS = 6;
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * What those of our own keys end in, under whatever installation's prefix, that say whose a thing is and what is done with it. The
 * pair's keys are compared only where the id is.
 */
const OWN_ENDINGS = [':connection', ':execution', ':door', ':hold'];

type TagRules = Pick<Environment, 'name' | 'reservedTagPrefixes' | 'connectionTags' | 'roleTags'>;

/**
 * A request's own tags: within AWS's limits, none that is ours, reserved, set by the configuration or AWS's; IAM's keys do not differ by
 * case alone.
 */
export function tagFindings(tags: Record<string, unknown>, rules: TagRules): Finding[] {
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
      : (reservedProblem(key, rules) ?? tagProblem(key, value, rules));
    seen.add(key.toLowerCase());
    if (problem)
      found.push({ path: `tags.${key}`, value, problem, remedy: 'Give another key or value, or leave the tag out' });
  }
  return found;
}

function reservedProblem(key: string, { reservedTagPrefixes, ...configured }: TagRules): string | undefined {
  const lower = key.toLowerCase();
  const reserved = reservedTagPrefixes.find((prefix) => lower.startsWith(prefix.toLowerCase()));
  if (reserved !== undefined) return `is under the prefix ${reserved}, which the configuration reserves`;
  const field = CONFIGURED.find((one) => Object.keys(configured[one]).some((other) => other.toLowerCase() === lower));
  return field && `is the key of a tag that the configuration sets (${field})`;
}

const CONFIGURED = ['connectionTags', 'roleTags'] as const;

/**
 * Why a tag may be neither a request's nor the configuration's: AWS's limits, and keys that are the workflow's own, under whatever
 * installation's prefix.
 */
export function tagProblem(key: string, value: unknown, { name }: Pick<Environment, 'name'>): string | undefined {
  const lower = key.toLowerCase();
  if (lower.startsWith(tagPrefix(name))) return `is under the prefix ${tagPrefix(name)}, which is the workflow's own`;
  if (lower.startsWith('aws:')) return 'is under the prefix aws:, which AWS reserves';
  const ending = OWN_ENDINGS.find((one) => lower.endsWith(one));
  if (ending !== undefined) return `has the ending ${ending}, by which an installation finds its own`;
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
