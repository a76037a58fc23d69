import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { ApplicationLogLevel, CfnFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine, LogLevel } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from '../nag.ts';
import { arnOfGroup, logPermissions } from '../../permissions/functions.ts';
import { serviceTrust, type PolicyDocument } from '../../permissions/policyDocument.ts';
import { frameworkPermissions } from '../../permissions/product.ts';
import { deliveringStateMachinePermissions } from '../../permissions/stateMachine.ts';
import { functionRolePath } from '../../../functions/shared/names.ts';
import { providerFunctionName, waiterName } from './productNames.ts';
import { FixedRole } from '../role.ts';

interface ProductProviderProps {
  installation: string;
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
    const { installation, onEvent, isComplete, timeoutMinutes, logRetentionDays } = props;
    const logGroupName = `/aws/lambda/${providerFunctionName(installation)}`;
    const waiter = waiterName(installation);
    const stack = Stack.of(this);
    const log = { retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY };
    const logGroup = new LogGroup(this, 'Log', { logGroupName, ...log });
    const waiterArn = `arn:${stack.partition}:states:${stack.region}:${stack.account}:stateMachine:${waiter}`;
    const frameworkRole = (name: string, permissions: PolicyDocument) => {
      const policies = { permissions, log: logPermissions(arnOfGroup(stack, logGroupName)) };
      const fixed = new FixedRole(this, `${name}Role`, {
        path: functionRolePath(installation, 'local'),
        roleName: `${installation}-${stack.region}-framework-${name}`,
        description: `The role of the provider framework's ${name}`,
        trust: serviceTrust('lambda.amazonaws.com'),
        policies,
      });
      acknowledgeWildcards(fixed, policies);
      return fixed.role;
    };
    const provider = new Provider(this, 'Provider', {
      providerFunctionName: providerFunctionName(installation),
      onEventHandler: onEvent,
      isCompleteHandler: isComplete,
      queryInterval: Duration.seconds(30),
      totalTimeout: Duration.minutes(timeoutMinutes),
      logGroup,
      // It writes the whole request, secrets included, for every call, and nothing else that could be told from it.
      frameworkLambdaLoggingLevel: ApplicationLogLevel.FATAL,
      frameworkOnEventRole: frameworkRole('onEvent', frameworkPermissions(onEvent.functionArn, waiterArn)),
      frameworkCompleteAndTimeoutRole: frameworkRole('isComplete', frameworkPermissions(isComplete.functionArn)),
      disableWaiterStateMachineLogging: false,
      waiterStateMachineLogOptions: {
        destination: new LogGroup(this, 'WaiterLog', { logGroupName: `/aws/vendedlogs/states/${waiter}`, ...log }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    adjust(provider, waiter);
    acknowledge(
      provider,
      ['AwsSolutions-L1'],
      "The framework's functions run on the runtime that the CDK has tested them on.",
    );
  }
}

/**
 * What the provider has no property for: arm64, the waiter's name and traces, and a policy of the waiter that names its two
 * functions without their versions and puts no log events on whatever log group.
 */
function adjust(provider: Provider, waiter: string): void {
  const parts = provider.node.findAll();
  const functions = parts.filter((part) => part instanceof CfnFunction);
  for (const one of functions) one.architectures = ['arm64'];
  const called = functions.filter(({ handler }) => handler !== 'framework.onEvent').map(({ attrArn }) => attrArn);
  const document = deliveringStateMachinePermissions(called);
  for (const part of parts) {
    if (part instanceof CfnPolicy) part.policyDocument = document;
    if (part instanceof CfnStateMachine) {
      part.stateMachineName = waiter;
      part.tracingConfiguration = { enabled: true };
    }
  }
  acknowledgeWildcards(provider, { waiter: document });
}
