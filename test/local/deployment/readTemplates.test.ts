import { describe, expect, it } from 'vitest';
import { readDeployment } from '../../../local/deployment/read/readTemplates.ts';
import { TemplateError } from '../../../local/deployment/template/template.ts';
import {
  allow,
  BUS,
  forwardingResources,
  MACHINE,
  MEMBER,
  policy,
  role,
  serviceTrust,
  stack,
  WORKFLOW,
  workflowResources,
} from './samples.ts';

const FN = `arn:aws:lambda:us-west-2:${WORKFLOW}:function:sample`;

function read(resources: object, accountId = WORKFLOW) {
  return readDeployment([stack(accountId, 'sample', resources)]);
}

describe('a deployment', () => {
  it('has the functions with their roles, variables and time-outs', () => {
    expect(read(workflowResources()).functions).toEqual([
      {
        arn: FN,
        functionName: 'sample',
        accountId: WORKFLOW,
        region: 'us-west-2',
        roleArn: `arn:aws:iam::${WORKFLOW}:role/fn`,
        logGroup: '/aws/lambda/sample',
        handler: 'index.handler',
        environment: { MACHINE, COUNT: '3' },
        timeoutSeconds: 60,
        memoryMb: 128,
        applicationLogLevel: 'INFO',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        lastVersion: 0,
      },
    ]);
  });

  it('has the state machines with every placeholder of the definition filled in', () => {
    const [machine] = read(workflowResources()).stateMachines;
    expect(machine).toMatchObject({ arn: MACHINE, name: 'sample', roleArn: `arn:aws:iam::${WORKFLOW}:role/machine` });
    expect(JSON.parse(machine?.definition ?? '')).toMatchObject({ States: { A: { Resource: FN } } });
  });

  it('has the buses with their policies', () => {
    const [bus] = read(workflowResources()).buses;
    expect(bus).toMatchObject({ arn: BUS, name: 'sample-bus' });
    expect(JSON.parse(bus?.policy ?? '')).toMatchObject({ Statement: [{ Sid: 'Members', Resource: BUS }] });
  });

  it('reads the older form of a bus policy', () => {
    const Properties = { EventBusName: 'b', StatementId: 's', Action: 'events:PutEvents', Principal: MEMBER };
    const Condition = { Type: 'StringEquals', Key: 'events:source', Value: 'aws.tag' };
    const { buses } = read({
      B: { Type: 'AWS::Events::EventBus', Properties: { Name: 'b' } },
      P: { Type: 'AWS::Events::EventBusPolicy', Properties: { ...Properties, Condition } },
    });
    expect(JSON.parse(buses[0]?.policy ?? '')).toEqual(
      policy({
        Sid: 's',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${MEMBER}:root` },
        Action: 'events:PutEvents',
        Resource: `arn:aws:events:us-west-2:${WORKFLOW}:event-bus/b`,
        Condition: { StringEquals: { 'events:source': 'aws.tag' } },
      }),
    );
  });

  it('has the rules with their bus, pattern and targets', () => {
    expect(read(workflowResources()).rules).toEqual([
      {
        arn: `arn:aws:events:us-west-2:${WORKFLOW}:rule/sample-bus/start`,
        name: 'start',
        busArn: BUS,
        enabled: true,
        eventPattern: { source: ['aws.tag'], detail: { 'changed-tag-keys': ['our-key'] } },
        targets: [
          {
            id: 'T',
            arn: MACHINE,
            roleArn: `arn:aws:iam::${WORKFLOW}:role/start`,
            deadLetterArn: `arn:aws:sqs:us-west-2:${WORKFLOW}:dead`,
          },
        ],
      },
    ]);
  });

  it('gives a role all its policies, from wherever in the stack', () => {
    const document = policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' });
    const { roles, managedPolicies } = read({
      R: role('r', 'lambda.amazonaws.com', {
        Path: '/p/',
        Policies: [allow('sqs:SendMessage', '*')],
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/X'],
        PermissionsBoundary: { Ref: 'M' },
        Tags: [{ Key: 'k', Value: 'v' }],
      }),
      P: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', PolicyDocument: document, Roles: [{ Ref: 'R' }] } },
      Q: { Type: 'AWS::IAM::RolePolicy', Properties: { PolicyName: 'q', PolicyDocument: document, RoleName: 'r' } },
      M: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { ManagedPolicyName: 'm', PolicyDocument: document, Roles: [{ Ref: 'R' }] },
      },
    });
    const m = `arn:aws:iam::${WORKFLOW}:policy/m`;
    expect(managedPolicies).toMatchObject([{ arn: m, policyName: 'm', document: JSON.stringify(document) }]);
    expect(roles).toEqual([
      {
        arn: `arn:aws:iam::${WORKFLOW}:role/p/r`,
        roleName: 'r',
        accountId: WORKFLOW,
        path: '/p/',
        maxSessionDuration: 3600,
        trustPolicy: JSON.stringify(serviceTrust('lambda.amazonaws.com')),
        inlinePolicies: {
          permissions: JSON.stringify(allow('sqs:SendMessage', '*').PolicyDocument),
          p: JSON.stringify(document),
          q: JSON.stringify(document),
        },
        attachedPolicyArns: ['arn:aws:iam::aws:policy/X', m],
        permissionsBoundaryArn: m,
        tags: { k: 'v' },
      },
    ]);
  });

  it('has the functions of a custom resource provider, told by the framework handler', () => {
    const Variables = {
      USER_ON_EVENT_FUNCTION_ARN: 'u',
      USER_IS_COMPLETE_FUNCTION_ARN: 'c',
      WAITER_STATE_MACHINE_ARN: 'w',
    };
    const framework = (name: string) => ({
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: name, Role: 'r', Handler: `framework.${name}`, Environment: { Variables } },
    });
    const { providers } = read({ A: framework('onEvent'), B: framework('isComplete') });
    const onEventArn = `arn:aws:lambda:us-west-2:${WORKFLOW}:function:onEvent`;
    expect(providers).toEqual([
      { onEventArn, userOnEventArn: 'u', userIsCompleteArn: 'c', waiterStateMachineArn: 'w' },
    ]);
  });

  it('has who may invoke a function', () => {
    const Properties = {
      FunctionName: 'f',
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
      SourceArn: 's',
    };
    expect(read({ P: { Type: 'AWS::Lambda::Permission', Properties } }).functionPermissions).toEqual([
      {
        functionArn: `arn:aws:lambda:us-west-2:${WORKFLOW}:function:f`,
        action: 'lambda:InvokeFunction',
        principal: 'sns.amazonaws.com',
        sourceArn: 's',
      },
    ]);
  });

  it('has tables as CreateTable takes them', () => {
    const definition = {
      TableName: 't',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    };
    const Properties = { ...definition, DeletionProtectionEnabled: true };
    const [table] = read({ T: { Type: 'AWS::DynamoDB::Table', Properties } }).tables;
    expect(table).toMatchObject({ arn: `arn:aws:dynamodb:us-west-2:${WORKFLOW}:table/t`, definition });
    expect(Object.keys(table?.definition ?? {}).toSorted()).toEqual(Object.keys(definition).toSorted());
  });

  it('has its stacks, each as it is when it is made', () => {
    const arn = `arn:aws:cloudformation:us-west-2:${WORKFLOW}:stack/sample/local`;
    const found = { arn, name: 'sample', accountId: WORKFLOW, region: 'us-west-2', status: 'CREATE_COMPLETE' };
    expect(read({}).stacks).toEqual([found]);
  });

  it('has the schedules with their window and target', () => {
    const Target = { Arn: MACHINE, RoleArn: 'r', Input: '{}', RetryPolicy: { MaximumEventAgeInSeconds: 1800 } };
    const flexible = { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 };
    const schedule = (Name: string, FlexibleTimeWindow: object, more: object = {}) => ({
      Type: 'AWS::Scheduler::Schedule',
      Properties: { Name, ScheduleExpression: 'rate(1 hour)', FlexibleTimeWindow, Target, ...more },
    });
    const resources = { A: schedule('a', flexible), B: schedule('b', { Mode: 'OFF' }, { State: 'DISABLED' }) };
    const target = { arn: MACHINE, roleArn: 'r', input: '{}', retry: { maximumEventAgeSeconds: 1800 } };
    const common = { accountId: WORKFLOW, region: 'us-west-2', expression: 'rate(1 hour)', target };
    const arn = `arn:aws:scheduler:us-west-2:${WORKFLOW}:schedule/default/`;
    expect(read(resources).schedules).toEqual([
      { ...common, arn: `${arn}a`, name: 'a', enabled: true, windowMinutes: 15 },
      { ...common, arn: `${arn}b`, name: 'b', enabled: false },
    ]);
    expect(() => read({ C: schedule('c', flexible, { GroupName: 'g' }) })).toThrow('not emulated: GroupName');
  });

  it('reaches what another stack of the account exports', () => {
    const exported = { Outputs: { O: { Value: { 'Fn::GetAtt': ['Q', 'Arn'] }, Export: { Name: 'q' } } } };
    const queue = { Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } } };
    const user = {
      R: role('r', 'lambda.amazonaws.com', { Policies: [allow('sqs:SendMessage', { 'Fn::ImportValue': 'q' })] }),
    };
    const stacks = [stack(WORKFLOW, 'user', user), stack(WORKFLOW, 'owner', queue, exported)];
    expect(readDeployment(stacks).roles[0]?.inlinePolicies['permissions']).toContain(
      `arn:aws:sqs:us-west-2:${WORKFLOW}:q`,
    );
    const elsewhere = [stack(WORKFLOW, 'user', user), stack(MEMBER, 'owner', queue, exported)];
    expect(() => readDeployment(elsewhere)).toThrow('no stack of this account and Region exports q.');
  });

  it('leaves alone what it does not read', () => {
    const Properties = { Description: { 'Fn::GetAtt': ['Nowhere', 'Arn'] } };
    expect(() => read({ G: { Type: 'AWS::EC2::SecurityGroup', Properties } })).not.toThrow();
  });
});

describe('a template that cannot be deployed is refused, by stack and resource', () => {
  const resources = workflowResources();
  const { Machine, Rule, Fn } = resources;
  const Forward = forwardingResources().Rule;
  const Targets = Forward.Properties.Targets.map((target) => ({
    ...target,
    RetryPolicy: { MaximumRetryAttempts: 10 },
  }));
  const nowhere = { 'Fn::GetAtt': ['Nowhere', 'Arn'] };
  it.each<[string, object, string]>([
    [
      'an intrinsic in a policy',
      { R: role('r', 'x', { Policies: [allow('sqs:SendMessage', nowhere)] }) },
      'Template of sample, R.Policies[0].PolicyDocument.Statement[0].Resource.Fn::GetAtt: there is no resource Nowhere.',
    ],
    [
      'an intrinsic in the environment',
      { ...resources, Fn: { ...Fn, Properties: { ...Fn.Properties, Environment: { Variables: { X: nowhere } } } } },
      'Template of sample, Fn.Environment.Variables.X.Fn::GetAtt',
    ],
    [
      'an intrinsic in a pattern',
      { ...resources, Rule: { ...Rule, Properties: { ...Rule.Properties, EventPattern: { account: [nowhere] } } } },
      'Template of sample, Rule.EventPattern.account[0].Fn::GetAtt',
    ],
    [
      'a placeholder that nothing fills in',
      { ...resources, Machine: { ...Machine, Properties: { ...Machine.Properties, DefinitionSubstitutions: {} } } },
      'Template of sample, Machine.Definition: The definition has a placeholder ${FnArn}',
    ],
    [
      'a policy that is none',
      { R: role('r', 'x', { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Maybe' }] } }) },
      'R (AWS::IAM::Role): ',
    ],
    [
      'a policy of no role',
      {
        P: {
          Type: 'AWS::IAM::RolePolicy',
          Properties: { RoleName: 'gone', PolicyName: 'p', PolicyDocument: policy() },
        },
      },
      'it is a policy of arn:aws:iam::333333333333:role/gone',
    ],
    [
      'a retry policy for a target that is an event bus',
      { ...forwardingResources(), Rule: { ...Forward, Properties: { ...Forward.Properties, Targets } } },
      `Template of sample, Rule.Targets: PutTargets answers ValidationException: RetryPolicy is not supported for target Bus`,
    ],
    [
      'a function without a role',
      { F: { Type: 'AWS::Lambda::Function', Properties: {} } },
      'F (AWS::Lambda::Function): ',
    ],
  ])('%s', (_name, broken, problem) => {
    expect(() => read(broken)).toThrow(TemplateError);
    expect(() => read(broken)).toThrow(problem);
  });

  it('two stacks with the same role', () => {
    const one = { R: role('r', 'lambda.amazonaws.com') };
    const twice = () => readDeployment([stack(WORKFLOW, 'a', one), stack(WORKFLOW, 'b', one)]);
    expect(twice).toThrow(`Two stacks deploy arn:aws:iam::${WORKFLOW}:role/r`);
  });
});
