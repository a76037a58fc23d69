import { expect, test } from 'vitest';
import {
  completion,
  failedOperation,
  physicalResourceId,
  reasonText,
  type IsCompleteInput,
} from '../../../../functions/shared/product/product.ts';
import { manualSteps } from '../../../../functions/shared/ingestion/manualSteps.ts';
import { receivedAnswer } from '../../../../local/workflow/doors/cloudFormation.ts';

const clusterArn = `arn:aws-us-gov:eks:ap-southeast-1:111111111111:cluster/${'c'.repeat(100)}`;
const workspaceArn = `arn:aws-us-gov:aps:ap-southeast-1:222222222222:workspace/ws-${'w'.repeat(60)}`;
const iam = (name: string) => `arn:aws-us-gov:iam::111111111111:role/${name}`;
const LETTERS = ['x', '語', '😀', '"', '\u0000'];

/** The longest names that CloudFormation gives. */
const EVENT: IsCompleteInput = {
  RequestType: 'Create',
  RequestId: 'r'.repeat(36),
  StackId: `arn:aws-us-gov:cloudformation:ap-southeast-1:333333333333:stack/${'S'.repeat(128)}/5f2b1e50-ea10-11f0-9c3a-0242ac120002`,
  LogicalResourceId: 'C'.repeat(255),
  ResourceProperties: {},
};

/** The body as the provider framework sends it (`submitResponse` in aws-cdk-lib's provider-framework/runtime/cfn-response.js). */
function answered(Status: string, more: { Reason: string; PhysicalResourceId: string; Data?: Record<string, string> }) {
  const { StackId, RequestId, LogicalResourceId } = EVENT;
  return receivedAnswer(JSON.stringify({ Status, StackId, RequestId, LogicalResourceId, ...more }));
}

/** What the framework puts behind a message (`invokeUserFunction` in framework.js). */
const framed = (message: string) => `${message}\n\nLogs: /aws/lambda/${'f'.repeat(64)}\n`;

test.each(LETTERS)('an answer with all that it can have is one that CloudFormation takes: letters %j', (letter) => {
  const scraperRole = iam(`aws-service-role/scraper.aps.amazonaws.com/${'r'.repeat(64)}`);
  const output = {
    outcome: 'ONBOARDED',
    connectionId: 'i'.repeat(20),
    door: 'product',
    clusterArn,
    workspaceArn,
    scraperArn: `arn:aws-us-gov:aps:ap-southeast-1:111111111111:scraper/s-${'s'.repeat(62)}`,
    sourceRoleArn: iam(`${'n'.repeat(30)}/${'s'.repeat(64)}`),
    targetRoleArn: iam(`${'n'.repeat(30)}/${'t'.repeat(64)}`),
    created: [],
    updated: [],
    repaired: [],
    warnings: [letter.repeat(4_000)],
    manualSteps: manualSteps(clusterArn, '111111111111', scraperRole),
  };
  const ended = completion(EVENT, { status: 'SUCCEEDED', input: '{}', output: JSON.stringify(output) });
  const PhysicalResourceId = physicalResourceId({ clusterArn, workspaceArn });
  expect(answered('SUCCESS', { Reason: 'SUCCESS', PhysicalResourceId, ...ended })).toMatchObject({ Status: 'SUCCESS' });
});

test.each(LETTERS)(
  'a failure of either function is told in an answer that CloudFormation takes: letters %j',
  (letter) => {
    const { message } = failedOperation({ ...EVENT, RequestType: 'Delete' }, `InvalidRequest: ${letter.repeat(4_000)}`);
    for (const reason of [message, reasonText(letter.repeat(4_000))]) {
      const answer = answered('FAILED', { Reason: framed(reason), PhysicalResourceId: 'p'.repeat(1_024) });
      expect(answer).toMatchObject({ Reason: framed(reason) });
    }
  },
);
