import * as z from 'zod/mini';
import { iamClient } from './shared/aws/services/iam.ts';
import { ensureRole } from './shared/roles/roles.ts';
import { connection, type EnsuredRole } from './shared/contract.ts';
import { tagged } from './shared/request/requestedTags.ts';
import { defineHandler } from './shared/handler/handler.ts';
import { sourceRole } from './shared/roles/changes.ts';

const input = z.object({ executionArn: z.string(), connection, input: z.unknown() });

/**
 * Serves CreateSourceRole of onboard: the role in the source account that the scraper assumes first. Until PatchTrust its trust names no
 * scraper that exists. `input` is the execution's own, which has the tags that are asked for.
 * CreateTargetRole needs nothing of the output but that the role is there, since its ARN follows from the pair; PatchTrust reads
 * `created`, VerifyIngestion all of it for the execution's output.
 * @throws NotOurs when a role of that name is under another path, or without the connection's tag.
 */
export const handler = defineHandler('createSourceRole', input, async (event, context): Promise<EnsuredRole> => {
  const connected = tagged(event.connection, event.input);
  const names = context.names(connected);
  const iam = iamClient(context.session(names.partition), names.sourceAccountId);
  return ensureRole(iam, sourceRole(connected, names, event.executionArn, names.placeholderArn, context.environment));
});
