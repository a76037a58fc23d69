import { arnParts } from '../../functions/shared/arn.ts';
import type { ExecutionRecord } from '../state/state.ts';

/**
 * "If the combined escaped input and escaped output sent to EventBridge exceeds 248KB, then the input will be excluded. Similarly, if the
 * escaped output exceeds 248KB, then the output will be excluded."
 */
const MAX_ESCAPED_BYTES = 248 * 1024;

/**
 * As Step Functions sends it (https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html): what
 * DescribeExecution says. That what is excluded is null, as an output that there is not, is assumed.
 */
export function endedEvent(execution: ExecutionRecord): Record<string, unknown> {
  const { accountId, region } = arnParts(execution.executionArn);
  const { executionArn, stateMachineArn, name, status, startDate, stopDate = startDate } = execution;
  const { error = null, cause = null, output = null } = execution;
  const hasOutput = output !== null && escapedBytes(output) <= MAX_ESCAPED_BYTES;
  const hasInput = escapedBytes(execution.input) + (output === null ? 0 : escapedBytes(output)) <= MAX_ESCAPED_BYTES;
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
      startDate,
      stopDate,
      input: hasInput ? execution.input : null,
      inputDetails: { included: hasInput },
      output: hasOutput ? output : null,
      outputDetails: output === null ? null : { included: hasOutput },
      error,
      cause,
    },
  };
}

function escapedBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}
