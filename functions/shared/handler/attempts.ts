import * as z from 'zod/mini';

/** How often a state tries anew what a provisioner that was made seconds ago refuses: its Retrier of AccessDenied has as many attempts. */
export const FRESH_ATTEMPTS = 12;

/** How often Step Functions has tried the state before, by its own count; a definition from before it was asked for says nothing. */
export const retryCount = z.prefault(z.number(), 0);
