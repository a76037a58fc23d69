import type { ErrorName } from '../../../../../../functions/shared/errors.ts';

/** What a service was seen to answer, or its documents say that it answers: call, HTTP status, code, message, what it becomes, and what is said of it. */
export type AwsText = readonly [
  call: string,
  status: number,
  code: string,
  message: string,
  becomes: ErrorName,
  says: string,
];

const NEW_SESSION = 'the next attempt is made with a new one';
const SPREADING = 'IAM has not spread a change';
const AT_ONCE = 'at the same moment';
const ACCOUNT_STACK = 'Deploy the account stack';
const QUOTA = 'ask AWS to raise the quota';
const LATER = 'run again, nothing has to be cleaned up';
const MEND = 'Mend what the message names';
const DENIED = 'User: arn:aws:sts::111111111111:assumed-role/a/b is not authorized to perform: x';
const INVALID = 'The security token included in the request is invalid.';
const EXPIRED = 'The security token included in the request is expired';
const NOT_CURRENT =
  'Signature not yet current: 20260101T000000Z is still later than 20251231T234000Z (20251231T233500Z + 5 min.)';
const SIGNATURE_EXPIRED =
  'Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z (20260101T001500Z - 5 min.)';
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.';
const ROLE = 'arn:aws:iam::111111111111:role/a';

