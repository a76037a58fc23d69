import { ANSWERED_KIND, provisionerArn, TOLD_KEY } from '../../functions/shared/names.ts';
import { workspaceAccounts, type Configuration } from '../configuration/configuration.ts';
import type { Organization } from '../configuration/fields.ts';
import { startPermissions } from './events.ts';
import { inConfiguredUnits, SAME_ORGANIZATION } from './organization.ts';
import { readPlaces } from './place.ts';
import { policyDocument, type PolicyDocument, type Statement } from './policyDocument.ts';

/**
 * The role of a function that acts in member accounts can do nothing but become the provisioner of the accounts that it is for, and
 * log; and that only as the role of its own function: passed to another it gives nothing. Which of the two ARNs a function has that is
 * called by its version is UNVERIFIED, so that both are taken
 * (https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html).
 */
export function functionPermissions(configuration: Configuration, functionArn: string): PolicyDocument {
  const ownFunction = { ArnLike: { 'lambda:SourceFunctionArn': [functionArn, `${functionArn}:*`] } };
  return policyDocument(
    configuration.organization === undefined
      ? [assumeProvisioners('AssumeProvisioners', configuration, configuration.accounts, ownFunction)]
      : organizationsProvisioners(configuration, configuration.organization, ownFunction),
  );
}

type Condition = NonNullable<Statement['Condition']>;

/** @param accountIds `*` among them: of whatever account, which the condition has to restrict */
function assumeProvisioners(
  Sid: string,
  { name, partition }: Configuration,
  accountIds: readonly string[],
  condition: Condition,
): Statement {
  const Resource = accountIds.map((accountId) => provisionerArn(name, partition, accountId));
  return { Sid, Effect: 'Allow', Action: 'sts:AssumeRole', Resource, Condition: condition };
}

/**
 * The provisioners of an organization, by who owns them and by no list: an account that joins is reached at once, and one that leaves
 * is not any more. The workflow account and those of the workspaces are seldom in the OUs whose clusters are connected, so that they
 * are named where OUs are. The exclusions are refused of both.
 */
function organizationsProvisioners(
  configuration: Configuration,
  organization: Organization,
  ownFunction: Condition,
): Statement[] {
  const { name, partition, workflowAccountId } = configuration;
  const sameOrganization = { StringEquals: SAME_ORGANIZATION, ...ownFunction };
  const inUnits = inConfiguredUnits('aws:ResourceOrgPaths', organization);
  const seldomInUnits = [...new Set([workflowAccountId, ...workspaceAccounts(configuration)])];
  const { excludedAccounts } = organization;
  return [
    assumeProvisioners('AssumeProvisioners', configuration, ['*'], { ...sameOrganization, ...inUnits }),
    ...(Object.keys(inUnits).length === 0
      ? []
      : [assumeProvisioners('AssumeProvisionersOutsideUnits', configuration, seldomInUnits, sameOrganization)]),
    ...(excludedAccounts.length === 0
      ? []
      : [
          {
            Sid: 'LeaveExcludedAccountsAlone',
            Effect: 'Deny',
            Action: 'sts:AssumeRole',
            Resource: excludedAccounts.map((accountId) => provisionerArn(name, partition, accountId)),
          } as const,
        ]),
  ];
}

/** The ARN of a log group, without the wildcard that CDK's own has. */
export function arnOfGroup(place: { partition: string; region: string; account: string }, name: string): string {
  return `arn:${place.partition}:logs:${place.region}:${place.account}:log-group:${name}`;
}

/** claimConnection takes the lease, looks whether its holder still runs, and has people told; the wildcards are executions' names. */
export function claimPermissions(tableArn: string, executionArns: string[], notifyArn: string): PolicyDocument {
  return policyDocument([
    { Sid: 'TakeLeases', Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], Resource: tableArn },
    { Sid: 'LookAtHolders', Effect: 'Allow', Action: 'states:DescribeExecution', Resource: executionArns },
    tellPermissions(notifyArn),
  ]);
}

