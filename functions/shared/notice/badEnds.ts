/** The statuses of an execution that did not end well; RUNNING, SUCCEEDED and PENDING_REDRIVE are the others. */
export const BAD_ENDS = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;
/** As Step Functions writes the status (https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html). */
export type BadEnd = (typeof BAD_ENDS)[number];