export const AWS_TEXTS: readonly AwsText[] = [
  [
    'CreateRole',
    400,
    'MalformedPolicyDocument',
    `Invalid principal in policy: "AWS":"${ROLE}"`,
    'AwsUnavailable',
    SPREADING,
  ],
  [
    'UpdateAssumeRolePolicy',
    400,
    'MalformedPolicyDocument',
    `Invalid principal in policy: "AWS":"${ROLE}"`,
    'AwsUnavailable',
    SPREADING,
  ],
  [
    'UpdateAssumeRolePolicy',
    400,
    'MalformedPolicyDocument',
    'Invalid principal in policy: "AWS":"AROAEXAMPLEID"',
    'AwsUnavailable',
    SPREADING,
  ],
  [
    'CreateRole',
    400,
    'MalformedPolicyDocument',
    'Invalid principal in policy: "SERVICE":"scraper.aps.amazonaws.com.cn"',
    'PreflightFailed',
    'A service principal is wrong',
  ],
  ['CreateRole', 400, 'MalformedPolicyDocument', 'Has prohibited field Principal', 'PreflightFailed', MEND],
  [
    'CreateRole',
    404,
    'NoSuchEntity',
    'Scope ARN: arn:aws:iam::111111111111:policy/amp-scraper-boundary does not exist or is not attachable.',
    'PreflightFailed',
    ACCOUNT_STACK,
  ],
  [
    'PutRolePermissionsBoundary',
    404,
    'NoSuchEntity',
    'Scope ARN: arn:aws:iam::111111111111:policy/amp-scraper-boundary does not exist or is not attachable.',
    'PreflightFailed',
    ACCOUNT_STACK,
  ],
  [
    'AttachRolePolicy',
    404,
    'NoSuchEntity',
    'Policy arn:aws:iam::aws:policy/AmazonPrometheusRemoteWriteAccess does not exist or is not attachable.',
    'PreflightFailed',
    ACCOUNT_STACK,
  ],
  [
    'PutRolePolicy',
    404,
    'NoSuchEntity',
    'The role with name amp-scraper-source-a332355966dd cannot be found.',
    'AwsUnavailable',
    SPREADING,
  ],
  ['CreateRole', 409, 'ConcurrentModification', '', 'AwsUnavailable', AT_ONCE],
  [
    'AttachRolePolicy',
    409,
    'ConcurrentModification',
    'The previous tagging operation is still ongoing',
    'AwsUnavailable',
    AT_ONCE,
  ],
  [
    'CreateRole',
    409,
    'EntityTemporarilyUnmodifiable',
    'The role is temporarily unmodifiable',
    'AwsUnavailable',
    AT_ONCE,
  ],
  [
    'UpdateAssumeRolePolicy',
    409,
    'EntityTemporarilyUnmodifiable',
    'Cannot modify the role now',
    'AwsUnavailable',
    AT_ONCE,
  ],
  [
    'DeleteRole',
    409,
    'DeleteConflict',
    'Cannot delete entity, must detach all policies first.',
    'AwsUnavailable',
    AT_ONCE,
  ],
  ['DeleteRole', 409, 'DeleteConflict', 'Cannot delete entity, must delete policies first.', 'AwsUnavailable', AT_ONCE],
  [
    'DeleteRole',
    409,
    'DeleteConflict',
    'Cannot delete entity, must remove roles from instance profile first.',
    'PreflightFailed',
    'remove-role-from-instance-profile',
  ],
  ['CreateRole', 409, 'LimitExceeded', 'Cannot exceed quota for RolesPerAccount: 1000', 'QuotaExceeded', QUOTA],
  [
    'UpdateAssumeRolePolicy',
    409,
    'LimitExceeded',
    'Cannot exceed quota for ACLSizePerRole: 2048',
    'QuotaExceeded',
    QUOTA,
  ],
  ['CreateRole', 400, 'Throttling', 'Rate exceeded', 'AwsUnavailable', LATER],
  ['CreateRole', 403, 'InvalidClientTokenId', INVALID, 'AwsUnavailable', NEW_SESSION],
  ['CreateRole', 403, 'ExpiredToken', EXPIRED, 'AwsUnavailable', NEW_SESSION],
  ['CreateRole', 403, 'SignatureDoesNotMatch', NOT_CURRENT, 'AwsUnavailable', NEW_SESSION],
  ['CreateRole', 403, 'SignatureDoesNotMatch', SIGNATURE_EXPIRED, 'AwsUnavailable', NEW_SESSION],
  ['CreateRole', 403, 'SignatureDoesNotMatch', MISMATCH, 'PreflightFailed', 'Deploy the workflow again'],
  [
    'CreateRole',
    400,
    'IncompleteSignature',
    'Authorization header requires Signature',
    'PreflightFailed',
    'Deploy the workflow again',
  ],
  ['CreateRole', 403, 'AccessDenied', DENIED, 'AccessDenied', ACCOUNT_STACK],
  [
    'GetRole',
    400,
    'OptInRequired',
    'The AWS Access Key Id needs a subscription for the service',
    'PreflightFailed',
    'Enable the Region',
  ],
  ['AssumeRole', 403, 'AccessDenied', DENIED, 'AccessDenied', ACCOUNT_STACK],
  [
    'AssumeRole',
    403,
    'RegionDisabledException',
    'STS is not activated in this region for account:111111111111',
    'PreflightFailed',
    'Enable the Region',
  ],
  ['AssumeRole', 403, 'ExpiredToken', EXPIRED, 'AwsUnavailable', NEW_SESSION],
  ['AssumeRole', 403, 'InvalidClientTokenId', INVALID, 'AwsUnavailable', NEW_SESSION],
  ['AssumeRole', 403, 'SignatureDoesNotMatch', NOT_CURRENT, 'AwsUnavailable', NEW_SESSION],
  ['AssumeRole', 400, 'Throttling', 'Rate exceeded', 'AwsUnavailable', LATER],
  ['DescribeCluster', 400, 'UnrecognizedClientException', INVALID, 'AwsUnavailable', NEW_SESSION],
  ['DescribeCluster', 403, 'ExpiredTokenException', EXPIRED, 'AwsUnavailable', NEW_SESSION],
  [
    'DescribeCluster',
    400,
    'ClientException',
    'These errors are usually caused by a client action',
    'PreflightFailed',
    MEND,
  ],
  [
    'DescribeCluster',
    503,
    'ServiceUnavailableException',
    'The service is unavailable. Back off and retry the operation.',
    'AwsUnavailable',
    LATER,
  ],
  [
    'DescribeCluster',
    500,
    'ServerException',
    'These errors are usually caused by a server-side issue.',
    'AwsUnavailable',
    LATER,
  ],
  ['DescribeCluster', 429, 'TooManyRequestsException', 'Rate exceeded', 'AwsUnavailable', LATER],
  [
    'DescribeVpcAttribute',
    403,
    'UnauthorizedOperation',
    `You are not authorized to perform this operation. ${DENIED}`,
    'AccessDenied',
    ACCOUNT_STACK,
  ],
  ['DescribeVpcAttribute', 400, 'InvalidVpcID.NotFound', "The vpc ID 'vpc-1' does not exist", 'PreflightFailed', MEND],
  ['DescribeSubnets', 503, 'RequestLimitExceeded', 'Request limit exceeded.', 'AwsUnavailable', LATER],
  [
    'DescribeSubnets',
    503,
    'Unavailable',
    'The service is unavailable. Please try again shortly.',
    'AwsUnavailable',
    LATER,
  ],
  ['DescribeSubnets', 500, 'InternalError', 'An internal error has occurred', 'AwsUnavailable', LATER],
  [
    'DescribeSubnets',
    401,
    'AuthFailure',
    'AWS was not able to validate the provided access credentials',
    'AwsUnavailable',
    NEW_SESSION,
  ],
  ['DescribeSubnets', 400, 'RequestExpired', 'Request has expired.', 'AwsUnavailable', NEW_SESSION],
  ['CreateScraper', 400, 'ValidationException', 'Security group sg-1 does not exist', 'PreflightFailed', MEND],
  ['CreateScraper', 409, 'ConflictException', 'Conflict', 'AwsUnavailable', AT_ONCE],
  ['CreateScraper', 402, 'ServiceQuotaExceededException', 'Limit exceeded', 'QuotaExceeded', QUOTA],
  ['CreateScraper', 429, 'ThrottlingException', 'Rate exceeded', 'AwsUnavailable', LATER],
  ['CreateScraper', 404, 'ResourceNotFoundException', 'Workspace not found', 'PreflightFailed', MEND],
  ['CreateScraper', 403, 'AccessDeniedException', DENIED, 'AccessDenied', ACCOUNT_STACK],
  ['CreateScraper', 403, 'UnrecognizedClientException', INVALID, 'AwsUnavailable', NEW_SESSION],
  ['CreateScraper', 403, 'ExpiredTokenException', EXPIRED, 'AwsUnavailable', NEW_SESSION],
  ['CreateScraper', 403, 'InvalidSignatureException', SIGNATURE_EXPIRED, 'AwsUnavailable', NEW_SESSION],
  ['CreateScraper', 403, 'InvalidSignatureException', NOT_CURRENT, 'AwsUnavailable', NEW_SESSION],
  ['CreateScraper', 403, 'InvalidSignatureException', MISMATCH, 'PreflightFailed', 'Deploy the workflow again'],
  ['DescribeWorkspace', 403, 'AccessDenied', 'Access Denied', 'AccessDenied', 'is not offered in the Region'],
  ['DescribeWorkspace', 403, 'AccessDeniedException', DENIED, 'AccessDenied', ACCOUNT_STACK],
  [
    'UpdateItem',
    400,
    'ProvisionedThroughputExceededException',
    'The level of configured provisioned throughput for the table was exceeded.',
    'AwsUnavailable',
    LATER,
  ],
  [
    'UpdateItem',
    400,
    'ThrottlingException',
    'Throughput exceeds the current capacity of your table or index.',
    'AwsUnavailable',
    LATER,
  ],
  ['UpdateItem', 400, 'UnrecognizedClientException', INVALID, 'AwsUnavailable', NEW_SESSION],
  ['UpdateItem', 400, 'ExpiredTokenException', EXPIRED, 'AwsUnavailable', NEW_SESSION],
  ['UpdateItem', 400, 'TransactionConflictException', 'Transaction is ongoing for the item', 'AwsUnavailable', AT_ONCE],
  [
    'UpdateItem',
    400,
    'AccessDeniedException',
    'User: x is not authorized to perform: dynamodb:UpdateItem',
    'AccessDenied',
    'Deploy the workflow stack',
  ],
  ['UpdateItem', 500, 'InternalServerError', 'Internal server error', 'AwsUnavailable', LATER],
  ['UpdateItem', 400, 'ResourceNotFoundException', 'Requested resource not found', 'PreflightFailed', MEND],
];

