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
 * The role in the target account that the scraper writes with. IAM refuses its trust as an invalid principal until the
 * source role has spread: that is an AwsUnavailable, which the state machine retries. A pair that was revoked meanwhile gets none.
 */
export const handler = defineHandler('createTargetRole', input, async (event, context): Promise<EnsuredRole> => {
  const connected = tagged(event.connection, event.input);
  const names = context.names(connected);
  await refuseCutOff(connected, context);
  const iam = iamClient(context.session(names.partition), names.targetAccountId);
  return ensureRole(iam, targetRole(connected, names, event.executionArn, names.placeholderArn, context.environment));
});
