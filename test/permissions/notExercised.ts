import type { Mode } from './world.ts';
import { CREATE_SCRAPER_DEPENDENT_ACTIONS } from '../../local/aws/services/aps/dependentActions.ts';

/** A protection that no attack here gets past when it alone is gone, with the reason why it is there all the same. */
export interface NotAttacked {
  /** The loosening's name. */
  of: string;
  /** The loosening that stops the same attacks: with both gone, one is let through. */
  doubledBy: string;
  /** @default both modes */
  only?: Mode;
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
    doubledBy: 'WorkflowFunctions without ArnLike aws:PrincipalArn',
    because: 'The ARNs under aws:PrincipalArn name the account too; IAM takes no trust policy without a principal.',
  },
  {
    of: 'AssumeProvisioners without StringEquals aws:ResourceOrgID',
    doubledBy: 'AssumeProvisioners without ForAnyValue:StringLike aws:ResourceOrgPaths',
    only: 'organization',
    because: "The OUs' patterns begin with the organization's id; where no OU is named, this is what is left.",
  },
  {
    of: 'Allow sts:AssumeRole without StringEquals aws:PrincipalOrgID',
    doubledBy: 'Allow sts:AssumeRole without ForAnyValue:StringLike aws:PrincipalOrgPaths',
    only: 'organization',
    because:
      "The OU's pattern begins with the organization's id; where no OU admitted the account, this is what is left.",
  },
];

const SAME_BOUNDARY =
  "A target role is in its workspace's account; the boundary is one document for all accounts, for StackSets' sake.";

/** An Allow that no scenario here needs, with the reason why it is granted all the same. */
export interface NotNeeded {
  /** `*` stands for any text, in each of the three, and `\*` for itself. */
  policy: string;
  action: string;
  resource: string;
  /** @default both modes */
  only?: Mode;
  because: string;
}

const PROVISIONER_OF = (account: string) => `arn:aws:iam::${account}:role/amp-scraper-provisioner`;
const ofOrganization = (functions: readonly string[], accounts: readonly string[], because: string): NotNeeded[] =>
  functions.flatMap((name) =>
    accounts.map((account) => ({
      policy: `function ${name}`,
      action: 'sts:AssumeRole',
      resource: PROVISIONER_OF(account),
      only: 'organization',
      because,
    })),
  );

export const NOT_NEEDED: readonly NotNeeded[] = [
  ...ofOrganization(
    ['createSourceRole', 'createScraper', 'checkStatus', 'restoreScraper'],
    ['222222222222', '333333333333'],
    'Every function that acts in member accounts has the same two statements: a cluster of an account outside the OUs is not onboarded.',
  ),
  ...ofOrganization(
    ['createTargetRole', 'verifyIngestion'],
    ['\\*'],
    'The same two statements: accounts of workspaces are named by the second, whatever OU they are in.',
  ),
  ...ofOrganization(
    ['resolveOffboard', 'deleteScraper'],
    ['333333333333'],
    "As of the other workspace's account, whose cluster is offboarded when that account has been moved out of the OUs.",
  ),
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
    policy: 'provisioner of *',
    action: 'eks:AssociateAccessPolicy',
    resource: 'arn:aws:eks:*:access-entry/*/role/*/aws-service-role/*',
    because:
      "Whether the role stands in an access entry's ARN with its path is not known; here it stands there without.",
  },
  ...['logs:*', 'xray:*'].map((action) => ({
    policy: 'state machine reconcile',
    action,
    resource: '*',
    because: 'Step Functions delivers the log and the traces; the embedded AWS has neither service.',
  })),
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

/** What the workflow calls by itself as well, so that it is proved without the table of CreateScraper's actions. */
const CALLED_TOO = ['eks:DescribeCluster', 'ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups'];

/**
 * Granted since CreateScraper is assumed, not known, to check them with the caller: each row's source is beside it in that
 * table. Their removal makes a scenario fail on the embedded AWS; whether it would in AWS is not proved.
 */
export const ASSUMED: readonly string[] = [
  ...CREATE_SCRAPER_DEPENDENT_ACTIONS.map(({ action }) => action).filter((action) => !CALLED_TOO.includes(action)),
  'iam:PassRole',
  'aps:TagResource',
];

/** What the stacks deploy and no local call reaches at all. */
export const NOT_EXERCISED: readonly { what: string; because: string }[] = [
  {
    what: "the functions' logs:CreateLogStream, logs:PutLogEvents",
    because: 'Lambda itself calls them; the embedded AWS takes its lines as they are.',
  },
  {
    what: "the state machine's log delivery and X-Ray actions",
    because: 'Step Functions itself calls them; the embedded AWS has neither service.',
  },
  {
    what: "the CDK's own roles",
    because: 'The waiter of the provider framework and the bootstrap: the CDK makes them.',
  },
];

/** Whom a bus's policy admits. */
export type Admitting = 'a list' | 'named OUs' | 'the whole organization';

/** Protections of the bus's policy that no event here gets past when they alone are gone. */
export const NOT_ON_THE_BUS: readonly {
  of: string;
  /** @default whomever it admits */
  only?: readonly Admitting[];
  /** What stops the same events. */
  doubledBy?: string;
  because: string;
}[] = [
  {
    of: 'ConfiguredAccountsForwardTagEvents for every resource',
    only: ['a list'],
    because: "A bus's policy is about that bus alone.",
  },
  {
    of: 'OrganizationForwardsTagEvents for every resource',
    only: ['named OUs', 'the whole organization'],
    because: "A bus's policy is about that bus alone.",
  },
  {
    of: 'OrganizationForwardsTagEvents for every principal',
    only: ['named OUs', 'the whole organization'],
    because: 'It is for every principal: the conditions say whose.',
  },
  {
    of: 'OrganizationForwardsTagEvents without StringEquals aws:PrincipalOrgID',
    only: ['named OUs'],
    doubledBy: 'OrganizationForwardsTagEvents without ForAnyValue:StringLike aws:PrincipalOrgPaths',
    because: "The OUs' patterns begin with the organization's id; where no OU is named, this is what is left.",
  },
];
