import { FLEET_KEY } from '../../functions/shared/names.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { startPermissions } from './events.ts';
import { functionPermissions, tellPermissions, toldItems } from './functions.ts';
import { policyDocument, type PolicyDocument, type Statement } from './policyDocument.ts';

/** The table's items of the fleet, and no connection's. */
function fleetItems(Sid: string, tableArn: string, Action: string[]): Statement {
  const key = 'dynamodb:LeadingKeys';
  return {
    Sid,
    Effect: 'Allow',
    Action,
    Resource: tableArn,
    Condition: { 'ForAllValues:StringEquals': { [key]: [FLEET_KEY] }, Null: { [key]: 'false' } },
  };
}

/** All connections: a scan has no key that a condition could ask for. */
function readConnections(tableArn: string): Statement {
  return { Sid: 'ReadConnections', Effect: 'Allow', Action: 'dynamodb:Scan', Resource: tableArn };
}

/**
 * Lists the organization's accounts, where there is one, whatever units of it are configured: each is listed with its place. The action
 * has no resource type (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html).
 */
function listAccounts({ organization }: Configuration): Statement[] {
  if (organization === undefined) return [];
  return [{ Sid: 'ListAccounts', Effect: 'Allow', Action: 'organizations:ListAccounts', Resource: '*' }];
}

/** beginReconcile takes the run's lease, looks whether its holder still runs, and lists the accounts; the wildcards are executions' names. */
export function beginReconcilePermissions(
  configuration: Configuration,
  tableArn: string,
  executionArn: string,
): PolicyDocument {
  return policyDocument([
    fleetItems('BeginRun', tableArn, ['dynamodb:GetItem', 'dynamodb:PutItem']),
    readConnections(tableArn),
    { Sid: 'LookAtHolder', Effect: 'Allow', Action: 'states:DescribeExecution', Resource: executionArn },
    ...listAccounts(configuration),
  ]);
}

/** lookAtRange writes what it sees, beside what every function that acts in member accounts may do. */
export function lookAtRangePermissions(
  configuration: Configuration,
  functionArn: string,
  tableArn: string,
): PolicyDocument {
  return policyDocument([
    ...functionPermissions(configuration, functionArn).Statement,
    fleetItems('WriteSeen', tableArn, ['dynamodb:GetItem', 'dynamodb:PutItem']),
  ]);
}

/**
 * planReconcile reads all that was seen and all connections, how executions have ended and what people were told; it writes the plan and
 * what was tried.
 */
export function planReconcilePermissions(tableArn: string, executionArns: string[]): PolicyDocument {
  const Action = ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'];
  return policyDocument([
    fleetItems('WritePlan', tableArn, Action),
    readConnections(tableArn),
    { Sid: 'LookAtExecutions', Effect: 'Allow', Action: 'states:DescribeExecution', Resource: executionArns },
    toldItems('ReadWhatIsTold', tableArn, ['dynamodb:Query']),
  ]);
}

/** actOnPlan reads the plan, notes what is tried, and starts both state machines. */
export function actOnPlanPermissions(tableArn: string, stateMachineArns: [string, ...string[]]): PolicyDocument {
  return policyDocument([
    fleetItems('NoteAttempts', tableArn, ['dynamodb:GetItem', 'dynamodb:PutItem']),
    ...startPermissions(...stateMachineArns).Statement,
  ]);
}

/** endReconcile reads the plan, has people told, and gives the lease back. */
export function endReconcilePermissions(tableArn: string, notifyArn: string): PolicyDocument {
  return policyDocument([
    fleetItems('EndRun', tableArn, ['dynamodb:DeleteItem', 'dynamodb:GetItem']),
    tellPermissions(notifyArn),
  ]);
}

/** EventBridge Scheduler starts reconcile, and keeps what it could not start: it sends there as its role. */
export function schedulePermissions(stateMachineArn: string, deadLettersArn: string): PolicyDocument {
  return policyDocument([
    ...startPermissions(stateMachineArn).Statement,
    { Sid: 'KeepUndelivered', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: deadLettersArn },
  ]);
}
