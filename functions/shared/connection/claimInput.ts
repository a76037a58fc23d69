import * as z from 'zod/mini';
import { claim } from '../contract.ts';
import { WORKFLOW_NAMES } from '../names.ts';
import { DOOR_NAMES } from '../request/doors/doors.ts';

/**
 * What executions hand to ClaimConnection. Those of earlier deployments do, too, and their states go on with its answer (`claim`): of
 * both nothing goes and nothing changes its meaning. What is new in here may be absent, and in there may be left unread; an answer
 * has no status that their definitions do not know.
 */
export const claimInput = z.object({
  executionArn: z.string(),
  startTime: z.string(),
  workflow: z.enum(WORKFLOW_NAMES),
  connection: z.object({
    id: z.string(),
    clusterArn: z.string(),
    workspaceArn: z.string(),
    door: z.enum(DOOR_NAMES),
    stackId: z.exactOptional(z.string()),
    cleansUp: z.exactOptional(z.boolean()),
    onlyCreatedBy: z.exactOptional(z.string()),
    organizationalUnits: z.exactOptional(z.array(z.string())),
    product: z.exactOptional(z.string()),
    revoke: z.exactOptional(z.boolean()),
    liftRevoke: z.exactOptional(z.boolean()),
  }),
  /** Its own last result, or that it has not waited yet. */
  claim,
});
/** What onboard's and offboard's ClaimConnection hand in, of this deployment and of those before it. */
export type ClaimInput = z.infer<typeof claimInput>;
