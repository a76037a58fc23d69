import { describe, expect, test } from 'vitest';
import { describeFinding } from '../../../../functions/shared/errors.ts';
import * as arns from '../../../../functions/shared/request/arns.ts';
import { CLUSTER_ARN, TEST_ENVIRONMENT, WORKSPACE_ARN } from '../../support.ts';

const NOT_CLUSTER = 'is not the ARN of an EKS cluster. Give the ARN as "aws eks describe-cluster" shows it';
const NOT_WORKSPACE =
  'is not the ARN of an Amazon Managed Service for Prometheus workspace. Give the ARN as "aws amp describe-workspace" shows it';
const EKS = 'arn:aws:eks:us-west-2:111111111111:';
const APS = 'arn:aws:aps:us-west-2:222222222222:';

const cluster = (text: string) => arns.clusterFindings(text, TEST_ENVIRONMENT).map(describeFinding);
const workspace = (text: string) => arns.workspaceFindings(text, TEST_ENVIRONMENT).map(describeFinding);

describe("a cluster's ARN", () => {
  test.each([
    `${EKS}xcluster/shop`,
    `${EKS}cluster/`,
    `${EKS}cluster/shop!`,
    'shop',
    CLUSTER_ARN.replace('eks', 'aps'),
  ])('is not %s', (text) => {
    expect(cluster(text)).toEqual([`clusterArn (${JSON.stringify(text)}): ${NOT_CLUSTER}`]);
    expect(arns.isClusterArn(text)).toBe(false);
  });

  test.each([CLUSTER_ARN, `${EKS}cluster/a`, `${EKS}cluster/${'a'.repeat(100)}`])('is %s', (text) => {
    expect(cluster(text)).toEqual([]);
    expect(arns.isClusterArn(text)).toBe(true);
  });

  test('of another partition, Region and account is told each with what to do', () => {
    const text = 'arn:aws-cn:eks:cn-north-1:999999999999:cluster/shop';
    const at = `clusterArn ("${text}"): is in`;
    expect(cluster(text)).toEqual([
      `${at} partition aws-cn, this workflow is in aws. Use the workflow of that partition`,
      `${at} Region cn-north-1, this workflow serves us-west-2. Use the workflow of cn-north-1: cluster, scraper and workspace are in one Region`,
      `${at} account 999999999999, which is not configured. Add the account to the configuration's accounts and deploy; ` +
        'configured are 111111111111, 222222222222, 555555555555',
    ]);
  });

  test('of an account that is for workspaces only is told as that once, and only where nothing else is wrong', () => {
    const text = CLUSTER_ARN.replace('111111111111', '555555555555');
    expect(cluster(text)).toEqual([
      `clusterArn ("${text}"): is in account 555555555555, which is configured for workspaces only. ` +
        "Take the account out of the configuration's targetOnlyAccounts and deploy, or name a cluster of another account",
    ]);
    const elsewhere = arns.clusterFindings(text.replace('us-west-2', 'eu-west-1'), TEST_ENVIRONMENT);
    expect(elsewhere.map(({ problem }) => problem)).toEqual(['is in Region eu-west-1, this workflow serves us-west-2']);
  });

  test('in an organization may be of any account but the excluded ones', () => {
    const organization = { id: 'o-1', rootId: 'r-1', excludedAccounts: ['111111111111'] };
    const found = (text: string) => arns.clusterFindings(text, { ...TEST_ENVIRONMENT, accounts: [], organization });
    expect(found(CLUSTER_ARN.replace('111111111111', '999999999999'))).toEqual([]);
    expect(found(CLUSTER_ARN).map(describeFinding)).toEqual([
      `clusterArn ("${CLUSTER_ARN}"): is in account 111111111111, which is excluded. ` +
        "Take the account out of the configuration's organization.excludedAccounts and deploy the workflow, or leave what it has alone",
    ]);
  });

  test.each([
    ['wherever it is', 'arn:aws-us-gov:eks:us-gov-west-1:999999999999:cluster/shop', true],
    ['of an account with a letter', 'arn:aws:eks:us-west-2:11111111111a:cluster/shop', false],
    ['of an account that is too short', 'arn:aws:eks:us-west-2:11111111111:cluster/shop', false],
    ['with something before it', ` ${CLUSTER_ARN}`, false],
    ['with something behind it', `${CLUSTER_ARN} `, false],
    ['with a name that is too long', `${EKS}cluster/${'a'.repeat(101)}`, false],
    ['without a Region', 'arn:aws:eks::111111111111:cluster/shop', false],
  ])('has its form %s', (_name, text, has) => {
    expect(arns.isClusterArn(text)).toBe(has);
  });
});

describe("a workspace's ARN", () => {
  test.each([
    `${APS}xworkspace/ws-1`,
    `${APS}workspace/ws-`,
    `${APS}workspace/ws-1/x`,
    `${APS}workspace/ws-${'1'.repeat(61)}`,
    WORKSPACE_ARN.replace('aps', 'eks'),
  ])('is not %s', (text) => {
    expect(workspace(text)).toEqual([`workspaceArn (${JSON.stringify(text)}): ${NOT_WORKSPACE}`]);
    expect(arns.isWorkspaceArn(text)).toBe(false);
  });

  test.each([WORKSPACE_ARN, `${APS}workspace/ws-1`, `${APS}workspace/ws-${'1'.repeat(60)}`])('is %s', (text) => {
    expect(arns.workspaceArnFindings(text, TEST_ENVIRONMENT)).toEqual([]);
    expect(arns.isWorkspaceArn(text)).toBe(true);
  });

  test('that is accepted has no finding, wherever in the configuration it stands', () => {
    const workspaces = { other: { arn: `${APS}workspace/ws-1` }, central: { arn: WORKSPACE_ARN } };
    expect(arns.workspaceFindings(WORKSPACE_ARN, { ...TEST_ENVIRONMENT, workspaces })).toEqual([]);
  });

  test.each([
    [{}, 'none'],
    [
      { a: { arn: `${APS}workspace/ws-1` }, b: { arn: `${APS}workspace/ws-2` } },
      `a (${APS}workspace/ws-1), b (${APS}workspace/ws-2)`,
    ],
  ])('that is not accepted where there are %j', (workspaces, accepted) => {
    const [finding, ...others] = arns.workspaceFindings(WORKSPACE_ARN, { ...TEST_ENVIRONMENT, workspaces });
    expect(others).toEqual([]);
    expect(finding).toEqual({
      path: 'workspaceArn',
      value: WORKSPACE_ARN,
      problem: 'is not an accepted workspace',
      remedy: `Add it to the configuration's workspaces and deploy; accepted are ${accepted}`,
    });
  });

  test('of another Region is told as that alone', () => {
    expect(workspace(WORKSPACE_ARN.replace('us-west-2', 'eu-west-1'))).toEqual([
      expect.stringContaining('is in Region eu-west-1'),
    ]);
  });
});
