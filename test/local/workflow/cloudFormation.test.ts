import { describe, expect, test } from 'vitest';
import { receivedAnswer } from '../../../local/workflow/doors/cloudFormation.ts';

const body = (Reason: string, PhysicalResourceId = 'id') =>
  JSON.stringify({ Status: 'SUCCESS', Reason, PhysicalResourceId, Data: { a: 'b' } });
const room = 4_096 - body('').length;

describe("CloudFormation reads a custom resource's answer", () => {
  test('of 4,096 bytes, as it is', () => {
    expect(receivedAnswer(body('x'.repeat(room)))).toMatchObject({ Status: 'SUCCESS', Data: { a: 'b' } });
  });

  test.each([
    ['one byte more', 'x'.repeat(room + 1)],
    ['letters of three bytes', '語'.repeat(room / 3 + 1)],
    ['quotes, which JSON doubles', '"'.repeat(room / 2 + 1)],
  ])('of %s as one that failed', (_name, reason) => {
    expect(receivedAnswer(body(reason))).toEqual({
      Status: 'FAILED',
      Reason: 'Response object is too long.',
      PhysicalResourceId: 'id',
    });
  });

  test('with a physical id of 1 KB, and no longer one', () => {
    expect(receivedAnswer(body('', 'x'.repeat(1_024)))).toMatchObject({ Status: 'SUCCESS' });
    expect(receivedAnswer(body('', 'x'.repeat(1_025)))).toMatchObject({ Status: 'FAILED' });
  });
});
