/** One row: what goes wrong in one operation, and what has to come of it. */
export interface FaultCase {
  /** `<service>:<Operation>`. */
  operation: string;
  fault: string;
  /** `once`, `second` (the first call passes), `long` (until the last attempt but a few), or `always`. */
  times: Times;
  /** In the notation of `npm start -- --fault`. */
  text: string;
  /** Whether the workflow rides it out. */
  passes: boolean;
}

type Times = 'once' | 'second' | 'long' | 'always';

/** Seven attempts of a state, three of the client in each: of 21 calls these fail, and the last succeed. */
const LONG = 18;
const NOTATION: Readonly<Record<Times, string>> = { once: '1', second: '1:1', long: String(LONG), always: 'always' };
const PASSING = ['throttle', 'server-error', 'reset', 'lost-response'] as const;

/** Of onboard, in the order of their first call in a run without a fault; with how often it calls them. */
export const ONBOARD_OPERATIONS: readonly [operation: string, calls: 'once' | 'often'][] = [
  ['sts:AssumeRole', 'often'],
  ['eks:DescribeCluster', 'once'],
  ['aps:DescribeWorkspace', 'once'],
  ['aps:ListScrapers', 'often'],
  ['ec2:DescribeSubnets', 'once'],
  ['ec2:DescribeVpcAttribute', 'often'],
  ['dynamodb:GetItem', 'often'],
  ['dynamodb:UpdateItem', 'often'],
  ['iam:CreateRole', 'often'],
  ['iam:PutRolePolicy', 'often'],
  ['iam:AttachRolePolicy', 'once'],
  ['aps:GetDefaultScraperConfiguration', 'once'],
  ['aps:CreateScraper', 'once'],
  ['iam:GetRole', 'often'],
  ['iam:UpdateAssumeRolePolicy', 'often'],
  ['aps:DescribeScraper', 'often'],
  ['aps:QueryMetrics', 'often'],
];

export const OFFBOARD_OPERATIONS: readonly [operation: string, calls: 'once' | 'often'][] = [
  ['dynamodb:GetItem', 'often'],
  ['dynamodb:UpdateItem', 'once'],
  ['sts:AssumeRole', 'often'],
  ['aps:ListScrapers', 'often'],
  ['aps:DeleteScraper', 'once'],
  ['iam:GetRole', 'often'],
  ['iam:DetachRolePolicy', 'once'],
  ['iam:DeleteRolePolicy', 'often'],
  ['iam:DeleteRole', 'often'],
  ['dynamodb:DeleteItem', 'once'],
];

/** What the undo of onboard calls and onboard itself does not. */
export const UNDO_OPERATIONS: readonly [operation: string, calls: 'once' | 'often'][] = [
  ['aps:DeleteScraper', 'once'],
  ['iam:DetachRolePolicy', 'once'],
  ['iam:DeleteRolePolicy', 'often'],
  ['iam:DeleteRole', 'often'],
  ['dynamodb:DeleteItem', 'once'],
];

/** Every operation by every fault, at the first attempt, at the second call, for long, and without an end. */
export function exhaustive(operations: readonly (readonly [string, 'once' | 'often'])[]): FaultCase[] {
  return operations.flatMap(([operation, calls]) => [
    ...PASSING.flatMap((fault) => [
      row(operation, fault, 'once', true),
      ...(calls === 'often' ? [row(operation, fault, 'second', true)] : []),
      row(operation, fault, 'long', true),
      row(operation, fault, 'always', false),
    ]),
    row(operation, 'access-denied', 'once', false),
    ...(calls === 'often' ? [row(operation, 'access-denied', 'second', false)] : []),
    row(operation, 'access-denied', 'always', false),
  ]);
}

function row(operation: string, fault: string, times: Times, passes: boolean): FaultCase {
  return { operation, fault, times, passes, text: `${operation}:${fault}:${NOTATION[times]}` };
}
