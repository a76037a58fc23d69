/** How an execution ended badly. */
export const BAD_ENDS = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;
/** As Step Functions writes the status (https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html). */
export type BadEnd = (typeof BAD_ENDS)[number];
