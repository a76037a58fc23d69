import { describe, expect, test } from 'vitest';
import { describeFinding } from '../../../../functions/shared/errors.ts';
import { productInput } from '../../../../functions/shared/request/doors/doors.ts';
import * as offboard from '../../../../functions/shared/request/offboardRequest.ts';
import { revocationFindings } from '../../../../functions/shared/request/revocation.ts';
import { CLUSTER_ARN, EXECUTION_ARN, TEST_ENVIRONMENT, WORKSPACE_ARN } from '../../support.ts';

const PAIR = { clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN };
const ELSEWHERE = CLUSTER_ARN.replace('us-west-2', 'eu-west-1');
const tagChange = (clusterArn = CLUSTER_ARN) => ({
  'detail-type': 'Tag Change on Resource',
  source: 'aws.tag',
  account: '111111111111',
  resources: [clusterArn],
});
const record = (eventName: string, more: object = {}) => ({
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.eks',
  account: '111111111111',
  region: 'us-west-2',
  detail: { eventName, requestParameters: { name: 'shop' }, ...more },
});
const DELETED = record('DeleteCluster');
const REFUSED = record('DeleteCluster', { errorCode: 'AccessDenied' });
const OTHER_EVENT = { ...tagChange(), source: 'aws.ec2' };
const ended = (status: string, more: object = {}) => ({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: { executionArn: EXECUTION_ARN, status },
  ...more,
});
const executionEnded = { kind: 'executionEnded', door: 'clean-up', executionArn: EXECUTION_ARN };
const request = (of: unknown) => ({ kind: 'request', door: 'console', clusterArn: '', request: of });

describe('an offboard is begun by', () => {
  const read = (input: unknown) => offboard.readOffboardDoor(input, TEST_ENVIRONMENT);

  test.each([
    ['an execution that failed', ended('FAILED'), { ...executionEnded, isAborted: false }],
    ['an execution that timed out', ended('TIMED_OUT'), { ...executionEnded, isAborted: false }],
    ['an execution that was stopped', ended('ABORTED'), { ...executionEnded, isAborted: true }],
    ["a cluster's tags", tagChange(), { kind: 'tagChanged', door: 'tag', clusterArn: CLUSTER_ARN }],
    ["a cluster's end", DELETED, { kind: 'clusterDeleted', door: 'tag', clusterArn: CLUSTER_ARN }],
    [
      'a call that was refused, for nothing',
      REFUSED,
      {
        kind: 'nothing',
        door: 'tag',
        reason: 'The call eks:DeleteCluster was refused (AccessDenied): nothing has changed.',
      },
    ],
    ['a request', PAIR, { ...request(PAIR), ...PAIR }],
    ['a request without a workspace', { clusterArn: 'x' }, { ...request({ clusterArn: 'x' }), clusterArn: 'x' }],
    ['a request with an empty one', { workspaceArn: '' }, request({ workspaceArn: '' })],
    [
      'a request whose pair is no text',
      { clusterArn: 5, workspaceArn: [] },
      request({ clusterArn: 5, workspaceArn: [] }),
    ],
    ['null', null, request(null)],
    ['a text', 'shop', request('shop')],
    [
      "a product's stack",
      productInput('stack', PAIR),
      { kind: 'request', door: 'product', stackId: 'stack', ...PAIR, request: PAIR },
    ],
  ])('%s', (_name, input, door) => {
    expect(read(input)).toStrictEqual(door);
  });

  test.each([
    ['an execution that went well', ended('SUCCEEDED')],
    ['an event of another service', ended('FAILED', { source: 'aws.batch' })],
    ['an event about something else', OTHER_EVENT],
    ['the tags of a cluster elsewhere', tagChange(ELSEWHERE)],
  ])('none of %s', (_name, input) => {
    const found = read(input);
    expect(Object.keys(found)).toEqual(['findings']);
    expect(found).toHaveProperty('findings.length', 1);
  });

  test('the end of one execution whose event names none is refused', () => {
    expect(read(ended('FAILED', { detail: { status: 'FAILED' } }))).toHaveProperty('findings');
  });
});

describe('of an input of onboard is read', () => {
  const [byRequest, byProduct] = [PAIR, productInput('stack', PAIR)];

  test.each([
    ['a request', byRequest, CLUSTER_ARN, undefined, undefined],
    ["a product's request", byProduct, CLUSTER_ARN, undefined, 'stack'],
    ['a request for a cluster elsewhere', { clusterArn: ELSEWHERE }, ELSEWHERE, undefined, undefined],
    ['a request without a cluster', {}, undefined, undefined, undefined],
    ['a request whose cluster is none', { clusterArn: 'shop' }, undefined, undefined, undefined],
    ['no object', null, undefined, undefined, undefined],
    ['the tags of a cluster', tagChange(), CLUSTER_ARN, CLUSTER_ARN, undefined],
    ['the end of a cluster', DELETED, CLUSTER_ARN, undefined, undefined],
    ['a call that was refused', REFUSED, undefined, undefined, undefined],
    ['another event', OTHER_EVENT, undefined, undefined, undefined],
  ])('of %s its cluster, the cluster whose tags it goes by, and its stack', (_name, input, cluster, tags, stack) => {
    expect(offboard.clusterOfOnboard(input, TEST_ENVIRONMENT)).toBe(cluster);
    expect(offboard.clusterOfTags(input, TEST_ENVIRONMENT)).toBe(tags);
    expect(offboard.stackOfOnboard(input, TEST_ENVIRONMENT)).toBe(stack);
  });
});

