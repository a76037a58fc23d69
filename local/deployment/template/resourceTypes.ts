import { createHash } from 'node:crypto';
import type { Json, Place } from './template.ts';

/** How CloudFormation names a resource, and what Ref and Fn::GetAtt give for it. */
interface ResourceType {
  /** The property that has its physical name. */
  nameProperty?: string;
  /** How long a name may be, which CloudFormation cuts a generated one to. */
  maxName?: number;
  arn?: (place: Place, name: string, properties: Properties) => string;
  /** What Ref returns; the name unless said otherwise. */
  ref?: 'arn' | 'url';
  /** Attributes of Fn::GetAtt beside `Arn`: the part of the resource that they give. */
  attributes?: Readonly<Record<string, 'name' | 'arn' | 'url'>>;
  /** Whether its ARN ends in the number that Lambda gives it. */
  isVersion?: boolean;
}

type Properties = Readonly<Record<string, Json>>;

function regional(service: string, resource: (name: string) => string) {
  return ({ partition, region, accountId }: Place, name: string) =>
    `arn:${partition}:${service}:${region}:${accountId}:${resource(name)}`;
}

function iam(kind: string) {
  return ({ partition, accountId }: Place, name: string, { Path }: Properties) =>
    `arn:${partition}:iam::${accountId}:${kind}${typeof Path === 'string' ? Path : '/'}${name}`;
}

/** The rules of another bus than the default one have its name in their ARN. */
function ruleArn({ partition, region, accountId }: Place, name: string, { EventBusName: bus }: Properties): string {
  const ofBus = typeof bus !== 'string' || bus === 'default' ? '' : `${bus.split('/').at(-1)}/`;
  return `arn:${partition}:events:${region}:${accountId}:rule/${ofBus}${name}`;
}

/** Source: "Return values" of each type's page in the CloudFormation template reference. */
const TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::IAM::Role': { nameProperty: 'RoleName', arn: iam('role') },
  'AWS::IAM::ManagedPolicy': { nameProperty: 'ManagedPolicyName', maxName: 128, arn: iam('policy'), ref: 'arn' },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    arn: regional('lambda', (name) => `function:${name}`),
  },
  // Its name here is its function's; the number comes behind it.
  'AWS::Lambda::Version': {
    nameProperty: 'FunctionName',
    arn: regional('lambda', (name) => `function:${name}`),
    ref: 'arn',
    attributes: { FunctionArn: 'arn' },
    isVersion: true,
  },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    maxName: 80,
    arn: regional('states', (name) => `stateMachine:${name}`),
    ref: 'arn',
    attributes: { Name: 'name' },
  },
  'AWS::Events::EventBus': {
    nameProperty: 'Name',
    maxName: 256,
    arn: regional('events', (name) => `event-bus/${name}`),
    attributes: { Name: 'name' },
  },
  'AWS::Events::Rule': { nameProperty: 'Name', arn: ruleArn },
  // The group has no name in the template: it is the default one.
  'AWS::Scheduler::Schedule': {
    nameProperty: 'Name',
    maxName: 64,
    arn: regional('scheduler', (name) => `schedule/default/${name}`),
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    maxName: 80,
    arn: regional('sqs', (name) => name),
    ref: 'url',
    attributes: { QueueName: 'name', QueueUrl: 'url' },
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    maxName: 256,
    arn: regional('sns', (name) => name),
    ref: 'arn',
    attributes: { TopicArn: 'arn', TopicName: 'name' },
  },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    maxName: 512,
    arn: regional('logs', (name) => `log-group:${name}:*`),
  },
  // It has no ARN in AWS: this one tells it from others here.
  'AWS::Logs::ResourcePolicy': {
    nameProperty: 'PolicyName',
    maxName: 255,
    arn: regional('logs', (name) => `resource-policy:${name}`),
  },
  'AWS::DynamoDB::Table': {
    nameProperty: 'TableName',
    maxName: 255,
    arn: regional('dynamodb', (name) => `table/${name}`),
  },
  'AWS::DynamoDB::GlobalTable': {
    nameProperty: 'TableName',
    maxName: 255,
    arn: regional('dynamodb', (name) => `table/${name}`),
  },
  'AWS::KMS::Key': { arn: regional('kms', (name) => `key/${name}`), attributes: { KeyId: 'name' } },
  'AWS::KMS::Alias': { nameProperty: 'AliasName' },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    maxName: 63,
    arn: ({ partition }, name) => `arn:${partition}:s3:::${name}`,
  },
  'AWS::CloudWatch::Alarm': {
    nameProperty: 'AlarmName',
    maxName: 255,
    arn: regional('cloudwatch', (n) => `alarm:${n}`),
  },
  'AWS::CloudWatch::Dashboard': {
    nameProperty: 'DashboardName',
    maxName: 255,
    arn: ({ partition, accountId }, name) => `arn:${partition}:cloudwatch::${accountId}:dashboard/${name}`,
  },
};

/** A resource as others refer to it. */
export interface Physical {
  name: string;
  /** Absent for a type that is not known here. */
  arn?: string;
  ref: string;
  /** What Fn::GetAtt gives; absent for one that is not known here. */
  attribute(name: string): string | undefined;
}

/** Where to look for a resource's own name, so that it is resolved before its ARN is made. */
export function nameProperties(type: string): readonly string[] {
  const { nameProperty } = TYPES[type] ?? {};
  return [...(nameProperty === undefined ? [] : [nameProperty]), 'Path', 'EventBusName'];
}

/**
 * @param properties Those of `nameProperties`, resolved.
 * @param versionNumber The number of a function's version, by the function's ARN.
 */
export function physicalResource(
  place: Place,
  logicalId: string,
  type: string,
  properties: Properties,
  versionNumber: (functionArn: string) => number,
): Physical {
  const { nameProperty = '', maxName = 64, arn: arnOf, ref = 'name', attributes = {}, isVersion } = TYPES[type] ?? {};
  const given = properties[nameProperty];
  const name = typeof given === 'string' ? given : generatedName(place, logicalId, maxName);
  const whole = arnOf?.(place, name, properties);
  const arn = isVersion && whole !== undefined ? `${whole}:${versionNumber(whole)}` : whole;
  const url = `https://sqs.${place.region}.${urlSuffix(place)}/${place.accountId}/${name}`;
  const parts: Readonly<Record<string, string | undefined>> = { name, arn, url };
  return {
    name,
    ...(arn === undefined ? {} : { arn }),
    ref: parts[ref] ?? name,
    attribute: (attribute) => parts[attribute === 'Arn' ? 'arn' : (attributes[attribute] ?? '')],
  };
}

/** `<stack>-<logical id>-<12 characters>`, cut to fit; the suffix, random in AWS, is a digest here, so that it stays. */
function generatedName({ stackName, accountId, region }: Place, logicalId: string, maxName: number): string {
  const digest = createHash('sha256').update(`${accountId} ${region} ${stackName} ${logicalId}`).digest('hex');
  return `${`${stackName}-${logicalId}`.slice(0, maxName - 13)}-${digest.slice(0, 12).toUpperCase()}`;
}

/** AWS::URLSuffix. */
export function urlSuffix({ partition }: Place): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}
