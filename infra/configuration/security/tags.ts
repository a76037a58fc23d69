import * as z from 'zod';
import { MAX_CONFIGURED_TAGS, tagProblem } from '../../../functions/shared/request/tags.ts';
import type { Problem } from '../messages.ts';

/** Tags of everything that the stacks have, of which a role has those of roleTags and its version beside. */
const MAX_TAGS = 40;

const value = z.string({ error: 'is not text' });

/** Tags with fixed values. */
const fixedTags = z.record(z.string(), value);

/** A value, or that of the cluster's tag of that key. */
const connectionTag = z.union([z.string(), z.strictObject({ clusterTag: z.string().min(1).max(128) })], {
  error: 'is neither text nor {"clusterTag": "the key of a tag of clusters"}',
});

/** The tags that the configuration sets, by what they are set on. */
export const tagFields = {
  /** On every resource of every stack that takes tags. */
  tags: fixedTags.default({}),
  /** On every role that is made: those of the stacks and the connection roles. */
  roleTags: fixedTags.default({}),
  /** On the connection roles and the scrapers, which are created with them. */
  connectionTags: z.record(z.string(), connectionTag).default({}),
};

/** What has tags, and whose keys they may not be. */
export interface Tagged {
  name: string;
  tags: Record<string, string>;
  roleTags: Record<string, string>;
  connectionTags: Record<string, z.infer<typeof connectionTag>>;
}

/** Everything that is wrong with the tags, each with its path. */
export function taggingProblems(fields: Tagged): Problem[] {
  const { name, tags, roleTags, connectionTags } = fields;
  return [
    ...keyProblems('tags', tags, name),
    ...keyProblems('roleTags', roleTags, name),
    ...keyProblems('connectionTags', connectionTags, name),
    ...letterProblems(fields),
    ...countProblems('tags', Object.keys(tags), MAX_TAGS, ''),
    ...countProblems(
      'connectionTags',
      [...new Set([...Object.keys(roleTags), ...Object.keys(connectionTags)])],
      MAX_CONFIGURED_TAGS,
      ' with those of roleTags, which a connection role has too',
    ),
  ];
}

function keyProblems(field: string, tags: Record<string, unknown>, name: string): Problem[] {
  return Object.entries(tags).flatMap(([key, one]) => {
    const message = tagProblem(key, one, { name });
    return message === undefined ? [] : [{ path: [field, key], message }];
  });
}

/** IAM takes keys that differ by case alone for one: of the three, a role has two each. */
function letterProblems({ tags, roleTags, connectionTags }: Tagged): Problem[] {
  const keys = Object.entries({ tags, roleTags, connectionTags }).flatMap(([field, of]) =>
    Object.keys(of).map((key) => ({ field, key })),
  );
  return keys.flatMap(({ field, key }, index) => {
    const before = keys.slice(0, index).find((one) => one.key.toLowerCase() === key.toLowerCase());
    if (before === undefined || before.key === key) return [];
    return [
      {
        path: [field, key],
        message: `is ${before.field}.${before.key} in other letters, which IAM takes for the same`,
      },
    ];
  });
}

function countProblems(field: string, keys: readonly string[], most: number, what: string): Problem[] {
  return keys.length <= most ? [] : [{ path: [field], message: `are ${keys.length} tags${what}: at most ${most}` }];
}
