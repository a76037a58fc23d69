import * as z from 'zod/mini';
import { iamClient } from './shared/aws/iam.ts';
import { saveTrust } from './shared/aws/roles.ts';
import { connection, ensuredRole, type PatchedTrust } from './shared/contract.ts';
import { sourceTrust, targetTrust } from './shared/documents.ts';
import { defineHandler } from './shared/handler.ts';
import { connectionNames } from './shared/names.ts';

const input = z.object({
  executionArn: z.string(),
  connection,
  sourceRole: ensuredRole,
  targetRole: ensuredRole,
  scraperArn: z.string(),
});

/**
 * Puts the scraper's ARN into both trust policies, as soon as CreateScraper has answered with it: the scraper can write
 * from its first ACTIVE second, and both policies still admit that one scraper alone.
 */
export const handler = defineHandler('patchTrust', input, async (event, context): Promise<PatchedTrust> => {
  const { sourceRole, targetRole, scraperArn } = event;
  const names = connectionNames(event.connection.clusterArn, event.connection.workspaceArn);
  const session = context.session(names.partition);
  const source = iamClient(session, names.sourceAccountId);
  const target = iamClient(session, names.targetAccountId);
  const sourceChanged = await saveTrust(source, names.sourceRoleName, sourceTrust(names, scraperArn));
  const targetChanged = await saveTrust(target, names.targetRoleName, targetTrust(names, scraperArn));
  return {
    updated: [
      ...(sourceChanged && !sourceRole.created ? [sourceRole.arn] : []),
      ...(targetChanged && !targetRole.created ? [targetRole.arn] : []),
    ],
  };
});
