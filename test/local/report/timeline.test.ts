import { expect, test } from 'vitest';
import type { CallRecord } from '../../../local/aws/server.ts';
import { timeline } from '../../../local/report/timeline.ts';
import type { ExecutionEvent } from '../../../local/workflow/states/execution.ts';

const EXECUTIONS = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper';
const [ONBOARD, OFFBOARD] = [`${EXECUTIONS}-onboard:first`, `${EXECUTIONS}-offboard:second`] as const;

function told(isNamed: boolean, play: (lines: ReturnType<typeof timeline>) => void): string[] {
  const printed: string[] = [];
  const lines = timeline(0, (line) => printed.push(line), isNamed);
  play(lines);
  lines.end(0);
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

const ENTRY = '  00:00:00       +0s  Resolve                333333333333: dynamodb:';

test('of executions that run at once, each has its lines and the calls of its tasks together, under its name', () => {
  expect(told(true, bothAtOnce)).toEqual([
    'onboard  first\n',
    `${ENTRY}PutItem`,
    '',
    'offboard  second\n',
    `${ENTRY}UpdateItem`,
  ]);
});

test('the first has no heading where the request is one', () => {
  expect(told(false, bothAtOnce)[0]).toBe(`${ENTRY}PutItem`);
});