describe('a request to offboard', () => {
  const check = (input: unknown) => offboard.checkOffboardRequest(input, TEST_ENVIRONMENT, 'console');
  const CLEAR = { ...PAIR, dryRun: false, revoke: false };

  test.each([
    [{}, CLEAR],
    [{ dryRun: true }, { ...CLEAR, dryRun: true }],
    [{ dryRun: false, revoke: false }, CLEAR],
    [{ revoke: true }, { ...CLEAR, revoke: true }],
    [{ onlyCreatedBy: EXECUTION_ARN }, { ...CLEAR, onlyCreatedBy: EXECUTION_ARN }],
    [
      { onlyCreatedBy: EXECUTION_ARN, revoke: false },
      { ...CLEAR, onlyCreatedBy: EXECUTION_ARN },
    ],
    [{ alias: 'shop', tags: {}, replace: 5 }, CLEAR],
    [{ workspaceArn: `${WORKSPACE_ARN}0` }, { ...CLEAR, workspaceArn: `${WORKSPACE_ARN}0` }],
  ])('with %j beside the pair', (more, wanted) => {
    expect(check({ ...PAIR, ...more })).toStrictEqual({ request: wanted, findings: [] });
  });

  const NOT_ARN =
    'is not the ARN of an execution. Give the ARN of the execution whose things are to go, or leave the field out';
  const ARN_REMEDY = 'Give the ARN that the connection was onboarded with';
  const NOT_OBJECT = 'is not a JSON object. Give an object with clusterArn and workspaceArn';
  test.each<[unknown, string[]]>([
    [undefined, [`(request): ${NOT_OBJECT}`]],
    [null, [`(request) (null): ${NOT_OBJECT}`]],
    [5, [`(request) (5): ${NOT_OBJECT}`]],
    [[PAIR.clusterArn], [`(request) (["${CLUSTER_ARN}"]): ${NOT_OBJECT}`]],
    [{}, [`clusterArn: is missing. ${ARN_REMEDY}`, `workspaceArn: is missing. ${ARN_REMEDY}`]],
    [{ ...PAIR, clusterArn: 5 }, [`clusterArn (5): is not text. ${ARN_REMEDY}`]],
    [{ ...PAIR, workspaceArn: null }, [`workspaceArn (null): is not text. ${ARN_REMEDY}`]],
    [{ ...PAIR, onlyCreatedBy: 5 }, [`onlyCreatedBy (5): ${NOT_ARN}`]],
    [{ ...PAIR, onlyCreatedBy: 'x' }, [`onlyCreatedBy ("x"): ${NOT_ARN}`]],
    [{ ...PAIR, onlyCreatedBy: [EXECUTION_ARN] }, [`onlyCreatedBy (["${EXECUTION_ARN}"]): ${NOT_ARN}`]],
    [
      { ...PAIR, dryRun: 'yes' },
      [
        'dryRun ("yes"): is neither true nor false. Give true to see what an offboard would delete, or leave the field out',
      ],
    ],
    [
      { ...PAIR, revoke: 0, onlyCreatedBy: EXECUTION_ARN },
      [
        'revoke (0): is neither true nor false. Give true to cut the connection off and keep it off, or leave the field out',
      ],
    ],
    [
      { ...PAIR, revoke: true, onlyCreatedBy: EXECUTION_ARN },
      ['revoke (true): does not go with onlyCreatedBy. Leave one of the two out: what is revoked goes whoever made it'],
    ],
    [
      { ...PAIR, color: 5 },
      [
        'color: is not a field of an offboard request. Remove it; the fields are clusterArn, workspaceArn, dryRun, onlyCreatedBy, revoke',
      ],
    ],
  ])('%j is told what is wrong with it', (input, texts) => {
    const { request: accepted, findings } = check(input);
    expect(accepted).toBeUndefined();
    expect(findings.map(describeFinding)).toEqual(texts);
  });

  test.each([
    ['a cluster', { clusterArn: ELSEWHERE }, 'clusterArn'],
    ['a workspace', { workspaceArn: 'central' }, 'workspaceArn'],
  ])('of %s that it cannot be is refused', (_name, more, path) => {
    const { request: accepted, findings } = check({ ...PAIR, ...more });
    expect([accepted, findings.map((finding) => finding.path)]).toEqual([undefined, [path]]);
  });

  test('quotes nothing where nothing is', () => {
    for (const finding of check({}).findings) expect(finding).not.toHaveProperty('value');
  });

  test.each(['product', 'tag'] as const)('that revokes is not for the %s door', (door) => {
    const { findings } = offboard.checkOffboardRequest({ ...PAIR, revoke: true }, TEST_ENVIRONMENT, door);
    expect(findings.map(describeFinding)).toEqual([
      `revoke (true): is not for the ${door} door. Remove the field, or have an operator start the state machine with the pair and the field`,
    ]);
    expect(offboard.checkOffboardRequest({ ...PAIR, revoke: false }, TEST_ENVIRONMENT, door).findings).toEqual([]);
  });
});

test.each([
  [undefined, 'tag', 0],
  [false, 'tag', 0],
  [true, 'console', 0],
  [true, 'tag', 1],
  ['yes', 'product', 1],
] as const)('liftRevoke, being %j, from the %s door has %i findings', (value, door, count) => {
  expect(revocationFindings('liftRevoke', value, door)).toHaveLength(count);
});
