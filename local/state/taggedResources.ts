import { arnParts } from '../../functions/shared/arn.ts';
import { accountOf, findCluster } from './lookup.ts';
import type { ShownTags, World } from './state.ts';

/**
 * How long a change of tags takes until GetResources shows it. Assumed: AWS says of tags alone that they are eventually consistent
 * (https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html), and nowhere for how long.
 */
export const TAG_LAG_MS = 120_000;

/** How long a deleted cluster is shown: "hours" (https://github.com/aws/aws-sdk/issues/302, https://github.com/boto/boto3/issues/3341). */
export const GHOST_MS = 6 * 3_600_000;

/** The tags that GetResources shows of a cluster at that moment; undefined for one that it does not show. */
function shownTags(world: World, arn: string, now: number): Record<string, string> | undefined {
  const shown = world.shownTags?.[arn];
  if (shown !== undefined && now < shown.until) return shown.tags;
  return findCluster(world, arn)?.tags;
}

/** To be called before the tags of a cluster change, or before it is made: what was shown is shown for some time yet. */
export function tagsChange(world: World, arn: string, now: number): void {
  const tags = shownTags(world, arn, now);
  show(world, arn, { ...(tags === undefined ? {} : { tags: { ...tags } }), until: now + TAG_LAG_MS });
}

/** Takes a cluster out of the world, as when EKS has done with deleting it: its ghost stays. */
export function removeCluster(world: World, arn: string, now: number): void {
  const tags = shownTags(world, arn, now);
  if (tags !== undefined) show(world, arn, { tags: { ...tags }, until: now + GHOST_MS });
  delete accountOf(world, arnParts(arn).accountId).clusters[arn];
}

function show(world: World, arn: string, shown: ShownTags): void {
  world.shownTags = { ...world.shownTags, [arn]: shown };
}

/** The clusters of an account and Region that are or were tagged, ghosts among them, in the order of their ARNs. */
export function taggedClusters(
  world: World,
  { accountId, region, now }: { accountId: string; region: string; now: number },
): { arn: string; tags: Record<string, string> }[] {
  const { clusters } = accountOf(world, accountId);
  const arns = new Set([...Object.keys(clusters), ...Object.keys(world.shownTags ?? {})]);
  return [...arns].toSorted().flatMap((arn) => {
    const place = arnParts(arn);
    const tags = place.accountId === accountId && place.region === region ? shownTags(world, arn, now) : undefined;
    const wasTagged = world.shownTags?.[arn]?.tags !== undefined;
    return tags === undefined || (Object.keys(tags).length === 0 && !wasTagged) ? [] : [{ arn, tags }];
  });
}
