import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { environmentOf, PRODUCT_ENVIRONMENT } from '../../../functions/shared/environment.ts';
import { deployedName, WORKFLOW_NAMES, type ProductFunctionName } from '../../../functions/shared/names.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import type { PolicyDocument } from '../../permissions/policyDocument.ts';
import { productIsCompletePermissions, productOnEventPermissions } from '../../permissions/product.ts';
import { ProductProvider } from './productProvider.ts';
import { WorkflowFunction } from '../workflowFunction.ts';

interface ProductDoorProps {
  configuration: Configuration;
  /** The text of the file with the deployment's data. */
  deployment: string;
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
    { configuration, deployment, onboard, offboard, logGroup, bundling }: ProductDoorProps,
  ) {
    super(scope, id);
    const { name: installation } = configuration;
    const environment = {
      ...environmentOf(installation),
      [PRODUCT_ENVIRONMENT.onboardArn]: onboard.stateMachineArn,
      [PRODUCT_ENVIRONMENT.offboardArn]: offboard.stateMachineArn,
    };
    const shared = { installation, environment, deployment, logGroup, bundling };
    const handler = (functionId: string, name: ProductFunctionName, permissions: PolicyDocument) =>
      new WorkflowFunction(this, functionId, { ...shared, name, permissions }).function;
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
