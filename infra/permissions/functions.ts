import { ANSWERED_KIND, provisionerArn } from '../../functions/shared/names.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { startPermissions } from './events.ts';
import { readPlaces } from './place.ts';
import { policyDocument, type PolicyDocument } from './policyDocument.ts';

/** A function's own role can do nothing but become the provisioner of a configured account, and log. */
export function functionPermissions({ name, partition, accounts }: Configuration): PolicyDocument {
  return policyDocument([
    {
      Sid: 'AssumeProvisioners',
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: accounts.map((accountId) => provisionerArn(name, partition, accountId)),
    },
  ]);
}

/** The ARN of a log group, without the wildcard that CDK's own has. */
export function arnOfGroup(place: { partition: string; region: string; account: string }, name: string): string {
  return `arn:${place.partition}:logs:${place.region}:${place.account}:log-group:${name}`;
}

/** claimConnection takes the lease, and looks whether its holder still runs; the wildcards are executions' names. */
export function claimPermissions(tableArn: string, executionArns: string[]): PolicyDocument {
  return policyDocument([
    { Sid: 'TakeLeases', Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], Resource: tableArn },
    { Sid: 'LookAtHolders', Effect: 'Allow', Action: 'states:DescribeExecution', Resource: executionArns },
  ]);
}

/** establishConnection reads whether a pair is revoked, and writes to the item of a connection whose lease its execution holds. */
export function establishPermissions(tableArn: string): PolicyDocument {
  return policyDocument([
    {
      Sid: 'EstablishConnections',
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      Resource: tableArn,
    },
  ]);
}

/**
 * releaseConnection gives the lease back, or removes the item of a connection that is gone, and starts both state machines for who
 * has asked meanwhile.
 */
export function releasePermissions(tableArn: string, stateMachineArns: [string, ...string[]]): PolicyDocument {
  const Action = ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'];
  return policyDocument([
    { Sid: 'GiveLeasesBack', Effect: 'Allow', Action, Resource: tableArn },
    ...startPermissions(...stateMachineArns).Statement,
  ]);
}

/** Notes that an account's provisioner has answered: an item of that kind, which is no connection's. */
function noteAccounts(tableArn: string): PolicyDocument['Statement'] {
  const key = 'dynamodb:LeadingKeys';
  return [
    {
      Sid: 'NoteAccounts',
      Effect: 'Allow',
      Action: 'dynamodb:PutItem',
      Resource: tableArn,
      Condition: { 'ForAllValues:StringLike': { [key]: [`${ANSWERED_KIND}*`] }, Null: { [key]: 'false' } },
    },
  ];
}

/** resolveRequest reads a connection's item and whether an account is noted, and notes it; and where an account is in the organization. */
export function resolveRequestPermissions(configuration: Configuration, tableArn: string): PolicyDocument {
  const reading = readConnectionPermissions(configuration, tableArn);
  return policyDocument([...reading.Statement, ...noteAccounts(tableArn), ...readPlaces(configuration)]);
}

/**
 * resolveOffboard reads which connections a cluster has, says in an item that it is revoked or could not be taken away, reads what an execution
 * that was cut short was asked for, reads and notes accounts, and starts both state machines for one that went by a cluster's tag, beside what every function
 * that acts in member accounts may do; the wildcards are executions' names.
 */
export function resolveOffboardPermissions(
  configuration: Configuration,
  tableArn: string,
  executionArns: string[],
  stateMachineArns: [string, ...string[]],
): PolicyDocument {
  return policyDocument([
    ...functionPermissions(configuration).Statement,
    {
      Sid: 'ReadAndMarkConnections',
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
      Resource: tableArn,
    },
    ...noteAccounts(tableArn),
    { Sid: 'ReadCutShort', Effect: 'Allow', Action: 'states:DescribeExecution', Resource: executionArns },
    ...startPermissions(...stateMachineArns).Statement,
  ]);
}

/** createScraper keeps the settings that it changes, beside what every function that acts in member accounts may do. */
export function changeScraperPermissions(configuration: Configuration, tableArn: string): PolicyDocument {
  const Action = ['dynamodb:GetItem', 'dynamodb:UpdateItem'];
  return policyDocument([
    ...functionPermissions(configuration).Statement,
    { Sid: 'KeepSettings', Effect: 'Allow', Action, Resource: tableArn },
  ]);
}

/** createTargetRole, patchTrust, restoreScraper and planConnection read a connection's item. */
export function readConnectionPermissions(configuration: Configuration, tableArn: string): PolicyDocument {
  return policyDocument([
    ...functionPermissions(configuration).Statement,
    { Sid: 'ReadConnection', Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: tableArn },
  ]);
}

/** notify publishes to the one topic, for which SNS uses the topic's key in its name. */
export function publishPermissions(topicArn: string, keyArn: string): PolicyDocument {
  return policyDocument([
    { Sid: 'Publish', Effect: 'Allow', Action: 'sns:Publish', Resource: topicArn },
    { Sid: 'EncryptForTopic', Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn },
  ]);
}

/** What a function needs to log to its group. Wildcard: the streams' names are Lambda's. */
export function logPermissions(logGroupArn: string): PolicyDocument {
  return policyDocument([
    {
      Sid: 'WriteOwnLog',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `${logGroupArn}:*`,
    },
  ]);
}