/** establishConnection writes to the item of a connection whose lease its execution holds, unless the pair is revoked. */
export function establishPermissions(tableArn: string): PolicyDocument {
  return policyDocument([
    { Sid: 'EstablishConnections', Effect: 'Allow', Action: 'dynamodb:UpdateItem', Resource: tableArn },
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

/**
 * resolveRequest reads a connection's item and whether an account is noted, and notes it; reads where an account is in the organization;
 * and has people told.
 */
export function resolveRequestPermissions(
  configuration: Configuration,
  functionArn: string,
  tableArn: string,
  notifyArn: string,
): PolicyDocument {
  const reading = readConnectionPermissions(configuration, functionArn, tableArn);
  return policyDocument([
    ...reading.Statement,
    ...noteAccounts(tableArn),
    ...readPlaces(configuration),
    tellPermissions(notifyArn),
  ]);
}

/**
 * resolveOffboard reads which connections a cluster has, says in an item that it is revoked or could not be taken away, reads what an execution
 * that was cut short was asked for, reads and notes accounts, and starts both state machines for one that went by a cluster's tag, beside what every function
 * that acts in member accounts may do; the wildcards are executions' names.
 */
export function resolveOffboardPermissions(
  configuration: Configuration,
  functionArn: string,
  tableArn: string,
  executionArns: string[],
  stateMachineArns: [string, ...string[]],
): PolicyDocument {
  return policyDocument([
    ...functionPermissions(configuration, functionArn).Statement,
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
export function changeScraperPermissions(
  configuration: Configuration,
  functionArn: string,
  tableArn: string,
): PolicyDocument {
  const Action = ['dynamodb:GetItem', 'dynamodb:UpdateItem'];
  return policyDocument([
    ...functionPermissions(configuration, functionArn).Statement,
    { Sid: 'KeepSettings', Effect: 'Allow', Action, Resource: tableArn },
  ]);
}

/** createTargetRole, patchTrust, restoreScraper and planConnection read a connection's item. */
export function readConnectionPermissions(
  configuration: Configuration,
  functionArn: string,
  tableArn: string,
): PolicyDocument {
  return policyDocument([
    ...functionPermissions(configuration, functionArn).Statement,
    { Sid: 'ReadConnection', Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: tableArn },
  ]);
}

/** What notify tells by, beside the provisioners. */
export interface Telling {
  functionArn: string;
  topicArn: string;
  keyArn: string;
  tableArn: string;
  busArn: string;
}

/**
 * notify publishes to the one topic, for which SNS uses the topic's key in its name; puts events of the installation's own source on the
 * workflow's bus; and remembers what it has told, in items that are no connection's. In member accounts it may what its provisioner may
 * and its session's policy has.
 */
export function notifyPermissions(
  configuration: Configuration,
  { functionArn, topicArn, keyArn, tableArn, busArn }: Telling,
): PolicyDocument {
  const source = 'events:source';
  return policyDocument([
    ...functionPermissions(configuration, functionArn).Statement,
    { Sid: 'Publish', Effect: 'Allow', Action: 'sns:Publish', Resource: topicArn },
    { Sid: 'EncryptForTopic', Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn },
    {
      Sid: 'TellOnBus',
      Effect: 'Allow',
      Action: 'events:PutEvents',
      Resource: busArn,
      Condition: { 'ForAllValues:StringEquals': { [source]: [configuration.name] }, Null: { [source]: 'false' } },
    },
    toldItems('RememberWhatIsTold', tableArn, ['dynamodb:GetItem', 'dynamodb:PutItem']),
  ]);
}

/** The table's items of what people were told, and no connection's. */
export function toldItems(Sid: string, tableArn: string, Action: string[]): Statement {
  const key = 'dynamodb:LeadingKeys';
  return {
    Sid,
    Effect: 'Allow',
    Action,
    Resource: tableArn,
    Condition: { 'ForAllValues:StringEquals': { [key]: [TOLD_KEY] }, Null: { [key]: 'false' } },
  };
}

/** For a function that has people told (`tellLater`): to invoke notify, and nothing else. */
export function tellPermissions(notifyArn: string): Statement {
  return { Sid: 'HavePeopleTold', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: notifyArn };
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
