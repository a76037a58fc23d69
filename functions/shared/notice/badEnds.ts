/** How an execution ended badly. */
export const BAD_ENDS = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;
export type BadEnd = (typeof BAD_ENDS)[number];
