import * as z from 'zod/mini';
import { iamClient } from './shared/aws/services/iam.ts';
import { saveTrust } from './shared/roles/roles.ts';
import { connection, ensuredRole, ensuredScraper, type EnsuredRole, type PatchedTrust } from './shared/contract.ts';
import { repairedLine } from './shared/digest.ts';
import { refuseCutOff } from './shared/connection/cutOff.ts';
import { defineHandler } from './shared/handler/handler.ts';
import { sourceRole, targetRole, TRUST_PART } from './shared/roles/changes.ts';

const input = z.object({
  executionArn: z.string(),
  connection,
  sourceRole: ensuredRole,
  targetRole: ensuredRole,
  scraper: ensuredScraper,
});

/**
 * Serves PatchTrust of onboard: puts the scraper's ARN into both trust policies, as soon as CreateScraper has answered with it. The
 * scraper can write from its first ACTIVE second, and both policies still admit that one scraper alone.
 * Of a scraper that was there before, a trust that was another one had been changed by somebody: `repaired`. Tags are not its concern. A
 * target role is never opened of a pair that was revoked: one that a call in flight made after the revocation had deleted it admits
 * nobody, and is undone.
 * No later state needs the output to go on; VerifyIngestion puts it into the execution's output.
 * @throws InvalidRequest when the pair was revoked since the claim.
 * @throws NotOurs when another role has taken the place of the connection's since it was made.
 */
export const handler = defineHandler('patchTrust', input, async (event, context): Promise<PatchedTrust> => {
  const { connection: of, executionArn, scraper } = event;
  await refuseCutOff(of, context);
  const names = context.names(of);
  const session = context.session(names.partition);
  const untagged = { ...of, tags: {} };
  const source = sourceRole(untagged, names, executionArn, scraper.arn, context.environment);
  const target = targetRole(untagged, names, executionArn, scraper.arn, context.environment);
  const changed: { role: EnsuredRole; before: unknown; after: unknown }[] = [];
  const patch = async (accountId: string, role: EnsuredRole, specification: typeof source) => {
    const saved = await saveTrust(iamClient(session, accountId), specification);
    if (saved && !role.created) changed.push({ role, ...saved });
  };
  await patch(names.sourceAccountId, event.sourceRole, source);
  await patch(names.targetAccountId, event.targetRole, target);
  if (scraper.created) return { updated: changed.map(({ role }) => role.arn), repaired: [] };
  const repaired = changed.map(({ role, before, after }) => repairedLine(role.arn, TRUST_PART, before, after));
  return { updated: [], repaired };
});
