/** What a quota is counted over. */
export type Scope = 'workflow' | 'organization' | 'source' | 'target' | 'targetAccount' | 'workspace';

/** A rate that AWS allows, or that is assumed where it publishes none. */
export interface RateQuota {
  name: string;
  /** `<place> <service>:`, or with an operation: the calls that count. */
  counts: readonly string[];
  scope: Scope;
  perSecond: number;
  /** What may be asked at once before the rate holds. */
  burst?: number;
  source: string;
  /** Why the figure is no fact. */
  unverified?: string;
}

const DOCS = 'https://docs.aws.amazon.com';
const ORGANIZATIONS = `${DOCS}/organizations/latest/userguide/orgs_reference_limits.html`;
const STEP_FUNCTIONS = `${DOCS}/step-functions/latest/dg/service-quotas.html`;
const AMP = `${DOCS}/prometheus/latest/userguide/AMP_quotas.html`;
const ARN_RATES = `${DOCS}/general/latest/gr/arn.html`;

/**
 * By Region, but for AWS Organizations, which is one for all, and IAM, which is one for an account. Of Step Functions the lower figures:
 * us-east-1, us-west-2 and eu-west-1 have more.
 */
export const RATE_QUOTAS: readonly RateQuota[] = [
  {
    name: 'STS, of the workflow account',
    counts: ['workflow sts:'],
    scope: 'workflow',
    perSecond: 600,
    source: `${DOCS}/IAM/latest/UserGuide/reference_iam-quotas.html`,
  },
  {
    name: 'ListAccounts, of the organization',
    counts: ['workflow organizations:ListAccounts'],
    scope: 'organization',
    perSecond: 8,
    burst: 12,
    source: ORGANIZATIONS,
  },
  {
    name: 'StartExecution, of the workflow account',
    counts: ['workflow states:StartExecution'],
    scope: 'workflow',
    perSecond: 150,
    burst: 800,
    source: STEP_FUNCTIONS,
  },
  {
    name: 'DescribeExecution, of the workflow account',
    counts: ['workflow states:DescribeExecution'],
    scope: 'workflow',
    perSecond: 10,
    burst: 250,
    source: STEP_FUNCTIONS,
  },
  {
    name: 'state transitions, of the workflow account',
    counts: ['workflow states:transition'],
    scope: 'workflow',
    perSecond: 800,
    source: STEP_FUNCTIONS,
  },
  {
    name: 'AMP, of an account of clusters',
    counts: ['source aps:'],
    scope: 'source',
    perSecond: 10,
    source: AMP,
  },
  {
    name: 'AMP, of an account of workspaces',
    counts: ['target aps:DescribeWorkspace'],
    scope: 'target',
    perSecond: 10,
    source: AMP,
  },
  {
    name: 'QueryMetrics, of a workspace',
    counts: ['target aps:QueryMetrics'],
    scope: 'workspace',
    perSecond: 300,
    source: AMP,
  },
  {
    name: 'GetResources, of an account of clusters',
    counts: ['source tagging:'],
    scope: 'source',
    perSecond: 15,
    source: ARN_RATES,
  },
  {
    name: 'IAM, of an account of workspaces',
    counts: ['target iam:'],
    scope: 'targetAccount',
    perSecond: 5,
    source: 'https://github.com/hashicorp/terraform-provider-aws/issues/44853',
    unverified: 'no rate of IAM is published',
  },
  {
    name: 'EKS, of an account of clusters',
    counts: ['source eks:'],
    scope: 'source',
    perSecond: 5,
    source: 'https://github.com/awslabs/amazon-eks-ami/issues/218',
    unverified: 'no rate of EKS is published',
  },
];

/** How many there may be. */
export const COUNT_QUOTAS = {
  /** https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html */
  scrapersOfAccount: 10,
  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html; 10,000 at most. */
  rolesOfAccount: 1_000,
} as const;
