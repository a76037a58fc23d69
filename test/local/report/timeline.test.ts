import { expect, test } from 'vitest';
import type { CallRecord } from '../../../local/aws/server.ts';
import { timeline } from '../../../local/report/timeline.ts';
import type { ExecutionEvent } from '../../../local/workflow/states/execution.ts';

const EXECUTIONS = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper';
const [ONBOARD, OFFBOARD] = [`${EXECUTIONS}-onboard:run-1`, `${EXECUTIONS}-offboard:again-2`] as const;

function told(play: (lines: ReturnType<typeof timeline>) => void): string[] {
  const printed: string[] = [];
  const lines = timeline((line) => printed.push(line));
  play(lines);
  lines.end(0, new Map([ONBOARD, OFFBOARD].map((arn) => [arn, ['  the end']])));
  return printed;
}

const event = (executionArn: string, kind: ExecutionEvent['kind'], state: string) => ({
  executionArn,
  kind,
  state,
  at: 0,
});
const write = (functionName: string, operation: string): CallRecord => ({
  at: 0,
  requestId: 'one',
  service: 'dynamodb',
  operation,
  callerArn: `arn:aws:sts::333333333333:assumed-role/any/amp-scraper-${functionName}`,
  accountId: '333333333333',
  status: 200,
});

function bothAtOnce(lines: ReturnType<typeof timeline>): void {
  for (const arn of [ONBOARD, OFFBOARD]) lines.event(event(arn, 'entered', 'Resolve'));
  lines.task(ONBOARD);
  lines.call(write('resolveRequest', 'PutItem'));
  lines.call(write('productOnEvent', 'DeleteItem'));
  lines.task(OFFBOARD);
  lines.call(write('resolveOffboard', 'UpdateItem'));
  lines.task(undefined);
  lines.call(write('resolveOffboard', 'DeleteItem'));
  for (const arn of [OFFBOARD, ONBOARD]) lines.event(event(arn, 'exited', 'Resolve'));
}

const ENTRY = '  00:00:00  Resolve                333333333333: dynamodb:';

test('of executions that run at once, each has its lines and the calls of its tasks together, under its name, and how it ended', () => {
  expect(told(bothAtOnce)).toEqual([
    'onboard run-1, started by the request',
    `${ENTRY}PutItem`,
    '  the end',
    '',
    'offboard again-2, started by an execution before it',
    `${ENTRY}UpdateItem`,
    '  the end',
    '',
  ]);
});
