import { describe, expect, test } from 'vitest';
import { claimInput } from '../../../../functions/shared/connection/claimInput.ts';
import { UNCLAIMED } from '../../../../functions/shared/contract.ts';
import { CLUSTER_ARN, EXECUTION_ARN, WORKSPACE_ARN } from '../../support.ts';

const CONNECTION = { id: '0123', clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN, door: 'console' };
const MAY_BE = {
  stackId: 'a stack',
  cleansUp: true,
  onlyCreatedBy: EXECUTION_ARN,
  organizationalUnits: ['ou-1'],
  product: 'a product',
  revoke: true,
  liftRevoke: false,
};
const INPUT = {
  executionArn: EXECUTION_ARN,
  startTime: '2026-11-02T08:00:00.000Z',
  workflow: 'onboard',
  connection: CONNECTION,
  claim: UNCLAIMED,
};
const isRead = (value: object) => claimInput.safeParse(value).success;

test('what an execution hands over is read, as little and as much as there may be', () => {
  expect(claimInput.parse(INPUT)).toEqual(INPUT);
  const full = { ...INPUT, workflow: 'offboard', connection: { ...CONNECTION, ...MAY_BE } };
  expect(claimInput.parse(full)).toEqual(full);
});

describe('what is missing or has another form is refused', () => {
  test.each(Object.keys(INPUT))('%s', (member) => {
    expect(isRead({ ...INPUT, [member]: undefined })).toBe(false);
    expect(isRead({ ...INPUT, [member]: 5 })).toBe(false);
  });

  test.each([...Object.keys(CONNECTION), ...Object.keys(MAY_BE)])('connection.%s', (member) => {
    expect(isRead({ ...INPUT, connection: { ...CONNECTION, ...MAY_BE, [member]: 5 } })).toBe(false);
  });

  test.each(Object.keys(CONNECTION))('connection.%s that is not there', (member) => {
    expect(isRead({ ...INPUT, connection: { ...CONNECTION, [member]: undefined } })).toBe(false);
  });
});
