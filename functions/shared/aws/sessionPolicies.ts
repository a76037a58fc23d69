import type { HandlerName } from '../names.ts';

/**
 * What the sessions of a function that only looks, or only tells, may do, whatever else its provisioner may: it has a session policy of
 * that, so that none of its faults can change a connection
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session).
 */
const ALLOWED: Partial<Record<HandlerName, readonly string[]>> = {
  lookAtRange: [
    'aps:DescribeWorkspace',
    'aps:ListScrapers',
    'aps:QueryMetrics',
    'eks:DescribeCluster',
    'eks:ListClusters',
    'iam:GetAccountSummary',
    'logs:FilterLogEvents',
    'sqs:GetQueueAttributes',
    'tag:GetResources',
  ],
  notify: ['eks:DescribeCluster', 'eks:TagResource', 'eks:UntagResource', 'events:PutEvents'],
};

/** The policy of a function's sessions, as AssumeRole takes it; undefined of one that may do all that the provisioner may. */
export function sessionPolicy(name: HandlerName): string | undefined {
  const Action = ALLOWED[name];
  if (Action === undefined) return undefined;
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
}
