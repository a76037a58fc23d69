import * as z from 'zod/mini';
import { lookRange } from './shared/fleet/seen.ts';
import { defineHandler } from './shared/handler/handler.ts';

const input = z.object({ executionArn: z.string(), range: lookRange });

/** Looks at what is in the range, and writes what it sees. */
export const handler = defineHandler('lookAtRange', input, async (): Promise<{ seen: number }> => ({ seen: 0 }));
