import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ENVIRONMENT, PRODUCT_ENVIRONMENT } from '../../../functions/shared/environment.ts';
import { deployedName, WORKFLOW_NAMES, type ProductFunctionName } from '../../../functions/shared/names.ts';
import { deployedConfiguration, type Configuration } from '../../configuration/configuration.ts';
import type { PolicyDocument } from '../../permissions/policyDocument.ts';
import { productIsCompletePermissions, productOnEventPermissions } from '../../permissions/product.ts';
import { ProductProvider } from './productProvider.ts';
import { WorkflowFunction } from '../workflowFunction.ts';

export interface ProductDoorProps {
  configuration: Configuration;
  onboard: StateMachine;
  offboard: StateMachine;
  logGroup: ILogGroup;
  bundling: boolean;
}

/** The product door's side of the workflow: the two handlers, which start and watch executions, and their provider. */
export class ProductDoor extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { configuration, onboard, offboard, logGroup, bundling }: ProductDoorProps,
  ) {
    super(scope, id);
    const { name: installation } = configuration;
    const environment = {
      [ENVIRONMENT.name]: installation,
      [PRODUCT_ENVIRONMENT.onboardArn]: onboard.stateMachineArn,
      [PRODUCT_ENVIRONMENT.offboardArn]: offboard.stateMachineArn,
      [ENVIRONMENT.workspaces]: JSON.stringify(deployedConfiguration(configuration).workspaces),
      [ENVIRONMENT.connectionsTable]: deployedName(installation, 'connections'),
    };
    const handler = (functionId: string, name: ProductFunctionName, permissions: PolicyDocument) =>
      new WorkflowFunction(this, functionId, { installation, name, permissions, environment, logGroup, bundling })
        .function;
    const { partition, region, account } = Stack.of(this);
    const [onboardArn = '', offboardArn = ''] = WORKFLOW_NAMES.map(
      (name) => `arn:${partition}:states:${region}:${account}:stateMachine:${deployedName(installation, name)}`,
    );
    const tableArn = `arn:${partition}:dynamodb:${region}:${account}:table/${deployedName(installation, 'connections')}`;
    new ProductProvider(this, 'Provider', {
      installation,
      onEvent: handler('OnEvent', 'productOnEvent', productOnEventPermissions(onboardArn, offboardArn, tableArn)),
      isComplete: handler('IsComplete', 'productIsComplete', productIsCompletePermissions(onboardArn, offboardArn)),
      timeoutMinutes: configuration.productTimeoutMinutes,
      logRetentionDays: configuration.logRetentionDays,
    });
  }
}
