import { expect, test } from 'vitest';
import { endedEvent } from '../../../../functions/shared/notice/ended.ts';

const isRead = (executionArn: string) =>
  endedEvent.safeParse({
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    detail: { executionArn, status: 'FAILED' },
  }).success;

test.each([
  'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:run-1',
  'arn:aws-us-gov:states:us-gov-west-1:333333333333:execution:a_B-9:é',
  `arn:aws-cn:states:cn-north-1:333333333333:execution:${'m'.repeat(80)}:${'n'.repeat(80)}`,
])("an execution's ARN is read: %s", (arn) => {
  expect(isRead(arn)).toBe(true);
});

test.each([
  ' arn:aws:states:us-west-2:333333333333:execution:m:n',
  'arn:aws:states:us-west-2:333333333333:execution:m:n ',
  'arn:aws:states:us-west-2:333333333333:execution:m:n/n',
  'arn:aws:states:us-west-2:333333333333:execution:m:n:n',
  'arn:aws:states:us-west-2:333333333333:execution:m:',
  'arn:aws:states:us-west-2:333333333333:execution::n',
  'arn:aws:states:us-west-2:333333333333:execution:m.m:n',
  'arn:aws:states:us-west-2:33333333333:execution:m:n',
  'arn:aws:states:us-west-2:3333333333333:execution:m:n',
  'arn:aws:states:US-WEST-2:333333333333:execution:m:n',
  'arn:aws:states::333333333333:execution:m:n',
  'arn:awsÄ:states:us-west-2:333333333333:execution:m:n',
  'arn:aws:lambda:us-west-2:333333333333:execution:m:n',
  'arn:aws:states:us-west-2:333333333333:stateMachine:m',
  `arn:aws:states:us-west-2:333333333333:execution:${'m'.repeat(81)}:n`,
  `arn:aws:states:us-west-2:333333333333:execution:m:${'n'.repeat(81)}`,
])('what is none is refused: %s', (arn) => {
  expect(isRead(arn)).toBe(false);
});
