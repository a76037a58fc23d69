import * as amp from '@aws-sdk/client-amp';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as eks from '@aws-sdk/client-eks';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as sfn from '@aws-sdk/client-sfn';
import { NormalizedSchema } from '@smithy/core/schema';
import * as z from 'zod';

/** How a client of the SDK is made and asked. */
interface SdkClient {
  send(command: unknown): Promise<unknown>;
  destroy(): void;
}

/** A service by its name in the AWS CLI, as a client of the SDK speaks it. */
export interface SdkService {
  client(config: object): SdkClient;
  exports: Readonly<Record<string, unknown>>;
}

const isClient = (value: unknown): value is SdkClient =>
  typeof value === 'object' && value !== null && 'send' in value && 'destroy' in value;
const clientOf = z.custom<SdkClient>(isClient);

export const SDK_SERVICES: Readonly<Record<string, SdkService>> = {
  amp: { exports: amp, client: (config) => clientOf.parse(new amp.AmpClient(config)) },
  cloudformation: {
    exports: cloudformation,
    client: (config) => clientOf.parse(new cloudformation.CloudFormationClient(config)),
  },
  dynamodb: { exports: dynamodb, client: (config) => clientOf.parse(new dynamodb.DynamoDBClient(config)) },
  ec2: { exports: ec2, client: (config) => clientOf.parse(new ec2.EC2Client(config)) },
  eks: { exports: eks, client: (config) => clientOf.parse(new eks.EKSClient(config)) },
  iam: { exports: iam, client: (config) => clientOf.parse(new iam.IAMClient(config)) },
  lambda: { exports: lambda, client: (config) => clientOf.parse(new lambda.LambdaClient(config)) },
  stepfunctions: { exports: sfn, client: (config) => clientOf.parse(new sfn.SFNClient(config)) },
};

/** One that the project has no client of; each speaks JSON. */
export interface JsonService {
  signingName: string;
  target: string;
  /** How its members begin. */
  members: 'camel' | 'pascal';
}

export const JSON_SERVICES: Readonly<Record<string, JsonService>> = {
  cloudtrail: {
    signingName: 'cloudtrail',
    target: 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101',
    members: 'pascal',
  },
  cloudwatch: { signingName: 'monitoring', target: 'GraniteServiceVersion20100801', members: 'pascal' },
  events: { signingName: 'events', target: 'AWSEvents', members: 'pascal' },
  health: { signingName: 'health', target: 'AWSHealth_20160804', members: 'camel' },
  logs: { signingName: 'logs', target: 'Logs_20140328', members: 'camel' },
  'service-quotas': { signingName: 'servicequotas', target: 'ServiceQuotasV20190624', members: 'pascal' },
  sqs: { signingName: 'sqs', target: 'AmazonSQS', members: 'pascal' },
};

/** What an option's value is: as much as the shorthand of the AWS CLI depends on. */
export type Shape =
  | { kind: 'text' | 'number' | 'boolean' }
  | { kind: 'list'; of: Shape }
  | { kind: 'map'; of: Shape }
  | { kind: 'structure'; members: ReadonlyMap<string, () => Shape> };

/** The members of an operation's input, by their names in the API model. @throws for an operation that the service does not have */
export function inputOf({ exports }: SdkService, operation: string): ReadonlyMap<string, () => Shape> {
  const found = exports[`${operation}$`];
  if (!Array.isArray(found)) throw new Error(`there is no operation ${operation}`);
  const input: unknown = found[4];
  const shape = shapeOf(NormalizedSchema.of(typeof input === 'function' ? Reflect.apply(input, undefined, []) : input));
  return shape.kind === 'structure' ? shape.members : new Map();
}

function shapeOf(schema: NormalizedSchema): Shape {
  if (schema.isListSchema()) return { kind: 'list', of: shapeOf(schema.getValueSchema()) };
  if (schema.isMapSchema()) return { kind: 'map', of: shapeOf(schema.getValueSchema()) };
  if (schema.isStructSchema()) {
    const members = Object.entries(schema.getMemberSchemas());
    return { kind: 'structure', members: new Map(members.map(([name, member]) => [name, () => shapeOf(member)])) };
  }
  if (schema.isBooleanSchema()) return { kind: 'boolean' };
  return { kind: schema.isNumericSchema() ? 'number' : 'text' };
}
