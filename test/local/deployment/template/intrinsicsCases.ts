/** Resolved in account 111111111111, us-west-2, stack `sample`, beside the resources of `RESOURCES`. */
export const RESOURCES = {
  Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'named', Path: '/team/' } },
  Function: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: { 'Fn::Sub': 'fn-${AWS::Region}' } } },
  Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'machine' } },
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'bus' } },
  Rule: { Type: 'AWS::Events::Rule', Properties: { Name: 'rule', EventBusName: { Ref: 'Bus' } } },
  DefaultRule: { Type: 'AWS::Events::Rule', Properties: { Name: 'rule' } },
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'queue' } },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic' } },
  Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/fn' } },
  Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'table' } },
  Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'policy' } },
  Unknown: { Type: 'AWS::Wonder::Thing', Properties: {} },
  Loop: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Loop' } } },
};

export const PARAMETERS = {
  Given: { Type: 'String', Default: 'given' },
  Bare: { Type: 'String' },
  BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/version' },
};

export const CONDITIONS = {
  West: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-west-2'] },
  East: { 'Fn::Not': [{ Condition: 'West' }] },
  Both: { 'Fn::And': [{ Condition: 'West' }, { Condition: 'East' }] },
  Either: { 'Fn::Or': [{ Condition: 'West' }, { Condition: 'East' }] },
};

export const MAPPINGS = { Runtimes: { 'us-west-2': { value: 'nodejs24.x' } } };

const att = (logicalId: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [logicalId, attribute] });

export const RESOLVED: readonly (readonly [name: string, value: unknown, expected: unknown])[] = [
  ['plain JSON stays', { a: [1, true, null, 'x'] }, { a: [1, true, null, 'x'] }],
  ['the account', { Ref: 'AWS::AccountId' }, '111111111111'],
  ['the partition', { Ref: 'AWS::Partition' }, 'aws'],
  ['the URL suffix', { Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
  ['the stack name', { Ref: 'AWS::StackName' }, 'sample'],
  ['a parameter with a default', { Ref: 'Given' }, 'given'],
  ['no value takes a member away', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
  ['no value takes an item away', [{ Ref: 'AWS::NoValue' }, 1], [1]],
  ['the name of a role', { Ref: 'Role' }, 'named'],
  ['the ARN of a role has its path', att('Role'), 'arn:aws:iam::111111111111:role/team/named'],
  ['an attribute in dotted form', { 'Fn::GetAtt': 'Role.Arn' }, 'arn:aws:iam::111111111111:role/team/named'],
  ['a managed policy is its ARN', { Ref: 'Policy' }, 'arn:aws:iam::111111111111:policy/policy'],
  [
    'a function whose name is an intrinsic',
    att('Function'),
    'arn:aws:lambda:us-west-2:111111111111:function:fn-us-west-2',
  ],
  ['a state machine is its ARN', { Ref: 'Machine' }, 'arn:aws:states:us-west-2:111111111111:stateMachine:machine'],
  ['the name of a state machine', att('Machine', 'Name'), 'machine'],
  ['a bus', att('Bus'), 'arn:aws:events:us-west-2:111111111111:event-bus/bus'],
  ['a rule of a bus', att('Rule'), 'arn:aws:events:us-west-2:111111111111:rule/bus/rule'],
  ['a rule of the default bus', att('DefaultRule'), 'arn:aws:events:us-west-2:111111111111:rule/rule'],
  ['a queue is its URL', { Ref: 'Queue' }, 'https://sqs.us-west-2.amazonaws.com/111111111111/queue'],
  ['the ARN of a queue', att('Queue'), 'arn:aws:sqs:us-west-2:111111111111:queue'],
  ['a topic is its ARN', { Ref: 'Topic' }, 'arn:aws:sns:us-west-2:111111111111:topic'],
  ['a log group', att('Logs'), 'arn:aws:logs:us-west-2:111111111111:log-group:/aws/lambda/fn:*'],
  ['a table', att('Table'), 'arn:aws:dynamodb:us-west-2:111111111111:table/table'],
  ['joined', { 'Fn::Join': [':', ['a', { Ref: 'Given' }]] }, 'a:given'],
  ['joined over a list that is computed', { 'Fn::Join': ['-', { 'Fn::Split': [',', 'a,b'] }] }, 'a-b'],
  ['selected', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b'] }] }, 'b'],
  [
    'substituted',
    { 'Fn::Sub': '${Given} ${Role} ${Role.Arn} ${!Literal}' },
    'given named arn:aws:iam::111111111111:role/team/named ${Literal}',
  ],
  ['substituted with its own map', { 'Fn::Sub': ['${Own}', { Own: { Ref: 'Given' } }] }, 'given'],
  ['a condition that holds', { 'Fn::If': ['West', 'yes', 'no'] }, 'yes'],
  ['a condition that does not', { 'Fn::If': ['East', 'yes', { Ref: 'Given' }] }, 'given'],
  ['both conditions', { 'Fn::If': ['Both', 'yes', 'no'] }, 'no'],
  ['either condition', { 'Fn::If': ['Either', 'yes', 'no'] }, 'yes'],
  ['a mapping', { 'Fn::FindInMap': ['Runtimes', { Ref: 'AWS::Region' }, 'value'] }, 'nodejs24.x'],
  ['an import', { 'Fn::ImportValue': 'shared' }, 'imported'],
  ["a statement's own Condition", { Condition: { Bool: { a: 'true' } } }, { Condition: { Bool: { a: 'true' } } }],
];

export const REFUSED: readonly (readonly [name: string, value: unknown, problem: string])[] = [
  ['no such resource', { Ref: 'Nowhere' }, 'Probe.QueueName.Ref: there is no resource or parameter Nowhere.'],
  ['no such resource for an attribute', att('Nowhere'), 'Probe.QueueName.Fn::GetAtt: there is no resource Nowhere.'],
  [
    'an attribute that is not known',
    att('Unknown'),
    'the attribute Arn of Unknown (AWS::Wonder::Thing) is not known here.',
  ],
  ['a parameter without a default', { Ref: 'Bare' }, 'the parameter Bare has no default.'],
  [
    'a parameter in Systems Manager',
    { Ref: 'BootstrapVersion' },
    'the parameter BootstrapVersion is read from Systems Manager',
  ],
  [
    'an import that nobody exports',
    { 'Fn::ImportValue': 'nobody' },
    'no stack of this account and Region exports nobody.',
  ],
  ['a function that is not supported', { 'Fn::Cidr': ['10.0.0.0/8', 1] }, 'Fn::Cidr is not supported here.'],
  ['a transform', { 'Fn::Transform': { Name: 'x' } }, 'Fn::Transform is not supported here.'],
  ['no such condition', { 'Fn::If': ['Nowhere', 1, 2] }, 'there is no condition Nowhere.'],
  ['no such mapping', { 'Fn::FindInMap': ['Runtimes', 'x', 'value'] }, 'the mapping Runtimes has no x.value.'],
  ['no such item', { 'Fn::Select': [7, ['a']] }, 'there is no item 7.'],
  ['a list where text has to be', { 'Fn::Join': [',', [['a']]] }, '["a"] is no text.'],
  ['deep inside, with the path', { a: [{ b: { Ref: 'Nowhere' } }] }, 'Probe.QueueName.a[0].b.Ref: there is no'],
  ['a name that depends on itself', { Ref: 'Loop' }, 'Loop.QueueName.Ref: the name of Loop depends on itself.'],
];
