import { arnParts } from '../../functions/shared/arn.ts';
import type { ExecutionRecord } from '../state/state.ts';

/** "If the combined escaped input and escaped output sent to EventBridge exceeds 248KB, then the input will be excluded." */
const MAX_ESCAPED_INPUT_BYTES = 248 * 1024;

/**
 * As Step Functions sends it (https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html): what
 * DescribeExecution says. That an excluded input is null, as an output that there is not, is assumed.
 */
export function endedEvent(execution: ExecutionRecord): Record<string, unknown> {
  const { accountId, region } = arnParts(execution.executionArn);
  const { executionArn, stateMachineArn, name, status, startDate, stopDate = startDate } = execution;
  const included = Buffer.byteLength(JSON.stringify(execution.input)) <= MAX_ESCAPED_INPUT_BYTES;
  const input = { input: included ? execution.input : null, inputDetails: { included } };
  const { error = null, cause = null } = execution;
  const dates = { startDate, stopDate };
  return {
    version: '0',
    id: `${name}-${status}`,
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: accountId,
    time: new Date(stopDate).toISOString(),
    region,
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn,
      name,
      status,
      ...dates,
      ...input,
      output: null,
      outputDetails: null,
      error,
      cause,
    },
  };
}
