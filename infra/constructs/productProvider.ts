import { ApplicationLogLevel, CfnFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine, LogLevel } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct, type IConstruct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from '../nag.ts';
import { arnOfGroup, logPermissions } from '../permissions/functions.ts';
import { serviceTrust, type PolicyDocument } from '../permissions/policyDocument.ts';
import { frameworkPermissions } from '../permissions/product.ts';
import { PROVIDER_FUNCTION_NAME, WAITER_NAME } from '../productNames.ts';
import { FixedRole } from './role.ts';

const LOG_NAME = `/aws/lambda/${PROVIDER_FUNCTION_NAME}`;

export interface ProductProviderProps {
  onEvent: IFunction;
  isComplete: IFunction;
  timeoutMinutes: number;
  logRetentionDays: number;
}

/**
 * The product's custom resource provider: CloudFormation calls it, it calls productOnEvent once and productIsComplete until
 * that says so, and answers CloudFormation. The framework's own functions have roles of exactly what they do.
 */
export class ProductProvider extends Construct {
  constructor(scope: Construct, id: string, props: ProductProviderProps) {
    super(scope, id);
    const { onEvent, isComplete, timeoutMinutes, logRetentionDays } = props;
    const stack = Stack.of(this);
    const log = { retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY };
    const logGroup = new LogGroup(this, 'Log', { logGroupName: LOG_NAME, ...log });
    const waiterArn = `arn:${stack.partition}:states:${stack.region}:${stack.account}:stateMachine:${WAITER_NAME}`;
    const frameworkRole = (name: string, permissions: PolicyDocument) => {
      const policies = { permissions, log: logPermissions(arnOfGroup(stack, LOG_NAME)) };
      const fixed = new FixedRole(this, `${name}Role`, {
        roleName: `amp-scraper-${stack.region}-framework-${name}`,
        description: `The role of the provider framework's ${name}`,
        trust: serviceTrust('lambda.amazonaws.com'),
        policies,
      });
      acknowledgeWildcards(fixed, policies);
      return fixed.role;
    };
    const provider = new Provider(this, 'Provider', {
      providerFunctionName: PROVIDER_FUNCTION_NAME,
      onEventHandler: onEvent,
      isCompleteHandler: isComplete,
      queryInterval: Duration.seconds(30),
      totalTimeout: Duration.minutes(timeoutMinutes),
      logGroup,
      frameworkLambdaLoggingLevel: ApplicationLogLevel.INFO,
      frameworkOnEventRole: frameworkRole('onEvent', frameworkPermissions(onEvent.functionArn, waiterArn)),
      frameworkCompleteAndTimeoutRole: frameworkRole('isComplete', frameworkPermissions(isComplete.functionArn)),
      disableWaiterStateMachineLogging: false,
      waiterStateMachineLogOptions: {
        destination: new LogGroup(this, 'WaiterLog', { logGroupName: `/aws/vendedlogs/states/${WAITER_NAME}`, ...log }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    provider.node.findAll().forEach(adjust);
    acknowledgeFramework(provider);
  }
}

function acknowledgeFramework(provider: Provider): void {
  const called = provider.node
    .findAll()
    .filter((construct) => construct instanceof CfnFunction)
    .map((framework) => `<${Stack.of(provider).getLogicalId(framework)}.Arn>:*`);
  acknowledge(
    provider,
    [...called, '*'].map((resource) => `AwsSolutions-IAM5[Resource::${resource}]`),
    "The CDK's waiter calls its own two functions in any version, and its log delivery has no resource type.",
  );
  acknowledge(provider, ['AwsSolutions-SF2'], 'The waiter calls one function, whose log says all that a trace could.');
  acknowledge(
    provider,
    ['AwsSolutions-L1'],
    "The framework's functions run on the runtime that the CDK has tested them on.",
  );
}

/** What the provider has no property for. */
function adjust(construct: IConstruct): void {
  if (construct instanceof CfnFunction) construct.architectures = ['arm64'];
  if (construct instanceof CfnStateMachine) construct.stateMachineName = WAITER_NAME;
}
