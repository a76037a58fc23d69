import { describe, expect, test } from 'vitest';
import type { DescribedExecution } from '../../../../functions/shared/aws/services/executions.ts';
import { InvalidRequest } from '../../../../functions/shared/errors.ts';
import {
  completion as completionOf,
  executionNames,
  failedOperation,
  pairOfResourceId,
  physicalResourceId,
  productRequest,
  rolledBack,
} from '../../../../functions/shared/product/product.ts';
import { WORKSPACE_ARN } from '../../support.ts';

const CLUSTER = 'arn:aws:eks:us-west-2:111111111111:cluster/shop';
const OTHER_WORKSPACE = 'arn:aws:aps:us-west-2:111111111111:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111';
const WORKSPACES = { central: { arn: WORKSPACE_ARN }, own: { arn: OTHER_WORKSPACE } };
const PAIR = { clusterArn: CLUSTER, workspaceArn: WORKSPACE_ARN };
/** As CloudFormation gives the parameters that are left as they are. */
const PROPERTIES = {
  ServiceToken: 'arn:aws:lambda:us-west-2:333333333333:function:amp-scraper-product',
  clusterArn: CLUSTER,
  workspace: 'central',
  subnetIds: [''],
  securityGroupIds: [''],
  scrapeConfiguration: '',
  allowReplacement: 'false',
};

const CREATE = { RequestType: 'Create', RequestId: 'id', StackId: 'stack', ResourceProperties: PROPERTIES } as const;
const completion = (execution: DescribedExecution) => completionOf(CREATE, execution);

describe("a resource's properties", () => {
  test.each([
    ['that are left empty name the pair alone', {}, {}],
    ['name subnets and security groups', { subnetIds: ['a', 'b'], securityGroupIds: ['c'] }, undefined],
    ['name a configuration', { scrapeConfiguration: 'minimal' }, { scrapeConfiguration: { name: 'minimal' } }],
    ['allow a replacement', { allowReplacement: 'true' }, { replace: true }],
    ['of a stack from before there was AllowReplacement do not', { allowReplacement: undefined }, {}],
  ])('%s', (_name, given: Record<string, unknown>, asked) => {
    expect(productRequest({ ...PROPERTIES, ...given }, WORKSPACES)).toEqual({ ...PAIR, ...(asked ?? given) });
  });

  test.each([
    [{ workspace: 'toString' }, 'Choose one of central, own'],
    [{ workspace: undefined }, 'workspace: is missing'],
    [{ clusterArn: 'shop' }, 'is not the ARN of an EKS cluster'],
    [{ clusterArn: `${CLUSTER}|${WORKSPACE_ARN}` }, 'is not the ARN of an EKS cluster'],
    [{ subnetIds: 'a,b' }, "Use the product's own template"],
    [{ allowReplacement: 'yes' }, 'allowReplacement: is missing or not of the form'],
  ])('%j is InvalidRequest: %s', (given, fragment) => {
    const read = () => productRequest({ ...PROPERTIES, ...given }, WORKSPACES);
    expect(read).toThrow(InvalidRequest);
    expect(read).toThrow(fragment);
  });

  test('of one pair have one physical resource id, whatever else they say; of another pair another', () => {
    const id = (given: object) => physicalResourceId(productRequest({ ...PROPERTIES, ...given }, WORKSPACES));
    expect(id({ subnetIds: ['a', 'b'], allowReplacement: 'true', scrapeConfiguration: 'minimal' })).toBe(id({}));
    expect(id({ workspace: 'own' })).not.toBe(id({}));
  });
});

describe('a roll-back', () => {
  const given = (request: object) => JSON.stringify({ door: 'product', stackId: 'stack', request });

  test.each([
    ['of a given up replacement may replace the scraper', [given({ ...PAIR, replace: true })], true],
    ['of several, too', [given(PAIR), given({ ...PAIR, replace: true })], true],
    ['of an update that might not may not', [given(PAIR)], false],
    [
      "of another pair's replacement may not",
      [given({ ...PAIR, workspaceArn: OTHER_WORKSPACE, replace: true })],
      false,
    ],
    ['that is an update, nothing being at work, may not', [], false],
  ])('%s', (_name, givenUp, replaces) => {
    expect(rolledBack(PAIR, givenUp)).toEqual(replaces ? { ...PAIR, replace: true } : PAIR);
  });
});

