/** A protection that no attack here gets past when it alone is gone, with the reason why it is there all the same. */
export interface NotAttacked {
  /** The loosening's name. */
  of: string;
  /** The loosening that stops the same attacks: with both gone, one is let through. */
  doubledBy: string;
  because: string;
}

const SERVICE_LINKED = 'CreateTheScrapersServiceLinkedRole';

export const NOT_ATTACKED: readonly NotAttacked[] = [
  {
    of: `${SERVICE_LINKED} without StringEquals iam:AWSServiceName`,
    doubledBy: `${SERVICE_LINKED} for every resource`,
    because:
      "The resource's path names the service too; the IAM User Guide's policy for service-linked roles has both.",
  },
  {
    of: `${SERVICE_LINKED} for every resource`,
    doubledBy: `${SERVICE_LINKED} without StringEquals iam:AWSServiceName`,
    because: 'The condition names the service too, and IAM chooses the path by the service.',
  },
  {
    of: 'WorkflowFunctions for every principal',
    doubledBy: 'WorkflowFunctions without ArnEquals aws:PrincipalArn',
    because: 'The ARNs under aws:PrincipalArn name the account too; IAM takes no trust policy without a principal.',
  },
];

const SAME_BOUNDARY =
  "A target role is in its workspace's account; the boundary is one document for all accounts, for StackSets' sake.";

/** An Allow that no scenario here needs, with the reason why it is granted all the same. */
export interface NotNeeded {
  /** `*` stands for any text, in each of the three. */
  policy: string;
  action: string;
  resource: string;
  because: string;
}

export const NOT_NEEDED: readonly NotNeeded[] = [
  {
    policy: 'boundary of 111111111111',
    action: 'aps:RemoteWrite',
    resource: 'arn:aws:aps:us-west-2:222222222222:workspace/*',
    because: SAME_BOUNDARY,
  },
  {
    policy: 'boundary of 222222222222',
    action: 'aps:RemoteWrite',
    resource: 'arn:aws:aps:us-west-2:111111111111:workspace/*',
    because: SAME_BOUNDARY,
  },
  {
    policy: 'function *',
    action: 'logs:*',
    resource: '*',
    because:
      'Lambda writes the log, and no call for it reaches the embedded AWS: which actions it takes is the documented' +
      ' set of AWSLambdaBasicExecutionRole, less CreateLogGroup.',
  },
];

/** An Allow on every resource of an action that has resource types, with the reason why. */
export const ON_EVERY_RESOURCE: readonly { role: RegExp; action: string; because: string }[] = [
  ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
    role: /ProductDoorProviderw/,
    action,
    because: "The CDK's own role of the provider framework's waiter: its construct takes no other.",
  })),
  {
    role: /-launch$/,
    action: 'cloudformation:GetTemplateSummary',
    because: 'Service Catalog asks it about a template that belongs to no stack yet.',
  },
];
