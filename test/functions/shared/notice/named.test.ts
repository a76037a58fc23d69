import { expect, test } from 'vitest';
import { namedBy } from '../../../../functions/shared/notice/named.ts';
import { CLUSTER_ARN, WORKSPACE_ARN } from '../../support.ts';

const CLUSTER = 'cluster "shop" of account 111111111111';
const WORKSPACE = 'workspace "ws-11111111-2222-3333-4444-555555555555" of account 222222222222';
const UNNAMED = 'a cluster that the event does not name';
const BY_TAG = 'the workspace of its tag';
const tagEvent = { source: 'aws.tag', 'detail-type': 'Tag Change on Resource', account: '111111111111' };

test.each([
  ['a request', { clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN }, CLUSTER, WORKSPACE],
  ['a request without a workspace', { clusterArn: CLUSTER_ARN }, CLUSTER, 'workspace ""'],
  ['a request with what is no text', { clusterArn: 5, workspaceArn: [WORKSPACE_ARN] }, UNNAMED, 'workspace ""'],
  ['a request with null', { clusterArn: null, workspaceArn: null }, UNNAMED, 'workspace ""'],
  ['a request with other texts', { clusterArn: 'a:b', workspaceArn: 'c' }, 'cluster "a_b"', 'workspace "c"'],
  [
    'ARNs of the other kind',
    { clusterArn: WORKSPACE_ARN, workspaceArn: CLUSTER_ARN },
    'cluster "arn_aws_aps_us-west-2_222222222222_workspace_ws-11111111-2222-33"',
    'workspace "arn_aws_eks_us-west-2_111111111111_cluster_shop"',
  ],
  ['a tag event', { ...tagEvent, resources: [CLUSTER_ARN] }, CLUSTER, BY_TAG],
  ['a tag event that is wrong', { ...tagEvent, resources: [] }, UNNAMED, BY_TAG],
])('%s names a cluster and a workspace', (_what, input, cluster, workspace) => {
  expect(namedBy(JSON.stringify(input), 'aws')).toEqual({ cluster, workspace });
});

test.each([undefined, '', '{', 'null', '[]', '5'])('an input that is no request: %j', (input) => {
  expect(namedBy(input, 'aws')).toMatchObject({ cluster: UNNAMED });
});