describe('CloudFormation', () => {
  /** As Step Functions has the Cause of a function that threw. */
  const causeOf = (errorMessage: string) => JSON.stringify({ errorType: 'Error', errorMessage });

  test('waits for an execution that runs', () => {
    expect(completion({ status: 'RUNNING' })).toEqual({ IsComplete: false });
  });

  test('gets the outputs, an attribute that there is not as an empty text', () => {
    const output = JSON.stringify({
      outcome: 'IGNORED',
      reason: 'r'.repeat(5_000),
      connectionId: '23262d118a4f16b4bc54',
      door: 'product',
      ...PAIR,
      created: [],
      updated: [],
      repaired: [],
      warnings: [],
    });
    const { IsComplete, Data = {} } = completion({ status: 'SUCCEEDED', output });
    expect(IsComplete).toBe(true);
    expect(Data).toMatchObject({ Outcome: 'IGNORED', ConnectionId: '23262d118a4f16b4bc54', ScraperArn: '' });
    expect(JSON.stringify(Data).length).toBeLessThan(4_096);
  });

  test.each([
    [{ status: 'FAILED', error: 'AccessDenied', cause: causeOf('Not you.') }, /^AccessDenied: Not you\.$/],
    [{ status: 'ABORTED' }, /^ABORTED: no cause was given$/],
    [{ status: 'TIMED_OUT', error: 'States.Timeout', cause: 'late' }, /^States\.Timeout: late$/],
    [
      { status: 'FAILED', error: 'ReplacementNeeded', cause: causeOf('It differs.') },
      /^ReplacementNeeded: It differs\. .*AllowReplacement set to true/,
    ],
  ])('is told of %j as people read it', (execution, reason) => {
    expect(() => completion(execution)).toThrow(reason);
  });

  test('is told in few enough characters, and always how a replacement is allowed', () => {
    const tell = () => completion({ status: 'FAILED', error: 'ReplacementNeeded', cause: causeOf('x'.repeat(32_000)) });
    expect(tell).toThrow(/x… .*AllowReplacement set to true/);
    expect(tell).toThrow(/^.{1000,1500}$/);
  });
});

describe('a physical resource id', () => {
  test('is read back to its pair, and is below the 1,024 bytes that CloudFormation takes', () => {
    const longest = {
      clusterArn: `arn:aws-us-gov:eks:us-gov-west-1:111111111111:cluster/${'c'.repeat(100)}`,
      workspaceArn: `arn:aws-us-gov:aps:us-gov-west-1:111111111111:workspace/ws-${'w'.repeat(60)}`,
    };
    for (const pair of [PAIR, longest]) expect(pairOfResourceId(physicalResourceId(pair))).toEqual(pair);
    expect(Buffer.byteLength(physicalResourceId(longest))).toBeLessThan(1_024);
  });

  test.each([
    'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED',
    'AWSCDK::CustomResourceProviderFramework::MISSING_PHYSICAL_ID',
    '7d1f6a52-3c2e-4b1c-9d7e-0a6f4f7a1c01',
  ])("%s, the framework's own, has none", (id) => {
    expect(pairOfResourceId(id)).toBeUndefined();
  });

  test.each(['', 'a332355966dd', CLUSTER, `${CLUSTER}|central`, `${CLUSTER}|${WORKSPACE_ARN}|`, `|${WORKSPACE_ARN}`])(
    "%j, which is nobody's, is refused",
    (id) => {
      expect(() => pairOfResourceId(id)).toThrow(InvalidRequest);
    },
  );
});

test('an operation has a name for each attempt, all of which Step Functions takes', () => {
  const names = executionNames('7d1f6a52-3c2e-4b1c-9d7e-0a6f4f7a1c01');
  expect(names.slice(0, 2)).toEqual(['7d1f6a52-3c2e-4b1c-9d7e-0a6f4f7a1c01', '7d1f6a52-3c2e-4b1c-9d7e-0a6f4f7a1c01-2']);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[\w-]{1,80}$/);
});

test('a Delete of what cannot be reached any more is told how the stack can go all the same', () => {
  const event = { ...CREATE, RequestType: 'Delete', LogicalResourceId: 'Metrics' } as const;
  expect(failedOperation(event, `InvalidRequest: ${'x'.repeat(5_000)}`).message).toMatch(
    /^InvalidRequest: x+… Configure .* delete-stack --stack-name stack --retain-resources Metrics$/,
  );
  expect(failedOperation(event, 'AwsUnavailable: later').message).toBe('AwsUnavailable: later');
  expect(failedOperation(CREATE, 'InvalidRequest: no').message).toBe('InvalidRequest: no');
});
