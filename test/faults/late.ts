import type { WorkflowName } from '../../functions/shared/names.ts';
import { LAGGING_READS } from '../../local/aws/faults/laggingReads.ts';
import { LAG_SECONDS } from '../../functions/shared/waiting.ts';
import { REQUEST } from '../workflow/support.ts';

/** When a call of a function that has been given up on takes effect at the latest: before its time-out, 60 s after its start. */
const LATE_SECONDS = 50;
/** Of a call that is tried again at once. */
const SHORTLY = 30;

const UPDATE = { ...REQUEST, scrapeConfiguration: { name: 'minimal' } };
const REPLACE = { ...REQUEST, subnetIds: ['subnet-0a00000000000000a', 'subnet-0a00000000000000b'], replace: true };

/** One run in which something comes late, and how it has to end. */
export interface LateCase {
  name: string;
  workflow?: WorkflowName;
  input?: object;
  /** Where it starts: with nothing unless given. `drifted`: whole, and somebody has changed all that can be. */
  starts?: 'onboarded' | 'drifted' | 'offboarded';
  /** The first is the one that is counted. */
  faults: readonly string[];
  /** The state in which the execution is aborted as it enters it, its function's calls being in flight. */
  abortedIn?: string;
  end: string;
}

const WHOLE = 'SUCCEEDED, whole';
const NOTHING = 'SUCCEEDED, nothing';

/** What a forward step writes, the state that does, and the two bad ends: refused after it, and aborted in it. */
const FORWARD: readonly (readonly [operation: string, state: string])[] = [
  ['iam:CreateRole', 'CreateSourceRole'],
  ['iam:PutRolePolicy', 'CreateSourceRole'],
  ['iam:AttachRolePolicy', 'CreateTargetRole'],
  ['aps:CreateScraper', 'CreateScraper'],
  ['iam:UpdateAssumeRolePolicy', 'PatchTrust'],
];
const DELETIONS = ['aps:DeleteScraper', 'iam:DetachRolePolicy', 'iam:DeleteRolePolicy', 'iam:DeleteRole'] as const;
const REPAIRS = ['iam:PutRolePermissionsBoundary', 'iam:TagRole', 'iam:DetachRolePolicy', 'aps:TagResource'] as const;

const late = (operation: string, seconds: number, times = '1') => `${operation}:late-effect:${seconds}:${times}`;
const refused = (operation: string) => `${operation}:access-denied:1`;

/** Every write, cut off and in effect later: tried again at once, given up on, and in flight when its execution is aborted. */
export const LATE_EFFECTS: readonly LateCase[] = [
  ...FORWARD.flatMap(([operation, state]): LateCase[] => [
    { name: `onboard, ${operation} tried again`, faults: [late(operation, SHORTLY)], end: WHOLE },
    {
      name: `onboard, ${operation} refused the second time`,
      faults: [late(operation, LATE_SECONDS), refused(operation)],
      end: 'FAILED AccessDenied, nothing',
    },
    {
      name: `onboard, ${operation} when it is aborted`,
      faults: [late(operation, LATE_SECONDS, 'always')],
      abortedIn: state,
      end: 'ABORTED ExecutionAborted, nothing',
    },
  ]),
  {
    name: 'onboard, aps:CreateScraper refused the second time, and the list lags',
    faults: [late('aps:CreateScraper', LATE_SECONDS), refused('aps:CreateScraper'), lag('aps:ListScrapers')],
    end: 'FAILED AccessDenied, nothing',
  },
  {
    name: 'onboard, aps:CreateScraper when it is aborted, and the list lags',
    faults: [late('aps:CreateScraper', LATE_SECONDS, 'always'), lag('aps:ListScrapers')],
    abortedIn: 'CreateScraper',
    end: 'ABORTED ExecutionAborted, nothing',
  },
  {
    name: 'onboard, aps:CreateScraper after the undo has looked',
    faults: [late('aps:CreateScraper', 150), refused('aps:CreateScraper'), 'iam:DetachRolePolicy:access-denied:6'],
    end: 'FAILED AccessDenied, nothing',
  },
  ...DELETIONS.flatMap((operation): LateCase[] => [
    {
      name: `offboard, ${operation} tried again`,
      workflow: 'offboard',
      starts: 'onboarded',
      faults: [late(operation, SHORTLY)],
      end: NOTHING,
    },
    {
      name: `offboard, ${operation} refused from the second time on`,
      workflow: 'offboard',
      starts: 'onboarded',
      faults: [late(operation, LATE_SECONDS), `${operation}:access-denied:6`],
      end: NOTHING,
    },
    {
      name: `the undo, ${operation} refused from the second time on`,
      faults: [late(operation, LATE_SECONDS), `${operation}:access-denied:6`, 'scraper:failing'],
      end: 'FAILED ScraperFailed, nothing',
    },
  ]),
  {
    name: 'an update, tried again',
    input: UPDATE,
    starts: 'onboarded',
    faults: [late('aps:UpdateScraper', SHORTLY)],
    end: WHOLE,
  },
  {
    name: 'an update, refused the second time',
    input: UPDATE,
    starts: 'onboarded',
    faults: [late('aps:UpdateScraper', LATE_SECONDS), refused('aps:UpdateScraper')],
    end: 'FAILED AccessDenied, whole',
  },
  {
    name: 'a replacement, aps:DeleteScraper tried again',
    input: REPLACE,
    starts: 'onboarded',
    faults: [late('aps:DeleteScraper', SHORTLY)],
    end: WHOLE,
  },
  {
    name: 'a replacement, aps:DeleteScraper refused the second time',
    input: REPLACE,
    starts: 'onboarded',
    faults: [late('aps:DeleteScraper', LATE_SECONDS), refused('aps:DeleteScraper')],
    end: 'FAILED AccessDenied, left',
  },
  {
    name: 'a replacement, aps:DeleteScraper when it is aborted',
    input: REPLACE,
    starts: 'onboarded',
    faults: [late('aps:DeleteScraper', LATE_SECONDS, 'always')],
    abortedIn: 'CreateScraper',
    end: 'ABORTED ExecutionAborted, left',
  },
  {
    name: 'a replacement, aps:CreateScraper tried again',
    input: REPLACE,
    starts: 'onboarded',
    faults: [late('aps:CreateScraper', SHORTLY)],
    end: WHOLE,
  },
  ...REPAIRS.map((operation): LateCase => ({
    name: `drift, ${operation} tried again`,
    starts: 'drifted',
    faults: [late(operation, SHORTLY)],
    end: WHOLE,
  })),
];

