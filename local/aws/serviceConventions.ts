import { awsJsonProtocol } from './protocols/awsJson.ts';
import { ec2QueryProtocol } from './protocols/ec2Query.ts';
import { queryProtocol } from './protocols/query.ts';
import { restJsonProtocol } from './protocols/restJson.ts';
import type { Protocol } from './wire.ts';

/** A refusal: an error code and its HTTP status. */
export interface Refusal {
  code: string;
  status: number;
  /** Whether a validation error names its reason and fields as members, as AMP's does. */
  listsFields?: boolean;
}

/** The errors that a service answers before an operation runs. The three families word and number them differently. */
export interface Refusals {
  missingToken: Refusal;
  incomplete: Refusal;
  unknownKey: Refusal;
  mismatch: Refusal;
  skewed: Refusal;
  expired: Refusal;
  accessDenied: Refusal;
  validation: Refusal;
}

/** How a service is spoken to, and how it says no: each has its own words for a refusal. */
export interface ServiceConventions {
  protocol: Protocol;
  refusals: Refusals;
}

/** IAM and STS. Their "Common Errors" pages; a skewed date is a SignatureDoesNotMatch that says "Signature expired". */
const QUERY_REFUSALS: Refusals = {
  missingToken: { code: 'MissingAuthenticationToken', status: 403 },
  incomplete: { code: 'IncompleteSignature', status: 400 },
  unknownKey: { code: 'InvalidClientTokenId', status: 403 },
  mismatch: { code: 'SignatureDoesNotMatch', status: 403 },
  skewed: { code: 'SignatureDoesNotMatch', status: 403 },
  expired: { code: 'ExpiredToken', status: 403 },
  accessDenied: { code: 'AccessDenied', status: 403 },
  validation: { code: 'ValidationError', status: 400 },
};

/** Its "Common Errors", and of its own AuthorizationError and InvalidParameter. */
const SNS_REFUSALS: Refusals = {
  ...QUERY_REFUSALS,
  accessDenied: { code: 'AuthorizationError', status: 403 },
  validation: { code: 'InvalidParameter', status: 400 },
};

const EC2_REFUSALS: Refusals = {
  missingToken: { code: 'MissingAuthenticationToken', status: 403 },
  incomplete: { code: 'IncompleteSignature', status: 400 },
  unknownKey: { code: 'AuthFailure', status: 401 },
  mismatch: { code: 'SignatureDoesNotMatch', status: 403 },
  skewed: { code: 'RequestExpired', status: 400 },
  expired: { code: 'RequestExpired', status: 400 },
  accessDenied: { code: 'UnauthorizedOperation', status: 403 },
  validation: { code: 'InvalidParameterValue', status: 400 },
};

const REST_JSON_REFUSALS: Refusals = {
  missingToken: { code: 'MissingAuthenticationTokenException', status: 403 },
  incomplete: { code: 'IncompleteSignatureException', status: 403 },
  unknownKey: { code: 'UnrecognizedClientException', status: 403 },
  mismatch: { code: 'InvalidSignatureException', status: 403 },
  skewed: { code: 'InvalidSignatureException', status: 403 },
  expired: { code: 'ExpiredTokenException', status: 403 },
  accessDenied: { code: 'AccessDeniedException', status: 403 },
  validation: { code: 'ValidationException', status: 400, listsFields: true },
};

const EKS_REFUSALS: Refusals = {
  ...REST_JSON_REFUSALS,
  validation: { code: 'InvalidParameterException', status: 400 },
};

const LAMBDA_REFUSALS: Refusals = {
  ...REST_JSON_REFUSALS,
  validation: { code: 'ValidationException', status: 400 },
};

/** The "Common Errors" of Step Functions and of DynamoDB: whatever it is, JSON 1.0 answers 400. */
const AWS_JSON_REFUSALS: Refusals = {
  missingToken: { code: 'MissingAuthenticationTokenException', status: 400 },
  incomplete: { code: 'IncompleteSignatureException', status: 400 },
  unknownKey: { code: 'UnrecognizedClientException', status: 400 },
  mismatch: { code: 'InvalidSignatureException', status: 400 },
  skewed: { code: 'InvalidSignatureException', status: 400 },
  expired: { code: 'ExpiredTokenException', status: 400 },
  accessDenied: { code: 'AccessDeniedException', status: 400 },
  validation: { code: 'ValidationException', status: 400 },
};

const DYNAMODB = awsJsonProtocol({ target: 'DynamoDB_20120810', namespace: 'com.amazonaws.dynamodb.v20120810' });
const STATES = awsJsonProtocol({ target: 'AWSStepFunctions', namespace: 'com.amazonaws.swf.service.v2.model' });

const EVENTS = awsJsonProtocol({ target: 'AWSEvents', version: '1.1' });

