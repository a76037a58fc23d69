import {
  deployedName,
  WORKFLOW_NAMES,
  type FunctionName,
  type HandlerName,
  type MachineName,
} from '../../functions/shared/names.ts';
import type { Configuration } from '../configuration/configuration.ts';
import {
  changeScraperPermissions,
  claimPermissions,
  establishPermissions,
  functionPermissions,
  readConnectionPermissions,
  releasePermissions,
  resolveOffboardPermissions,
  resolveRequestPermissions,
} from './functions.ts';
import {
  actOnPlanPermissions,
  beginReconcilePermissions,
  endReconcilePermissions,
  lookAtRangePermissions,
  planReconcilePermissions,
} from './fleet.ts';
import type { PolicyDocument } from './policyDocument.ts';

/** What each function may do. A new name has nothing until it stands here, and does not compile before. */
export function permissionsOfFunctions(
  configuration: Configuration,
  { region, account }: { region: string; account: string },
): Record<FunctionName, PolicyDocument> {
  const own = `${region}:${account}`;
  const { name: installation, partition } = configuration;
  const tableArn = `arn:${partition}:dynamodb:${own}:table/${deployedName(installation, 'connections')}`;
  const executionsOf = (one: MachineName) =>
    `arn:${partition}:states:${own}:execution:${deployedName(installation, one)}:*`;
  const machineOf = (one: MachineName) =>
    `arn:${partition}:states:${own}:stateMachine:${deployedName(installation, one)}`;
  const functionArn = (one: HandlerName) =>
    `arn:${partition}:lambda:${own}:function:${deployedName(installation, one)}`;
  const acting = (one: FunctionName) => functionPermissions(configuration, functionArn(one));
  const reading = (one: FunctionName) => readConnectionPermissions(configuration, functionArn(one), tableArn);
  const executions = WORKFLOW_NAMES.map(executionsOf);
  const notifyArn = functionArn('notify');
  const machines: [string, string] = [machineOf('onboard'), machineOf('offboard')];
  return {
    resolveRequest: resolveRequestPermissions(configuration, functionArn('resolveRequest'), tableArn, notifyArn),
    claimConnection: claimPermissions(tableArn, executions, notifyArn),
    createSourceRole: acting('createSourceRole'),
    createTargetRole: reading('createTargetRole'),
    createScraper: changeScraperPermissions(configuration, functionArn('createScraper'), tableArn),
    patchTrust: reading('patchTrust'),
    checkStatus: acting('checkStatus'),
    establishConnection: establishPermissions(tableArn),
    verifyIngestion: acting('verifyIngestion'),
    releaseConnection: releasePermissions(tableArn, machines),
    restoreScraper: reading('restoreScraper'),
    planConnection: reading('planConnection'),
    resolveOffboard: resolveOffboardPermissions(
      configuration,
      functionArn('resolveOffboard'),
      tableArn,
      executions,
      machines,
    ),
    deleteScraper: acting('deleteScraper'),
    deleteRoles: acting('deleteRoles'),
    beginReconcile: beginReconcilePermissions(configuration, tableArn, executionsOf('reconcile')),
    lookAtRange: lookAtRangePermissions(configuration, functionArn('lookAtRange'), tableArn),
    planReconcile: planReconcilePermissions(tableArn, executions),
    actOnPlan: actOnPlanPermissions(tableArn, machines),
    endReconcile: endReconcilePermissions(tableArn, notifyArn),
  };
}
