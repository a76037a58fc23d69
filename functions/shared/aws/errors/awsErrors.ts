/** The classes of the closed set that an answer of AWS can become; the others are found by rules of ours. */
export type ErrorClass = 'AccessDenied' | 'AwsUnavailable' | 'PreflightFailed' | 'QuotaExceeded';

/** A kind of AWS's errors, told by code and text, and what becomes of it. */
export interface ErrorKind {
  /** Without `Exception` at their ends; Node's own where no answer came. */
  codes: readonly string[];
  /** What the message has to say besides. */
  text?: RegExp;
  /** The calls that answer so, `<service>:<Operation>`; all when absent. */
  operations?: RegExp;
  becomes: ErrorClass;
  /** What to do about it, in the account of the call. */
  remedy(accountId: string): string;
  /** Whether the session is what AWS does not take: a new one is assumed for the next attempt. */
  endsSession?: true;
  /** Where AWS or who met it says so. */
  source: string;
}

const COMMON_ERRORS = 'https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html';
const EC2_ERRORS = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html';
const ALL_SESSIONS_END =
  'AWS does not know the session yet, or it has ended: the next attempt is made with a new one. Run again';

/**
 * The one table of AWS's errors: the first row that fits counts. What fits none is passing by its HTTP status and by what the
 * SDK retries, or else AWS's refusal of what it was given.
 */
export const AWS_ERRORS: readonly ErrorKind[] = [
  {
    codes: ['AccessDenied'],
    operations: /^sts:AssumeRole$/,
    becomes: 'AccessDenied',
    remedy: (accountId) =>
      `Deploy the account stack into account ${accountId}, with this workflow's account, functions and external id in its configuration`,
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
  },
  {
    // Without a caller and an action: no policy was asked.
    codes: ['AccessDenied'],
    text: /^Access Denied\.?$/,
    operations: /^aps:/,
    becomes: 'AccessDenied',
    remedy: () =>
      'The host answers so where Amazon Managed Service for Prometheus is not offered in the Region: use a cluster and a workspace of a Region that has it (https://docs.aws.amazon.com/general/latest/gr/prometheus-service.html)',
    source: 'https://github.com/aws-samples/eks-workshop-v2/issues/436',
  },
  {
    codes: ['AccessDenied'],
    operations: /^(dynamodb|states):/,
    becomes: 'AccessDenied',
    remedy: (accountId) =>
      `Deploy the workflow stack of account ${accountId} again; if it is current, a service control policy or a permissions boundary refuses the call`,
    source: COMMON_ERRORS,
  },
  {
    codes: ['AccessDenied', 'UnauthorizedOperation', 'NotAuthorized', 'AuthorizationError'],
    becomes: 'AccessDenied',
    remedy: (accountId) =>
      `Deploy the account stack of account ${accountId} again; if it is current, a service control policy or a permissions boundary refuses the call`,
    source: COMMON_ERRORS,
  },
  {
    codes: [
      'AuthFailure',
      'ExpiredToken',
      'InvalidAccessKeyId',
      'InvalidClientTokenId',
      'InvalidToken',
      'RequestExpired',
      'RequestInTheFuture',
      'RequestTimeTooSkewed',
      'TokenRefreshRequired',
      'UnrecognizedClient',
    ],
    becomes: 'AwsUnavailable',
    remedy: () => ALL_SESSIONS_END,
    endsSession: true,
    source: `${COMMON_ERRORS} ${EC2_ERRORS} https://github.com/boto/botocore/issues/3600`,
  },
  {
    codes: ['InvalidSignature', 'SignatureDoesNotMatch'],
    text: /not yet current|expired/i,
    becomes: 'AwsUnavailable',
    remedy: () => ALL_SESSIONS_END,
    endsSession: true,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html',
  },
  {
    codes: ['IncompleteSignature', 'InvalidSignature', 'MissingAuthenticationToken', 'SignatureDoesNotMatch'],
    becomes: 'PreflightFailed',
    remedy: () =>
      'Deploy the workflow again; if that does not help, something between the function and AWS changes its requests',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html',
  },
  {
    codes: ['OptInRequired', 'RegionDisabled', 'SubscriptionRequired'],
    becomes: 'PreflightFailed',
    remedy: (accountId) => `Enable the Region, and the service, in account ${accountId}, then run again`,
    source: 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html',
  },
  {
    codes: ['LimitExceeded', 'ResourceLimitExceeded', 'ServiceQuotaExceeded'],
    becomes: 'QuotaExceeded',
    remedy: () => 'Remove what is no longer used or ask AWS to raise the quota, then run again',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
  },
  {
    codes: ['NoSuchEntity'],
    text: /not attachable/i,
    becomes: 'PreflightFailed',
    remedy: (accountId) =>
      `Deploy the account stack of account ${accountId}, which makes the boundary; a policy of AWS's own (arn:...:iam::aws:policy/...) is missing in the partition`,
    source: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html',
  },
  {
    codes: ['MalformedPolicyDocument'],
    text: /invalid principal in policy: "service"/i,
    becomes: 'PreflightFailed',
    remedy: () => 'A service principal is wrong or not known in the partition: report it, with the message',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  },
  {
    // A principal that has not spread to all of IAM's servers is a 400, a role that was created a moment ago a 404.
    codes: ['MalformedPolicyDocument'],
    text: /invalid principal/i,
    becomes: 'AwsUnavailable',
    remedy: () => 'IAM has not spread a change to all its servers yet; run again in a minute',
    source: 'https://github.com/hashicorp/terraform-provider-aws/issues/8905',
  },
  {
    codes: ['NoSuchEntity'],
    operations: /^iam:/,
    becomes: 'AwsUnavailable',
    remedy: () => 'IAM has not spread a change to all its servers yet; run again in a minute',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html',
  },
  {
    codes: ['DeleteConflict'],
    text: /instance profile/i,
    becomes: 'PreflightFailed',
    remedy: () =>
      'Take the role out of its instance profile (aws iam remove-role-from-instance-profile), then run again',
    source: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html',
  },
  {
    codes: [
      'ConcurrentModification',
      'Conflict',
      'DeleteConflict',
      'EntityTemporarilyUnmodifiable',
      'ReplicatedWriteConflict',
      'TransactionConflict',
    ],
    becomes: 'AwsUnavailable',
    remedy: () => 'Something else changed it at the same moment; run again',
    source:
      'https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html',
  },
  {
    codes: ['ENOTFOUND'],
    becomes: 'AwsUnavailable',
    remedy: () =>
      'The host has no address: the service is not offered in the Region (https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html), or the function cannot ask its DNS. Run again once that is mended',
    source: 'https://docs.aws.amazon.com/general/latest/gr/rande.html',
  },
  {
    codes: ['ECONNABORTED'],
    becomes: 'AwsUnavailable',
    remedy: () => 'The connection was ended on the way: the next attempt is made with a new session. Run again',
    endsSession: true,
    source: 'https://nodejs.org/api/errors.html#common-system-errors',
  },
  {
    codes: [
      'CERT_HAS_EXPIRED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    becomes: 'AccessDenied',
    remedy: () =>
      "The certificate is not AWS's: a proxy answers in its place. Let the function's calls through the proxy, firewall or VPC endpoint",
    source: 'https://nodejs.org/api/tls.html#x509-certificate-error-codes',
  },
];