/** Errors as Organizations' API model has them: `Message`, with a capital. */
const ORGANIZATIONS = awsJsonProtocol({
  target: 'AWSOrganizationsV20161128',
  version: '1.1',
  messageMember: 'Message',
});

/** A wrong input is InvalidInputException there (https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html). */
const ORGANIZATIONS_REFUSALS: Refusals = {
  ...AWS_JSON_REFUSALS,
  validation: { code: 'InvalidInputException', status: 400 },
};

const LOGS = awsJsonProtocol({ target: 'Logs_20140328', version: '1.1' });

/** A wrong input is InvalidParameterException there (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html). */
const LOGS_REFUSALS: Refusals = {
  ...AWS_JSON_REFUSALS,
  validation: { code: 'InvalidParameterException', status: 400 },
};

const SQS = awsJsonProtocol({ target: 'AmazonSQS', namespace: 'com.amazonaws.sqs' });

/** CloudWatch's JSON; clients that take its CBOR or its Query before that are not answered. */
const MONITORING = awsJsonProtocol({ target: 'GraniteServiceVersion20100801' });

/** Whatever is wrong with an input is a ValidationError (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html). */
const MONITORING_REFUSALS: Refusals = {
  ...AWS_JSON_REFUSALS,
  validation: { code: 'ValidationError', status: 400 },
};

const TAGGING = awsJsonProtocol({
  target: 'ResourceGroupsTaggingAPI_20170126',
  version: '1.1',
  messageMember: 'Message',
});

/** A wrong input is InvalidParameterException there (https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html). */
const TAGGING_REFUSALS: Refusals = {
  ...AWS_JSON_REFUSALS,
  validation: { code: 'InvalidParameterException', status: 400 },
};

/** By the service's name in the credential scope. */
export const SERVICES: ReadonlyMap<string, ServiceConventions> = new Map([
  ['iam', { protocol: queryProtocol('https://iam.amazonaws.com/doc/2010-05-08/'), refusals: QUERY_REFUSALS }],
  ['sts', { protocol: queryProtocol('https://sts.amazonaws.com/doc/2011-06-15/'), refusals: QUERY_REFUSALS }],
  ['sns', { protocol: queryProtocol('http://sns.amazonaws.com/doc/2010-03-31/'), refusals: SNS_REFUSALS }],
  [
    'cloudformation',
    { protocol: queryProtocol('http://cloudformation.amazonaws.com/doc/2010-05-15/'), refusals: QUERY_REFUSALS },
  ],
  ['ec2', { protocol: ec2QueryProtocol('http://ec2.amazonaws.com/doc/2016-11-15/'), refusals: EC2_REFUSALS }],
  ['aps', { protocol: restJsonProtocol, refusals: REST_JSON_REFUSALS }],
  ['eks', { protocol: restJsonProtocol, refusals: EKS_REFUSALS }],
  ['scheduler', { protocol: restJsonProtocol, refusals: LAMBDA_REFUSALS }],
  ['lambda', { protocol: restJsonProtocol, refusals: LAMBDA_REFUSALS }],
  ['dynamodb', { protocol: DYNAMODB, refusals: AWS_JSON_REFUSALS }],
  ['organizations', { protocol: ORGANIZATIONS, refusals: ORGANIZATIONS_REFUSALS }],
  ['events', { protocol: EVENTS, refusals: AWS_JSON_REFUSALS }],
  ['logs', { protocol: LOGS, refusals: LOGS_REFUSALS }],
  ['monitoring', { protocol: MONITORING, refusals: MONITORING_REFUSALS }],
  ['tagging', { protocol: TAGGING, refusals: TAGGING_REFUSALS }],
  ['sqs', { protocol: SQS, refusals: AWS_JSON_REFUSALS }],
  ['states', { protocol: STATES, refusals: AWS_JSON_REFUSALS }],
]);

/** For a request whose signature names no service, or one that is not emulated: what its client most likely reads. */
export function conventionsByLook(contentType: string | undefined, body: Uint8Array): ServiceConventions {
  if (contentType?.startsWith('application/x-amz-json') === true)
    return { protocol: STATES, refusals: AWS_JSON_REFUSALS };
  const isForm = contentType?.startsWith('application/x-www-form-urlencoded') ?? false;
  if (!isForm) return { protocol: restJsonProtocol, refusals: REST_JSON_REFUSALS };
  const isEc2 = Buffer.from(body).includes('Version=2016-11-15');
  return isEc2
    ? { protocol: ec2QueryProtocol('http://ec2.amazonaws.com/doc/2016-11-15/'), refusals: EC2_REFUSALS }
    : { protocol: queryProtocol('https://iam.amazonaws.com/doc/2010-05-08/'), refusals: QUERY_REFUSALS };
}
