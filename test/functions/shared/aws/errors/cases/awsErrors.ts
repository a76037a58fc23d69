import type { ErrorName } from '../../../../../../functions/shared/errors.ts';

const CALLS = ['CreateScraper', 'CreateRole', 'DescribeCluster', 'DescribeSubnets', 'AssumeRole'] as const;

/** An answer of AWS to a call, or what befalls the call on the way, and the error of the closed set that it becomes. */
export interface AwsErrorCase {
  name: string;
  call: (typeof CALLS)[number];
  answer: { status: number; code: string; message: string } | { thrown: { name: string; code?: string } };
  becomes: ErrorName;
  /** What the message says beside the call and AWS's own words. */
  says?: string;
}

const DENIED = 'User: arn:aws:sts::111111111111:assumed-role/a/b is not authorized to perform: x';
const INVALID_PRINCIPAL = 'Invalid principal in policy: "AWS":"arn:aws:iam::111111111111:role/a"';

export const AWS_ERRORS: readonly AwsErrorCase[] = [
  {
    name: 'a call that AMP refuses',
    call: 'CreateScraper',
    answer: { status: 403, code: 'AccessDeniedException', message: DENIED },
    becomes: 'AccessDenied',
    says: 'Deploy the account stack of account 111111111111 again',
  },
  {
    name: 'a call that IAM refuses',
    call: 'CreateRole',
    answer: { status: 403, code: 'AccessDenied', message: DENIED },
    becomes: 'AccessDenied',
  },
  {
    name: 'a call that EKS refuses',
    call: 'DescribeCluster',
    answer: { status: 403, code: 'AccessDeniedException', message: DENIED },
    becomes: 'AccessDenied',
  },
  {
    name: 'a call that EC2 refuses',
    call: 'DescribeSubnets',
    answer: {
      status: 403,
      code: 'UnauthorizedOperation',
      message: 'You are not authorized to perform this operation.',
    },
    becomes: 'AccessDenied',
  },
  {
    name: 'a provisioner that may not be assumed',
    call: 'AssumeRole',
    answer: { status: 403, code: 'AccessDenied', message: DENIED },
    becomes: 'AccessDenied',
    says: 'Deploy the account stack into account 111111111111',
  },
  {
    name: 'no room for another scraper',
    call: 'CreateScraper',
    answer: { status: 402, code: 'ServiceQuotaExceededException', message: 'Quota exceeded' },
    becomes: 'QuotaExceeded',
  },
  {
    name: 'no room for another role, which SDKs take for throttling',
    call: 'CreateRole',
    answer: { status: 409, code: 'LimitExceeded', message: 'Cannot exceed quota for RolesPerAccount: 1000' },
    becomes: 'QuotaExceeded',
  },
  {
    name: 'a source role that has not spread yet',
    call: 'CreateRole',
    answer: { status: 400, code: 'MalformedPolicyDocument', message: INVALID_PRINCIPAL },
    becomes: 'AwsUnavailable',
    says: 'IAM has not spread a change',
  },
  {
    name: 'a policy that is wrong for another reason, which no retry mends',
    call: 'CreateRole',
    answer: { status: 400, code: 'MalformedPolicyDocument', message: 'Syntax error at position (1,2)' },
    becomes: 'PreflightFailed',
  },
  {
    name: 'a role that has not spread yet',
    call: 'CreateRole',
    answer: { status: 404, code: 'NoSuchEntity', message: 'The role with name a cannot be found.' },
    becomes: 'AwsUnavailable',
    says: 'IAM has not spread a change',
  },
  {
    name: 'a cluster that does not exist, which no handler expected',
    call: 'DescribeCluster',
    answer: { status: 404, code: 'ResourceNotFoundException', message: 'No cluster found for name: shop.' },
    becomes: 'PreflightFailed',
  },
  {
    name: 'a conflict at AMP',
    call: 'CreateScraper',
    answer: { status: 409, code: 'ConflictException', message: 'Conflict' },
    becomes: 'AwsUnavailable',
    says: 'at the same moment',
  },
  {
    name: 'a conflict at IAM',
    call: 'CreateRole',
    answer: { status: 409, code: 'ConcurrentModification', message: 'Busy' },
    becomes: 'AwsUnavailable',
    says: 'at the same moment',
  },
  {
    name: 'throttling at AMP',
    call: 'CreateScraper',
    answer: { status: 429, code: 'ThrottlingException', message: 'Rate exceeded' },
    becomes: 'AwsUnavailable',
  },
  {
    name: 'throttling at IAM',
    call: 'CreateRole',
    answer: { status: 400, code: 'Throttling', message: 'Rate exceeded' },
    becomes: 'AwsUnavailable',
  },
  {
    name: 'throttling at EC2',
    call: 'DescribeSubnets',
    answer: { status: 503, code: 'RequestLimitExceeded', message: 'Request limit exceeded.' },
    becomes: 'AwsUnavailable',
  },
  {
    name: 'a fault of AMP',
    call: 'CreateScraper',
    answer: { status: 500, code: 'InternalServerException', message: 'Internal' },
    becomes: 'AwsUnavailable',
    says: 'run again, nothing has to be cleaned up',
  },
  {
    name: 'a fault of IAM',
    call: 'CreateRole',
    answer: { status: 500, code: 'ServiceFailure', message: 'Internal' },
    becomes: 'AwsUnavailable',
  },
  {
    name: 'a fault of STS',
    call: 'AssumeRole',
    answer: { status: 503, code: 'ServiceUnavailable', message: 'Slow down' },
    becomes: 'AwsUnavailable',
  },
  {
    name: 'an overloaded service, with a status that SDKs do not retry',
    call: 'DescribeCluster',
    answer: { status: 529, code: 'Novel', message: 'Overloaded' },
    becomes: 'AwsUnavailable',
  },
  {
    name: 'an error that nobody has seen yet, with a status of 502',
    call: 'DescribeCluster',
    answer: { status: 502, code: 'Novel', message: 'Bad gateway' },
    becomes: 'AwsUnavailable',
  },
  {
    name: 'a connection that is refused',
    call: 'CreateScraper',
    answer: { thrown: { name: 'Error', code: 'ECONNREFUSED' } },
    becomes: 'AwsUnavailable',
  },
  {
    name: 'a connection that is reset',
    call: 'CreateRole',
    answer: { thrown: { name: 'Error', code: 'ECONNRESET' } },
    becomes: 'AwsUnavailable',
  },
  {
    name: 'a host name that cannot be resolved',
    call: 'AssumeRole',
    answer: { thrown: { name: 'Error', code: 'ENOTFOUND' } },
    becomes: 'AwsUnavailable',
  },
  {
    name: 'a connection that something on the way ends',
    call: 'CreateRole',
    answer: { thrown: { name: 'Error', code: 'ECONNABORTED' } },
    becomes: 'AwsUnavailable',
    says: 'a new session',
  },
  {
    name: 'a network that is down',
    call: 'DescribeCluster',
    answer: { thrown: { name: 'Error', code: 'ENETDOWN' } },
    becomes: 'AwsUnavailable',
  },
  {
    name: 'a service that the Region does not have',
    call: 'CreateScraper',
    answer: { thrown: { name: 'Error', code: 'ENOTFOUND' } },
    becomes: 'AwsUnavailable',
    says: 'is not offered in the Region',
  },
  {
    name: "a certificate that is a proxy's own",
    call: 'CreateScraper',
    answer: { thrown: { name: 'Error', code: 'SELF_SIGNED_CERT_IN_CHAIN' } },
    becomes: 'AccessDenied',
    says: 'a proxy answers in its place',
  },
  {
    name: 'a request that takes too long',
    call: 'DescribeSubnets',
    answer: { thrown: { name: 'TimeoutError' } },
    becomes: 'AwsUnavailable',
  },
  {
    name: 'an input that AMP does not take',
    call: 'CreateScraper',
    answer: { status: 400, code: 'ValidationException', message: 'Security group sg-1 does not exist' },
    becomes: 'PreflightFailed',
    says: 'Mend what the message names',
  },
  {
    name: 'an input that IAM does not take',
    call: 'CreateRole',
    answer: { status: 400, code: 'InvalidInput', message: 'Duplicate tag keys found' },
    becomes: 'PreflightFailed',
  },
];
