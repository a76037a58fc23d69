import * as z from 'zod/mini';
import { iamClient } from './shared/aws/services/iam.ts';
import { ensureRole } from './shared/roles/roles.ts';
import { connection, type EnsuredRole } from './shared/contract.ts';
import { tagged } from './shared/request/requestedTags.ts';
import { refuseCutOff } from './shared/connection/cutOff.ts';
import { defineHandler } from './shared/handler/handler.ts';
import { targetRole } from './shared/roles/changes.ts';

const input = z.object({ executionArn: z.string(), connection, input: z.unknown() });

/**
 * Serves CreateTargetRole of onboard: the role in the target account that the scraper writes with. `input` is the execution's own, which
 * has the tags that are asked for.
 * CreateScraper needs nothing of the output but that the role is there; PatchTrust reads `created`, VerifyIngestion all of it for the
 * execution's output.
 * @throws AwsUnavailable until the source role has spread: IAM refuses the trust as an invalid principal, and the state tries again.
 * @throws InvalidRequest when the pair was revoked since the claim: such a pair gets no role.
 * @throws NotOurs when a role of that name is under another path, or without the connection's tag.
 */
export const handler = defineHandler('createTargetRole', input, async (event, context): Promise<EnsuredRole> => {
  const connected = tagged(event.connection, event.input);
  const names = context.names(connected);
  await refuseCutOff(connected, context);
  const iam = iamClient(context.session(names.partition), names.targetAccountId);
  return ensureRole(iam, targetRole(connected, names, event.executionArn, names.placeholderArn, context.environment));
});