function lag(operation: string): string {
  return `${operation}:lag:${LAG_SECONDS}`;
}

/** Every read that may lag: the embedded AWS's list of them. */
export const LAGGING: readonly string[] = [...LAGGING_READS].flatMap(([service, names]) =>
  names.map((name) => `${service}:${name}`),
);

/** Each of them, in each operation of the clients' commands, and in the ways back. */
export const LAGS: readonly (LateCase & { operation: string })[] = LAGGING.flatMap((operation) =>
  lagging(lag(operation)).map((one) => ({ ...one, operation, name: `${one.name}, ${operation}` })),
);

function lagging(fault: string): LateCase[] {
  const faults = [fault];
  return [
    { name: 'onboard', faults, end: WHOLE },
    { name: 'onboard right after an offboard', starts: 'offboarded', faults, end: WHOLE },
    {
      name: 'offboard right after an onboard',
      workflow: 'offboard',
      starts: 'onboarded',
      faults,
      end: NOTHING,
    },
    { name: 'an update', input: UPDATE, starts: 'onboarded', faults, end: WHOLE },
    {
      name: 'an update that fails',
      input: UPDATE,
      starts: 'onboarded',
      faults: [...faults, 'scraper:update-failing'],
      end: 'FAILED ScraperFailed, whole',
    },
    { name: 'a replacement', input: REPLACE, starts: 'onboarded', faults, end: WHOLE },
    { name: 'drift', starts: 'drifted', faults, end: WHOLE },
    {
      name: 'the undo',
      faults: [...faults, 'aps:CreateScraper:lost-response', 'aps:CreateScraper:access-denied:1'],
      end: 'FAILED AccessDenied, nothing',
    },
    {
      name: 'the undo of a role',
      faults: [...faults, 'iam:PutRolePolicy:access-denied:1'],
      end: 'FAILED AccessDenied, nothing',
    },
    {
      name: 'a source role whose answer was lost',
      faults: [...faults, 'iam:CreateRole:lost-response'],
      end: WHOLE,
    },
    {
      name: 'a target role that is tried again',
      faults: [...faults, 'iam:AttachRolePolicy:throttle:3'],
      end: WHOLE,
    },
    {
      name: 'aborted in CreateScraper',
      faults,
      abortedIn: 'CreateScraper',
      end: 'ABORTED ExecutionAborted, nothing',
    },
    {
      name: 'aborted in EstablishConnection',
      faults,
      abortedIn: 'EstablishConnection',
      end: 'ABORTED ExecutionAborted, whole',
    },
  ];
}
