import { describe, expect, test } from 'vitest';
import { InvalidRequest } from '../../../functions/shared/errors.ts';
import {
  completion,
  executionArn,
  isCompleteInput,
  physicalResourceId,
  productRequest,
  rolledBack,
  stackOfInput,
} from '../../../functions/shared/product.ts';
import { WORKSPACE_ARN } from '../support.ts';

const CLUSTER = 'arn:aws:eks:us-west-2:111111111111:cluster/shop';
const OTHER_WORKSPACE = 'arn:aws:aps:us-west-2:111111111111:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111';
const WORKSPACES = { central: WORKSPACE_ARN, own: OTHER_WORKSPACE };
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

test("an execution is its stack's by its input, and has the name of the event's RequestId", () => {
  expect(stackOfInput(JSON.stringify({ door: 'product', stackId: 'stack', request: PAIR }))).toBe('stack');
  expect(stackOfInput(JSON.stringify(PAIR))).toBeUndefined();
  expect(executionArn('arn:aws:states:us-west-2:333333333333:stateMachine:amp-scraper-onboard', 'id')).toBe(
    'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:id',
  );
});

test('what onEvent found to be nothing to do reaches isComplete', () => {
  const event = { RequestType: 'Delete', RequestId: 'id', StackId: 'stack', ResourceProperties: PROPERTIES };
  expect(isCompleteInput.parse({ ...event, NothingToDo: true }).NothingToDo).toBe(true);
});
