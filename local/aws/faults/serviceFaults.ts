/** An error that a service answers when it is in trouble. */
export interface ServiceFault {
  code: string;
  status: number;
  message: string;
  members?: Readonly<Record<string, unknown>>;
  /** Whether the answer has a Retry-After header. */
  retryAfter?: boolean;
  /** The operations that can answer it; all when absent. */
  operations?: readonly string[];
}

type ServiceFaults = Readonly<
  Record<'throttle' | 'server-error', ServiceFault> &
    Partial<Record<'conflict' | 'quota' | 'not-yet' | 'delete-conflict' | 'unmodifiable', ServiceFault>>
>;

/** Not in IAM's, STS's, CloudFormation's and EC2's models: from their "Common Errors" and "Error codes" pages. */
const QUERY_THROTTLE = { code: 'Throttling', status: 400, message: 'Rate exceeded' };
const JSON_THROTTLE = { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' };
const INTERNAL = 'The request processing has failed because of an unknown error, exception or failure.';

/** By service, with the codes and statuses of the published API models. The texts are as the services word them, where that is known. */
export const SERVICE_FAULTS: ReadonlyMap<string, ServiceFaults> = new Map<string, ServiceFaults>([
  [
    'iam',
    {
      throttle: QUERY_THROTTLE,
      'server-error': { code: 'ServiceFailure', status: 500, message: INTERNAL },
      conflict: {
        code: 'ConcurrentModification',
        status: 409,
        message:
          'The request was rejected because multiple requests to change this object were submitted simultaneously. Wait a few minutes and submit your request again.',
        operations: ['CreateRole', 'DeleteRole', 'TagRole', 'UntagRole', 'CreatePolicy', 'CreateServiceLinkedRole'],
      },
      quota: {
        code: 'LimitExceeded',
        status: 409,
        message: 'Cannot exceed quota for RolesPerAccount: 1000',
        operations: ['CreateRole'],
      },
      // What was detached a moment ago is not detached yet everywhere: DeleteRole in the IAM API Reference.
      'delete-conflict': {
        code: 'DeleteConflict',
        status: 409,
        message: 'Cannot delete entity, must detach all policies first.',
        operations: ['DeleteRole'],
      },
      // An error of IAM's model; that roles meet it is reported (https://github.com/alchemy-run/alchemy/issues/193).
      unmodifiable: {
        code: 'EntityTemporarilyUnmodifiable',
        status: 409,
        message: 'The entity is temporarily unmodifiable. Wait and submit your request again.',
        operations: ['CreateRole', 'DeleteRole', 'UpdateAssumeRolePolicy'],
      },
    },
  ],
  [
    'logs',
    {
      throttle: JSON_THROTTLE,
      'server-error': { code: 'ServiceUnavailableException', status: 503, message: 'Service Unavailable' },
    },
  ],
  [
    'sns',
    {
      throttle: { code: 'Throttled', status: 429, message: 'Rate exceeded' },
      'server-error': { code: 'InternalError', status: 500, message: INTERNAL },
    },
  ],
  ['sts', { throttle: QUERY_THROTTLE, 'server-error': { code: 'InternalFailure', status: 500, message: INTERNAL } }],
  [
    'cloudformation',
    { throttle: QUERY_THROTTLE, 'server-error': { code: 'InternalFailure', status: 500, message: INTERNAL } },
  ],
  [
    'scheduler',
    {
      throttle: { code: 'ThrottlingException', status: 429, message: 'Rate exceeded' },
      'server-error': { code: 'InternalServerException', status: 500, message: 'Internal server error' },
    },
  ],
  [
    'ec2',
    {
      throttle: { code: 'RequestLimitExceeded', status: 503, message: 'Request limit exceeded.' },
      'server-error': { code: 'InternalError', status: 500, message: 'An internal error has occurred' },
    },
  ],
  [
    'eks',
    {
      throttle: { code: 'ThrottlingException', status: 429, message: 'Rate exceeded' },
      'server-error': { code: 'ServerException', status: 500, message: 'Internal server error' },
    },
  ],
  [
    'aps',
    {
      throttle: {
        code: 'ThrottlingException',
        status: 429,
        message: 'Rate exceeded',
        members: { serviceCode: 'aps', quotaCode: 'L-8491EB93' },
        retryAfter: true,
      },
      'server-error': {
        code: 'InternalServerException',
        status: 500,
        message: 'Internal server error',
        retryAfter: true,
      },
      conflict: {
        code: 'ConflictException',
        status: 409,
        message: 'The request would cause an inconsistent state.',
        members: { resourceId: 'scraper', resourceType: 'scraper' },
        operations: [
          'CreateScraper',
          'UpdateScraper',
          'DeleteScraper',
          'UpdateScraperLoggingConfiguration',
          'DeleteScraperLoggingConfiguration',
          'CreateWorkspace',
        ],
      },
      quota: {
        code: 'ServiceQuotaExceededException',
        status: 402,
        message: 'Limit of 10 scrapers per Region for this account has been reached.',
        members: { resourceId: 'scraper', resourceType: 'scraper', serviceCode: 'aps', quotaCode: 'UNKNOWN' },
        operations: ['CreateScraper', 'UpdateScraper', 'CreateWorkspace'],
      },
    },
  ],
  [
    'states',
    {
      throttle: JSON_THROTTLE,
      'server-error': { code: 'InternalFailure', status: 500, message: INTERNAL },
      quota: {
        code: 'ExecutionLimitExceeded',
        status: 400,
        message: "Execution Limit Exceeded: 'The maximum number of running executions has been reached.'",
        operations: ['StartExecution'],
      },
      // "This API action is eventually consistent" (DescribeExecution in the API Reference).
      'not-yet': {
        code: 'ExecutionDoesNotExist',
        status: 400,
        message: 'Execution Does Not Exist',
        operations: ['DescribeExecution'],
      },
    },
  ],
  // Both are 400 there: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html#API_ListAccounts_Errors.
  [
    'organizations',
    {
      throttle: {
        code: 'TooManyRequestsException',
        status: 400,
        message: 'You have sent too many requests in too short a period of time. Try again later.',
        members: { Type: 'Client' },
      },
      'server-error': {
        code: 'ServiceException',
        status: 400,
        message: "AWS Organizations can't complete your request because of an internal service error. Try again later.",
      },
    },
  ],
  // Both are in https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html and its "Common Errors".
  [
    'logs',
    {
      throttle: JSON_THROTTLE,
      'server-error': {
        code: 'ServiceUnavailableException',
        status: 500,
        message: 'The service cannot complete the request.',
      },
    },
  ],
  // https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html#API_GetResources_Errors.
  [
    'tagging',
    {
      throttle: { code: 'ThrottledException', status: 400, message: 'Rate exceeded' },
      'server-error': { code: 'InternalServiceException', status: 500, message: INTERNAL },
    },
  ],
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html and its "Common Errors".
  [
    'monitoring',
    {
      throttle: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
      'server-error': { code: 'InternalServiceError', status: 500, message: INTERNAL },
    },
  ],
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html and its "Common Errors".
  [
    'sqs',
    {
      throttle: { code: 'RequestThrottled', status: 400, message: 'Rate exceeded' },
      'server-error': { code: 'InternalFailure', status: 500, message: INTERNAL },
    },
  ],
  [
    'events',
    { throttle: JSON_THROTTLE, 'server-error': { code: 'InternalException', status: 500, message: INTERNAL } },
  ],
  [
    'lambda',
    {
      throttle: {
        code: 'TooManyRequestsException',
        status: 429,
        message: 'Rate Exceeded.',
        members: { Type: 'User', Reason: 'CallerRateLimitExceeded' },
        retryAfter: true,
      },
      'server-error': {
        code: 'ServiceException',
        status: 500,
        message: 'An error occurred.',
        members: { Type: 'Service' },
      },
    },
  ],
  [
    'dynamodb',
    {
      throttle: {
        code: 'ProvisionedThroughputExceededException',
        status: 400,
        message:
          'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
      },
      'server-error': { code: 'InternalServerError', status: 500, message: 'Internal server error' },
      conflict: {
        code: 'TransactionConflictException',
        status: 400,
        message: 'Transaction is ongoing for the item',
        operations: ['DeleteItem', 'PutItem', 'UpdateItem'],
      },
    },
  ],
]);
