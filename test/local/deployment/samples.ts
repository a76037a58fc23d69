import type { Stack } from '../../../local/deployment/template/intrinsics.ts';

export const WORKFLOW = '333333333333';
export const MEMBER = '111111111111';
export const STRANGER = '999999999999';
export const REGION = 'us-west-2';
export const BUS = `arn:aws:events:${REGION}:${WORKFLOW}:event-bus/sample-bus`;
export const MACHINE = `arn:aws:states:${REGION}:${WORKFLOW}:stateMachine:sample`;

export function stack(accountId: string, stackName: string, Resources: object, rest: object = {}): Stack {
  return { stackName, accountId, region: REGION, template: { Resources, ...rest } };
}

export function policy(...statements: readonly object[]) {
  return { Version: '2012-10-17', Statement: statements };
}

export function serviceTrust(service: string, condition: object = {}) {
  return policy({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole', ...condition });
}

export function role(RoleName: string, service: string, properties: object = {}) {
  return {
    Type: 'AWS::IAM::Role',
    Properties: { RoleName, AssumeRolePolicyDocument: serviceTrust(service), ...properties },
  };
}

export function allow(Action: string, Resource: unknown) {
  return { PolicyName: 'permissions', PolicyDocument: policy({ Effect: 'Allow', Action, Resource }) };
}

const att = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** A workflow account with a bus, a rule on it and a state machine that the rule starts. */
export function workflowResources() {
  return {
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'sample',
        RoleArn: att('MachineRole'),
        DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"${FnArn}","End":true}}}',
        DefinitionSubstitutions: { FnArn: att('Fn') },
      },
    },
    MachineRole: role('machine', 'states.amazonaws.com'),
    Fn: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'sample',
        Role: att('FnRole'),
        Handler: 'index.handler',
        Timeout: 60,
        Environment: { Variables: { MACHINE: { Ref: 'Machine' }, COUNT: 3 } },
      },
    },
    FnRole: role('fn', 'lambda.amazonaws.com'),
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'sample-bus' } },
    BusPolicy: {
      Type: 'AWS::Events::EventBusPolicy',
      Properties: {
        EventBusName: { Ref: 'Bus' },
        StatementId: 'Members',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${MEMBER}:root` },
          Action: 'events:PutEvents',
          Resource: att('Bus'),
          Condition: {
            'ForAllValues:StringEquals': { 'events:source': ['aws.tag', 'aws.eks'] },
            Null: { 'events:source': 'false' },
          },
        },
      },
    },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
    StartRole: role('start', 'events.amazonaws.com', {
      Policies: [allow('states:StartExecution', { Ref: 'Machine' })],
    }),
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'start',
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: ['aws.tag'], detail: { 'changed-tag-keys': ['our-key'] } },
        Targets: [
          { Id: 'T', Arn: { Ref: 'Machine' }, RoleArn: att('StartRole'), DeadLetterConfig: { Arn: att('Queue') } },
        ],
      },
    },
  };
}

/** A source account that forwards what it is told to. */
export function forwardingResources() {
  return {
    Role: role('forward', 'events.amazonaws.com', { Policies: [allow('events:PutEvents', BUS)] }),
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'forward',
        EventPattern: { source: [{ prefix: 'aws.' }], detail: { service: ['eks'] } },
        State: 'ENABLED',
        Targets: [
          { Id: 'Bus', Arn: BUS, RoleArn: att('Role'), DeadLetterConfig: { Arn: 'arn:aws:sqs:x:1:forward-dead' } },
        ],
      },
    },
  };
}