/** What no service answers and a client gets all the same: HTTP status, media type, body. */
export interface AwsBody {
  name: string;
  calls: readonly string[];
  status: number;
  type: string;
  body: string;
  becomes: ErrorName;
  says: string;
}

const PAGE = '<html><head><title>403 Forbidden</title></head><body>proxy</body></html>';
const LOGIN =
  '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Log in</title></head><body><br>proxy</body></html>';
const JSON_CALLS = ['DescribeWorkspace', 'DescribeCluster', 'UpdateItem'];
const XML_CALLS = ['GetRole', 'DeleteRole', 'AssumeRole', 'DescribeSubnets'];
const ALL = [...JSON_CALLS, ...XML_CALLS];
const THROUGH = 'let its calls through the proxy, firewall or VPC endpoint';

export const AWS_BODIES: readonly AwsBody[] = [
  {
    name: "a proxy's page that refuses",
    calls: ALL,
    status: 403,
    type: 'text/html',
    body: PAGE,
    becomes: 'AccessDenied',
    says: THROUGH,
  },
  {
    name: "a proxy's page that wants a password",
    calls: ALL,
    status: 407,
    type: 'text/html; charset=utf-8',
    body: LOGIN,
    becomes: 'AccessDenied',
    says: THROUGH,
  },
  {
    name: "a proxy's page in the place of success",
    calls: ALL,
    status: 200,
    type: 'text/html',
    body: PAGE,
    becomes: 'AwsUnavailable',
    says: 'a page of HTML',
  },
  {
    name: "a proxy's page for an outage",
    calls: ALL,
    status: 503,
    type: 'text/html',
    body: PAGE,
    becomes: 'AwsUnavailable',
    says: 'a page of HTML',
  },
  {
    name: 'a page that says that it is JSON',
    calls: JSON_CALLS,
    status: 403,
    type: 'application/json',
    body: LOGIN,
    becomes: 'AccessDenied',
    says: 'a page of HTML',
  },
  {
    name: 'a page that says that it is XML',
    calls: XML_CALLS,
    status: 403,
    type: 'text/xml',
    body: LOGIN,
    becomes: 'AccessDenied',
    says: 'a page of HTML',
  },
  {
    name: 'a line of text that refuses',
    calls: ALL,
    status: 403,
    type: 'text/plain',
    body: 'Forbidden by policy',
    becomes: 'AccessDenied',
    says: THROUGH,
  },
  {
    name: 'a refusal without a body',
    calls: ALL,
    status: 403,
    type: 'text/plain',
    body: '',
    becomes: 'AccessDenied',
    says: THROUGH,
  },
  {
    name: 'a JSON answer that was cut short',
    calls: JSON_CALLS,
    status: 200,
    type: 'application/json',
    body: '{"workspace":{"workspaceId":"ws',
    becomes: 'AwsUnavailable',
    says: 'cut short',
  },
  {
    name: 'a JSON refusal that was cut short',
    calls: JSON_CALLS,
    status: 400,
    type: 'application/json',
    body: '{"mess',
    becomes: 'AwsUnavailable',
    says: 'cut short',
  },
  {
    name: 'an XML answer that was cut short',
    calls: XML_CALLS,
    status: 200,
    type: 'text/xml',
    body: '<GetRoleResponse><GetRoleResult><Role><Pa',
    becomes: 'AwsUnavailable',
    says: 'cut short',
  },
  {
    name: 'a byte order mark before the JSON',
    calls: JSON_CALLS,
    status: 200,
    type: 'application/json',
    body: '\u{FEFF}{"workspace":{}}',
    becomes: 'AwsUnavailable',
    says: 'a byte order mark',
  },
];
