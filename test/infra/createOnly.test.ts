import { expect, test } from 'vitest';
import { RESOURCES } from './support.ts';

/**
 * The properties whose change replaces the resource, of every type that is deployed. Source: "Update requires: Replacement" on
 * each type's page in the CloudFormation template reference, as far as it is known here: no registry schema was asked.
 */
const CREATE_ONLY: Readonly<Record<string, readonly string[]>> = {
  'AWS::CloudFormation::StackSet': ['CallAs', 'PermissionModel', 'StackSetName'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema', 'ImportSourceSpecification'],
  'AWS::Events::EventBus': ['Name'],
  'AWS::Events::EventBusPolicy': ['EventBusName', 'StatementId'],
  'AWS::Events::Rule': ['Name', 'EventBusName'],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName', 'Path', 'Description'],
  'AWS::IAM::Policy': [],
  'AWS::IAM::Role': ['RoleName', 'Path'],
  'AWS::KMS::Key': [],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType'],
  'AWS::Lambda::Permission': ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
  'AWS::Lambda::Version': ['CodeSha256', 'Description', 'FunctionName'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::Logs::ResourcePolicy': ['PolicyName'],
  'AWS::Logs::MetricFilter': ['FilterName', 'LogGroupName'],
  'AWS::Logs::QueryDefinition': [],
  'AWS::Scheduler::Schedule': ['Name'],
  'AWS::SNS::Subscription': ['Endpoint', 'Protocol', 'TopicArn'],
  'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
  'AWS::SNS::TopicPolicy': [],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::SQS::QueuePolicy': [],
  'AWS::ServiceCatalog::CloudFormationProduct': ['ProductType'],
  'AWS::ServiceCatalog::LaunchRoleConstraint': ['PortfolioId', 'ProductId'],
  'AWS::ServiceCatalog::Portfolio': [],
  'AWS::ServiceCatalog::PortfolioPrincipalAssociation': ['PortfolioId', 'PrincipalARN', 'PrincipalType'],
  'AWS::ServiceCatalog::PortfolioProductAssociation': ['PortfolioId', 'ProductId', 'SourcePortfolioId'],
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 'StateMachineType'],
};

/** A sentence is edited some day; a resource of a fixed name cannot be made anew beside the old one. */
test('no property whose change replaces its resource has prose in it', () => {
  const prose = RESOURCES.flatMap(({ where, type, properties }) =>
    (CREATE_ONLY[type] ?? [])
      .filter((property) => / /.test(JSON.stringify(properties[property]) ?? ''))
      .map((property) => `${where} ${property}`),
  );
  expect(prose).toEqual([]);
});

test('of every type that is deployed it is known what replaces it', () => {
  expect([...new Set(RESOURCES.map(({ type }) => type))].filter((type) => !(type in CREATE_ONLY))).toEqual([]);
});
