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
const STALLS = ['hang', 'half-answer'] as const;

/** Of onboard, in the order of their first call in a run without a fault; with how often it calls them. */
export const ONBOARD_OPERATIONS: readonly [operation: string, calls: 'once' | 'often'][] = [
  ['sts:AssumeRole', 'often'],
  ['iam:ListRoleTags', 'often'],
  ['eks:DescribeCluster', 'once'],
  ['aps:DescribeWorkspace', 'once'],
  ['aps:ListScrapers', 'often'],
  ['ec2:DescribeSubnets', 'once'],
  ['ec2:DescribeVpcAttribute', 'often'],
  ['dynamodb:GetItem', 'often'],
  ['dynamodb:PutItem', 'often'],
  ['iam:GetRole', 'often'],
  ['dynamodb:UpdateItem', 'often'],
  ['iam:CreateRole', 'often'],
  ['iam:PutRolePolicy', 'often'],
  ['iam:AttachRolePolicy', 'once'],
  ['aps:GetDefaultScraperConfiguration', 'once'],
  ['aps:CreateScraper', 'once'],
  ['iam:UpdateAssumeRolePolicy', 'often'],
  ['aps:DescribeScraper', 'often'],
  ['aps:QueryMetrics', 'often'],
  ['lambda:Invoke', 'once'],
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

/** What a connection's life beside its beginning and its end calls: of an update in place, of the way back from one that failed, */
export const UPDATE_OPERATIONS: readonly [operation: string, calls: 'once' | 'often'][] = [
  ['dynamodb:UpdateItem', 'often'],
  ['aps:UpdateScraper', 'once'],
  ['aps:DescribeScraper', 'often'],
];
export const RESTORE_OPERATIONS: readonly [operation: string, calls: 'once' | 'often'][] = [
  ['dynamodb:GetItem', 'often'],
  ['aps:UpdateScraper', 'often'],
];
/** of a replacement, */
export const REPLACE_OPERATIONS: readonly [operation: string, calls: 'once' | 'often'][] = [
  ['dynamodb:UpdateItem', 'often'],
  ['aps:DeleteScraper', 'once'],
  ['aps:ListScrapers', 'often'],
  ['aps:CreateScraper', 'once'],
];
/** of what mends what somebody changed. */
export const DRIFT_OPERATIONS: readonly [operation: string, calls: 'once' | 'often'][] = [
  ['iam:ListRolePolicies', 'often'],
  ['iam:ListAttachedRolePolicies', 'often'],
  ['iam:GetRolePolicy', 'often'],
  ['iam:PutRolePermissionsBoundary', 'often'],
  ['iam:TagRole', 'often'],
  ['iam:DeleteRolePolicy', 'once'],
  ['iam:PutRolePolicy', 'often'],
  ['iam:DetachRolePolicy', 'once'],
  ['iam:AttachRolePolicy', 'once'],
  ['aps:TagResource', 'once'],
];
/** Of an onboard that takes the place of a holder that has ended, with security groups of its own. */
export const CLAIM_OPERATIONS: readonly [operation: string, calls: 'once' | 'often'][] = [
  ['ec2:DescribeSecurityGroups', 'once'],
  ['states:DescribeExecution', 'once'],
];
/** A dry run reads. */
export const PLAN_OPERATIONS: readonly [operation: string, calls: 'once' | 'often'][] = [
  ['eks:ListAccessEntries', 'once'],
  ['dynamodb:GetItem', 'often'],
  ['aps:ListScrapers', 'often'],
  ['aps:DescribeScraper', 'once'],
  ['iam:GetRole', 'often'],
  ['iam:ListRolePolicies', 'often'],
  ['iam:GetRolePolicy', 'often'],
  ['iam:ListAttachedRolePolicies', 'often'],
];

/** Every list of operations that has cases. */
export const LISTS = [
  ONBOARD_OPERATIONS,
  OFFBOARD_OPERATIONS,
  UNDO_OPERATIONS,
  UPDATE_OPERATIONS,
  RESTORE_OPERATIONS,
  REPLACE_OPERATIONS,
  DRIFT_OPERATIONS,
  CLAIM_OPERATIONS,
  PLAN_OPERATIONS,
] as const;

/** What the product's functions and the clean-up call, and no run of the fault suite: the tests that inject faults there. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  'iam:GetPolicy': 'test/workflow/boundary.test.ts',
  'iam:GetPolicyVersion': 'test/workflow/boundary.test.ts',
  'organizations:ListParents': 'test/workflow/organization.test.ts',
  'aps:DeleteScraperLoggingConfiguration': 'test/workflow/logs.test.ts',
  'aps:DescribeScraperLoggingConfiguration': 'test/workflow/logs.test.ts',
  'aps:UpdateScraperLoggingConfiguration': 'test/workflow/logs.test.ts',
  'logs:FilterLogEvents': 'test/workflow/logs.test.ts',
  'eks:ListClusters': 'test/workflow/reconcile/lookFaults.test.ts',
  'tagging:GetResources': 'test/workflow/reconcile/lookFaults.test.ts',
  'sqs:GetQueueAttributes': 'test/workflow/reconcile/lookFaults.test.ts',
  'iam:GetAccountSummary': 'test/workflow/reconcile/lookFaults.test.ts',
  'dynamodb:Scan': 'test/workflow/reconcile/lookFaults.test.ts',
  'organizations:ListAccounts': 'test/workflow/reconcile/listAccounts.test.ts',
  'sns:Publish': 'test/workflow/told.test.ts',
  'events:PutEvents': 'test/workflow/states/console.test.ts',
  'eks:TagResource': 'test/workflow/states/console.test.ts',
  'eks:UntagResource': 'test/workflow/states/console.test.ts',
  'dynamodb:Query': 'test/workflow/productFaults.test.ts',
  'states:StartExecution': 'test/workflow/productFaults.test.ts',
  'states:StopExecution': 'test/workflow/productGivenUp.test.ts',
};

/** `npm run test:soak`. */
export const SOAK = process.env['AMP_SCRAPER_SOAK'] === '1';
/** The soak and whoever writes test/faults/ledger.md run all cases; otherwise those that are of a kind are folded. */
export const ALL_CASES = SOAK || process.env['AMP_SCRAPER_WRITE_FAULTS'] === '1';

/** A refusal of these is a warning, or a line of the log: what cannot be read says nothing, and what cannot be told fails nothing. */
const WARNED = new Set(['eks:ListAccessEntries', 'lambda:Invoke']);

/**
 * Every operation by every fault, at the first attempt, at the second call, for long, and without an end. To the states'
 * retries the four faults that pass are one and the same AwsUnavailable: outside the soak, each operation has for long and
 * without an end one of them in turn. A hang takes real time, as long as the clients wait, and so does half an answer: outside
 * the soak each operation has them once.
 */
export function exhaustive(operations: readonly (readonly [string, 'once' | 'often'])[]): FaultCase[] {
  return operations.flatMap(([operation, calls], index) => [
    ...PASSING.flatMap((fault, turn) => [
      row(operation, fault, 'once', true),
      ...(calls === 'often' && (ALL_CASES || turn !== index % PASSING.length)
        ? [row(operation, fault, 'second', true)]
        : []),
      ...(ALL_CASES || turn === index % PASSING.length ? [row(operation, fault, 'long', true)] : []),
      ...(ALL_CASES || turn === (index + 1) % PASSING.length ? [row(operation, fault, 'always', false)] : []),
    ]),
    ...STALLS.flatMap((fault) => [
      row(operation, fault, 'once', true),
      ...(ALL_CASES ? [row(operation, fault, 'always', false)] : []),
    ]),
    row(operation, 'access-denied', 'once', WARNED.has(operation)),
    ...(calls === 'often' ? [row(operation, 'access-denied', 'second', false)] : []),
    row(operation, 'access-denied', 'always', WARNED.has(operation)),
  ]);
}

/**
 * The same of operations that are called in the middle of a life: outside the soak, each has once a hang, the loss of its answer and a
 * refusal, and for long and without an end one fault that passes.
 */
export function folded(operations: readonly (readonly [string, 'once' | 'often'])[]): FaultCase[] {
  const isKept = ({ fault, times }: FaultCase) =>
    fault === 'access-denied'
      ? times === 'once'
      : times === 'long' || times === 'always' || (times === 'once' && (fault === 'lost-response' || fault === 'hang'));
  return ALL_CASES ? exhaustive(operations) : exhaustive(operations).filter(isKept);
}

function row(operation: string, fault: string, times: Times, passes: boolean): FaultCase {
  return { operation, fault, times, passes, text: `${operation}:${fault}:${NOTATION[times]}` };
}

/** Faults of IAM and of AMP. `end`: how the run has to end. */
export const SERVICE_CASES: readonly { name: string; faults: readonly string[]; end: string }[] = [
  { name: 'IAM spreads in 10 s', faults: ['iam:propagation:10'], end: 'SUCCEEDED, whole' },
  { name: 'IAM spreads in 60 s', faults: ['iam:propagation:60'], end: 'SUCCEEDED, whole' },
  { name: 'one stale read', faults: ['iam:stale-read'], end: 'SUCCEEDED, whole' },
  { name: 'stale reads for a minute', faults: ['iam:stale-read:always'], end: 'SUCCEEDED, whole' },
  {
    name: 'a stale read after a lost response',
    faults: ['createRole:lost-response', 'iam:stale-read:3'],
    end: 'SUCCEEDED, whole',
  },
  { name: 'a scraper that takes 40 minutes', faults: ['scraper:late:2400'], end: 'SUCCEEDED, whole' },
  { name: 'a scraper that fails', faults: ['scraper:failing'], end: 'FAILED ScraperFailed, nothing' },
  { name: 'a scraper that is stuck', faults: ['scraper:stuck'], end: 'FAILED ScraperTimeout, left' },
  { name: 'no quota for a scraper', faults: ['createScraper:quota:always'], end: 'FAILED QuotaExceeded, nothing' },
  { name: 'no quota for a role', faults: ['createRole:quota:always'], end: 'FAILED QuotaExceeded, nothing' },
  { name: 'a conflict at CreateScraper', faults: ['createScraper:conflict'], end: 'SUCCEEDED, whole' },
  {
    name: 'conflicts without an end',
    faults: ['createScraper:conflict:always'],
    end: 'FAILED AwsUnavailable, nothing',
  },
];

export const DEATHS = ['exit-before', 'exit-after', 'time-out-before', 'time-out-after'] as const;
