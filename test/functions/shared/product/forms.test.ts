import { describe, expect, test } from 'vitest';
import type { DescribedExecution } from '../../../../functions/shared/aws/services/executions.ts';
import { InvalidRequest, type Finding } from '../../../../functions/shared/errors.ts';
import {
  completion,
  failedOperation,
  isCompleteInput,
  onEventInput,
  pairOfResourceId,
  productName,
  productRequest,
} from '../../../../functions/shared/product/product.ts';

const CLUSTER = 'arn:aws:eks:us-west-2:111111111111:cluster/shop';
const WORKSPACE = 'arn:aws:aps:us-west-2:222222222222:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111';
const GIVEN = { clusterArn: CLUSTER, workspace: 'central' };
const ACCEPTED = { central: { arn: WORKSPACE } };

function findingsOf(read: () => unknown): readonly Finding[] {
  try {
    read();
  } catch (error) {
    if (error instanceof InvalidRequest) return error.findings;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('an event of the provider framework', () => {
  const event = {
    RequestType: 'Create',
    RequestId: 'id',
    StackId: 'stack',
    ResourceProperties: { any: 'thing', more: [1] },
  };

  test.each(['Create', 'Update', 'Delete'])('is of type %s', (RequestType) => {
    const whole = { ...event, RequestType, LogicalResourceId: 'Connection', PhysicalResourceId: 'pair' };
    expect(onEventInput.parse({ ...whole, ServiceToken: 'left out' })).toEqual(whole);
    const polled = { ...whole, executionArn: 'arn', problem: 'none' };
    expect(isCompleteInput.parse({ ...polled, ServiceToken: 'left out' })).toEqual(polled);
  });

  test.each(['RequestType', 'RequestId', 'StackId', 'ResourceProperties'])('is none without %s', (name) => {
    const lacking = Object.fromEntries(Object.entries(event).filter(([key]) => key !== name));
    expect(onEventInput.safeParse(lacking).success).toBe(false);
    expect(isCompleteInput.safeParse(lacking).success).toBe(false);
  });

  test.each([
    { RequestType: 'Read' },
    { RequestType: '' },
    { RequestId: 1 },
    { LogicalResourceId: 1 },
    { PhysicalResourceId: 1 },
    { ResourceProperties: [] },
  ])('is none with %j', (change) => {
    expect(onEventInput.safeParse({ ...event, ...change }).success).toBe(false);
  });

  test.each([{ executionArn: 1 }, { problem: 1 }])('is no poll with %j', (change) => {
    expect(isCompleteInput.safeParse({ ...event, ...change }).success).toBe(false);
  });
});

test.each([
  [{}, undefined],
  [{ product: 'team' }, 'team'],
  [{ product: 7 }, '7'],
])('%j is of product %s', (given, name) => {
  expect(productName(given)).toBe(name);
});

describe('what a resource’s properties have wrong', () => {
  test('of the form of one is told by its name', () => {
    expect(findingsOf(() => productRequest({ ...GIVEN, subnetIds: [7] }, ACCEPTED))).toEqual([
      {
        path: 'subnetIds.0',
        problem: 'is missing or not of the form that the product gives it',
        remedy: "Use the product's own template",
      },
    ]);
  });

  test('is a cluster that is none', () => {
    expect(findingsOf(() => productRequest({ ...GIVEN, clusterArn: 'shop' }, ACCEPTED))).toEqual([
      {
        path: 'clusterArn',
        value: 'shop',
        problem: 'is not the ARN of an EKS cluster',
        remedy: 'Give the ARN of the EKS cluster, as "aws eks describe-cluster" shows it',
      },
    ]);
  });

  test.each([
    [ACCEPTED, 'Choose one of central'],
    [{ ...ACCEPTED, own: { arn: WORKSPACE } }, 'Choose one of central, own'],
    [{}, 'Configure a workspace and deploy: none is accepted'],
  ])('is a workspace that is not among %j', (workspaces, remedy) => {
    expect(findingsOf(() => productRequest({ ...GIVEN, workspace: 'other' }, workspaces))).toEqual([
      { path: 'workspace', value: 'other', problem: 'is no accepted workspace', remedy },
    ]);
  });
});

test('a request has what was asked for, and no more', () => {
  expect(productRequest(GIVEN, ACCEPTED)).toStrictEqual({ clusterArn: CLUSTER, workspaceArn: WORKSPACE });
});

describe('a physical resource id', () => {
  const uuid = '0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f';

  test('is a pair, or the framework’s own', () => {
    expect(pairOfResourceId(`${CLUSTER}|${WORKSPACE}`)).toEqual({ clusterArn: CLUSTER, workspaceArn: WORKSPACE });
    expect(pairOfResourceId(uuid)).toBeUndefined();
    expect(pairOfResourceId('AWSCDK::CustomResourceProviderFramework::CREATE_FAILED')).toBeUndefined();
  });

  test.each([
    `${CLUSTER}|${WORKSPACE}|more`,
    `${WORKSPACE}|${CLUSTER}`,
    CLUSTER,
    `${CLUSTER}|`,
    `|${WORKSPACE}`,
    `${uuid}0`,
    `x${uuid}`,
    'x AWSCDK::CustomResourceProviderFramework::CREATE_FAILED',
    '',
  ])('is nothing else: %j', (id) => {
    expect(findingsOf(() => pairOfResourceId(id))).toEqual([
      {
        path: 'PhysicalResourceId',
        value: id,
        problem: "is no pair of ARNs, as this product's are",
        remedy: 'Find out what it stands for and offboard that by hand',
      },
    ]);
  });
});

const EVENT = { RequestType: 'Create', RequestId: 'id', StackId: 'stack', ResourceProperties: {} } as const;

describe('what CloudFormation is told of a failure', () => {
  const told = (change: object, reason: string) => failedOperation({ ...EVENT, ...change }, reason);
  const byHand = (logicalId: string) =>
    ' Configure account, Region and workspace again and delete the stack again. Or offboard the connection by hand ' +
    `(docs/runbook.md), then: aws cloudformation delete-stack --stack-name stack --retain-resources ${logicalId}`;

  test('is the reason, by the error’s name', () => {
    expect(told({}, 'ScraperFailed: no subnet: none')).toMatchObject({
      message: 'ScraperFailed: no subnet: none',
      errorName: 'ScraperFailed',
    });
    expect(told({ RequestType: 'Update' }, 'InvalidRequest: x').message).toBe('InvalidRequest: x');
    expect(told({ RequestType: 'Delete' }, 'AccessDenied: x').message).toBe('AccessDenied: x');
    expect(told({}, 'xReplacementNeeded: x').message).toBe('xReplacementNeeded: x');
  });

  test('is what a person can do in this product', () => {
    expect(told({}, 'ReplacementNeeded: x').message).toBe(
      'ReplacementNeeded: x In this product: update it with the parameter AllowReplacement set to true, or with SubnetIds and SecurityGroupIds as they were.',
    );
    expect(told({ RequestType: 'Delete' }, 'InvalidRequest: x').message).toBe(
      `InvalidRequest: x${byHand('Connection')}`,
    );
    expect(told({ RequestType: 'Delete', LogicalResourceId: 'Mine' }, 'InvalidRequest: x').message).toBe(
      `InvalidRequest: x${byHand('Mine')}`,
    );
  });
});

describe('what CloudFormation is told of an execution', () => {
  const output = (change: object) =>
    JSON.stringify({
      outcome: 'ONBOARDED',
      door: 'product',
      created: [],
      updated: [],
      repaired: [],
      warnings: [],
      ...change,
    });
  const ended = (execution: DescribedExecution) => completion(EVENT, execution);
  const NOTHING = {
    Reason: '',
    ManualSteps: '',
    ConnectionId: '',
    ScraperArn: '',
    SourceRoleArn: '',
    TargetRoleArn: '',
  };

  test('that runs, nothing yet', () => {
    expect(ended({ status: 'RUNNING' })).toEqual({ IsComplete: false });
  });

  test('that has made nothing, only how it ended', () => {
    expect(ended({ status: 'SUCCEEDED', output: output({}) })).toEqual({
      IsComplete: true,
      Data: { Outcome: 'ONBOARDED', ...NOTHING },
    });
  });

  test('that has connected, what it made and what it warns of, each once', () => {
    const made = {
      connectionId: 'id',
      scraperArn: 'arn:scraper',
      sourceRoleArn: 'arn:source',
      targetRoleArn: 'arn:target',
      reason: 'Because.',
      warnings: ['Because.', 'One.', 'Two.'],
    };
    expect(ended({ status: 'SUCCEEDED', output: output(made) }).Data).toEqual({
      Outcome: 'ONBOARDED',
      Reason: 'Because. One. Two.',
      ManualSteps: '',
      ConnectionId: 'id',
      ScraperArn: 'arn:scraper',
      SourceRoleArn: 'arn:source',
      TargetRoleArn: 'arn:target',
    });
    expect(ended({ status: 'SUCCEEDED', output: output({ warnings: ['One.'] }) }).Data?.['Reason']).toBe('One.');
  });

  test('that has manual steps, half as much of the reason', () => {
    const manualSteps = { manifest: 'kind: Role', commands: ['kubectl apply -f rbac.yaml'] };
    const long = { warnings: ['w'.repeat(2_000)], manualSteps };
    const { Data = {} } = ended({ status: 'SUCCEEDED', output: output(long) });
    expect(Data['ManualSteps']).toContain('kind: Role');
    expect(Data['Reason']?.length).toBeLessThanOrEqual(750);
    expect(Data['Reason']?.length).toBeGreaterThan(700);
    const { Data: whole = {} } = ended({ status: 'SUCCEEDED', output: output({ warnings: long.warnings }) });
    expect(whole['Reason']?.length).toBeLessThanOrEqual(1_500);
    expect(whole['Reason']?.length).toBeGreaterThan(1_450);
  });

  test('that has failed, its error and its cause', () => {
    expect(() => ended({ status: 'FAILED', error: 'NotOurs', cause: 'somebody’s' })).toThrow('NotOurs: somebody’s');
    expect(() => ended({ status: 'TIMED_OUT' })).toThrow('TIMED_OUT: no cause was given');
    expect(() => ended({ status: 'ABORTED', cause: 'by hand' })).toThrow('ABORTED: by hand');
  });
});
