import { startPermissions } from './events.ts';
import { policyDocument, type PolicyDocument } from './policyDocument.ts';

/** Wildcard: executions' names are CloudFormation's request ids, or EventBridge's. */
function executionsOf(stateMachineArn: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:*`;
}

/**
 * productOnEvent starts executions of both, settles whether it has, stops the own stack's onboard that was given up, and keeps the
 * stacks' notes in the table, by which it finds that one.
 */
export function productOnEventPermissions(onboardArn: string, offboardArn: string, tableArn: string): PolicyDocument {
  return policyDocument([
    ...startPermissions(onboardArn, offboardArn).Statement,
    {
      Sid: 'StopOwnOnboard',
      Effect: 'Allow',
      Action: ['states:DescribeExecution', 'states:StopExecution'],
      Resource: executionsOf(onboardArn),
    },
    {
      Sid: 'SettleOffboard',
      Effect: 'Allow',
      Action: 'states:DescribeExecution',
      Resource: executionsOf(offboardArn),
    },
    {
      Sid: 'KeepNotes',
      Effect: 'Allow',
      Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      Resource: tableArn,
      // These three always send the key: it need not be asked whether there is one.
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['stack#*'] } },
    },
  ]);
}

/** productIsComplete reads executions of both. */
export function productIsCompletePermissions(onboardArn: string, offboardArn: string): PolicyDocument {
  const Resource = [executionsOf(onboardArn), executionsOf(offboardArn)];
  return policyDocument([{ Sid: 'ReadExecutions', Effect: 'Allow', Action: 'states:DescribeExecution', Resource }]);
}

/**
 * What a function of the CDK's provider framework calls: our handler, after a look at whether it is ready, and for the
 * first one the waiter that asks until it is complete.
 */
export function frameworkPermissions(handlerArn: string, waiterArn?: string): PolicyDocument {
  return policyDocument([
    {
      Sid: 'CallOwnHandler',
      Effect: 'Allow',
      Action: ['lambda:InvokeFunction', 'lambda:GetFunction'],
      Resource: handlerArn,
    },
    ...(waiterArn === undefined
      ? []
      : [{ Sid: 'StartWaiter', Effect: 'Allow', Action: 'states:StartExecution', Resource: waiterArn } as const]),
  ]);
}

interface LaunchPlace {
  partition: string;
  region: string;
  accountId: string;
}

/**
 * The product's launch role: of ours it can call the one provider function and nothing else. The rest is what Service
 * Catalog does with it: its own stacks, and the template that Service Catalog has tagged
 * (https://docs.aws.amazon.com/servicecatalog/latest/adminguide/constraints-launch.html).
 */
export function launchPermissions({ partition, region, accountId }: LaunchPlace, providerArn: string): PolicyDocument {
  return policyDocument([
    { Sid: 'CallProvider', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: providerArn },
    {
      Sid: 'KeepProvisionedStacks',
      Effect: 'Allow',
      Action: [
        'cloudformation:CreateStack',
        'cloudformation:DeleteStack',
        'cloudformation:DescribeStackEvents',
        'cloudformation:DescribeStacks',
        'cloudformation:SetStackPolicy',
        'cloudformation:UpdateStack',
      ],
      // Wildcard: SC- and a number is Service Catalog's name for the stacks that it makes.
      Resource: `arn:${partition}:cloudformation:${region}:${accountId}:stack/SC-*`,
    },
    {
      // `*`: a template that is looked at belongs to no stack yet.
      Sid: 'ReadTemplates',
      Effect: 'Allow',
      Action: ['cloudformation:GetTemplateSummary', 'cloudformation:ValidateTemplate'],
      Resource: '*',
    },
    {
      Sid: 'GetProvisionedTemplate',
      Effect: 'Allow',
      Action: 's3:GetObject',
      // Wildcard: the bucket is Service Catalog's; the tag on the object is the restriction.
      Resource: `arn:${partition}:s3:::*/*`,
      Condition: { StringEquals: { 's3:ExistingObjectTag/servicecatalog:provisioning': 'true' } },
    },
  ]);
}
