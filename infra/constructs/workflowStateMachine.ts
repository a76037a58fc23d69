import { readFileSync } from 'node:fs';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { deployedName, isCalledByVersion, type FunctionName, type MachineName } from '../../functions/shared/names.ts';
import { acknowledgeWildcards } from './nag.ts';
import { serviceTrust } from '../permissions/policyDocument.ts';
import { deliveryPermissions, stateMachinePermissions } from '../permissions/stateMachine.ts';
import { FixedRole } from './role.ts';

interface WorkflowStateMachineProps {
  installation: string;
  workflow: MachineName;
  functions: ReadonlyMap<FunctionName, LambdaFunction>;
  logRetentionDays: number;
}

/**
 * A file of `statemachine/` as it is deployed: the very text, with the ARNs of the functions' versions for its placeholders. An execution
 * keeps its definition, and so the code that it began with, whatever is deployed while it runs.
 */
export class WorkflowStateMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: WorkflowStateMachineProps) {
    super(scope, id);
    const { installation, workflow, functions, logRetentionDays } = props;
    const definition = readFileSync(new URL(`../../statemachine/${workflow}.asl.json`, import.meta.url), 'utf8');
    const called = [...functions].filter(([name]) => definition.includes(`\${${substitutionName(name)}}`));
    const { region, account, partition } = Stack.of(this);
    const functionArn = (name: FunctionName) =>
      `arn:${partition}:lambda:${region}:${account}:function:${deployedName(installation, name)}`;
    const policies = {
      // Wildcard: the numbers of a function's versions.
      functions: stateMachinePermissions(
        called.map(([name]) => (isCalledByVersion(name) ? `${functionArn(name)}:*` : functionArn(name))),
      ),
      delivery: deliveryPermissions(),
    };
    const { role } = new FixedRole(this, 'Role', {
      roleName: `${deployedName(installation, workflow)}-${region}`,
      description: `The role of ${installation}'s state machine ${workflow}`,
      trust: serviceTrust('states.amazonaws.com', { StringEquals: { 'aws:SourceAccount': account } }),
      policies,
    });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: deployedName(installation, workflow),
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: Object.fromEntries(
        called.map(([name, one]) => [
          substitutionName(name),
          isCalledByVersion(name) ? one.currentVersion.functionArn : one.functionArn,
        ]),
      ),
      role,
      tracingEnabled: true,
      logs: {
        // The prefix keeps the account's log resource policy short (https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html).
        destination: new LogGroup(this, 'Log', {
          logGroupName: `/aws/vendedlogs/states/${deployedName(installation, workflow)}`,
          retention: logRetentionDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        // A request may hold a whole scrape configuration.
        includeExecutionData: false,
      },
    });
    acknowledgeWildcards(this, policies);
  }
}

/** The placeholder in the definition that a function's ARN takes, e.g. `CreateSourceRoleArn`. */
function substitutionName(name: FunctionName): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}Arn`;
}
