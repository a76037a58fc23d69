import { describe, expect, test } from 'vitest';
import { WORKFLOW_NAMES, type WorkflowName } from '../../functions/shared/names.ts';
import { patientTasksOf, readDefinition, tasksOf, type Retrier, type State } from './definition.ts';

/** Where each state keeps what it got, and which state follows when. A way that leads elsewhere is a decision: it is changed here too. */
const WAYS: Readonly<Record<WorkflowName, readonly (readonly [state: string, ways: string])[]>> = {
  onboard: [
    ['ResolveRequest', '$: ToConnect?; caught $: RequestRefused'],
    ['ToConnect?', 'decision = CONNECT: ClaimConnection; decision = PLAN: PlanConnection; else: Ignored'],
    ['Ignored', 'ends with $.output'],
    ['PlanConnection', '$: Planned; caught $: RequestRefused'],
    ['Planned', 'Succeed '],
    ['ClaimConnection', '$.claim: Claimed?; caught $.failure: NotClaimed'],
    ['Claimed?', 'claim.status = CLAIMED: CreateSourceRole; claim.status = IGNORE: LeftAlone; else: WaitForTurn'],
    ['WaitForTurn', '$.claim.waitSeconds: ClaimConnection'],
    ['LeftAlone', 'ends with $.claim.output'],
    ['CreateSourceRole', '$.sourceRole: CreateTargetRole; caught $.failure: WaitBeforeUndo'],
    ['CreateTargetRole', '$.targetRole: CreateScraper; caught $.failure: WaitBeforeUndo'],
    ['CreateScraper', '$.scraper: PatchTrust; caught $.failure: WaitBeforeUndo'],
    ['PatchTrust', '$.trust: WaitForScraper; caught $.failure: WaitBeforeUndo'],
    ['WaitForScraper', '$.scraper.progress.waitSeconds: CheckStatus'],
    ['CheckStatus', '$.scraper.progress: ScraperActive?; caught $.failure: WaitBeforeUndo'],
    ['ScraperActive?', 'scraper.progress.status = ACTIVE: EstablishConnection; else: WaitForScraper'],
    [
      'EstablishConnection',
      'null: VerifyIngestion; caught $.failure: WaitBeforeUndo; caught $.unestablished: VerifyIngestion',
    ],
    ['VerifyIngestion', '$.ingestion: SamplesArrived?; caught $.failure: ReleaseUnverified'],
    ['SamplesArrived?', 'ingestion.status = DONE: ReleaseConnection; else: WaitForSamples'],
    ['WaitForSamples', '$.ingestion.waitSeconds: VerifyIngestion'],
    ['ReleaseConnection', '$.released: Onboarded; caught $.releaseFailure: Onboarded'],
    ['Onboarded', 'ends with $.ingestion.output'],
    ['WaitBeforeUndo', '120: RestoreScraper'],
    ['RestoreScraper', '$.restoration: ScraperRestored?; caught $.undoFailure: UndoScraper'],
    ['ScraperRestored?', 'restoration.status = DONE: UndoScraper; else: WaitForRestore'],
    ['WaitForRestore', '$.restoration.waitSeconds: RestoreScraper'],
    ['UndoScraper', '$.deletion: ScraperUndone?; caught $.undoFailure: ReleaseAfterFailedUndo'],
    ['ScraperUndone?', 'deletion.status = GONE & roles: Undone?; deletion.status = GONE: UndoRoles; else: WaitForUndo'],
    ['WaitForUndo', '$.deletion.waitSeconds: UndoScraper'],
    ['UndoRoles', '$.roles: UndoScraper; caught $.undoFailure: ReleaseAfterFailedUndo'],
    ['Undone?', 'undoFailure: ReleaseAfterFailedUndo; else: ReleaseUndone'],
    ['ReleaseUndone', '$.released: OnboardFailed; caught $.releaseFailure: OnboardFailedHeld'],
    ['ReleaseAfterFailedUndo', '$.released: OnboardFailed; caught $.releaseFailure: OnboardFailedHeld'],
    ['ReleaseUnverified', '$.released: OnboardFailed; caught $.releaseFailure: OnboardFailedHeld'],
    ['OnboardFailed', 'Fail $.released.error'],
    ['OnboardFailedHeld', 'Fail $.failure.Error'],
    ['NotClaimed', 'Fail $.failure.Error'],
    ['RequestRefused', 'Fail $.Error'],
  ],
  offboard: [
    ['Begin', 'ResolveOffboard'],
    ['ResolveOffboard', '$: ToOffboard?; caught $: OffboardRefused'],
    [
      'ToOffboard?',
      'decision = OFFBOARD & connection.revoke: DeleteTargetRole; decision = OFFBOARD: ClaimConnection; decision = PLAN: PlanConnection; decision = FAILED: OffboardFailed; else: Done',
    ],
    ['PlanConnection', '$: Planned; caught $: OffboardRefused'],
    ['Planned', 'Succeed '],
    ['DeleteTargetRole', '$.cutOff: ClaimConnection; caught $.failure: NextConnection'],
    ['ClaimConnection', '$.claim: Claimed?; caught $.failure: ReleaseLeft'],
    [
      'Claimed?',
      'claim.status = CLAIMED & connection.onlyCreatedBy: WaitBeforeCleanUp; claim.status = CLAIMED: DeleteScraper; claim.status = IGNORE: NextConnection; else: WaitForTurn',
    ],
    ['WaitForTurn', '$.claim.waitSeconds: ClaimConnection'],
    ['WaitBeforeCleanUp', '120: DeleteScraper'],
    ['DeleteScraper', '$.deletion: ScraperGone?; caught $.failure: ReleaseLeft'],
    [
      'ScraperGone?',
      'deletion.status = GONE & roles: ReleaseConnection; deletion.status = GONE: DeleteRoles; deletion.status = KEPT: ReleaseConnection; else: WaitForDeletion',
    ],
    ['WaitForDeletion', '$.deletion.waitSeconds: DeleteScraper'],
    ['DeleteRoles', '$.roles: DeleteScraper; caught $.failure: ReleaseLeft'],
    ['ReleaseConnection', '$.released: NextConnection; caught $.releaseFailure: NextConnection'],
    ['NextConnection', 'ResolveOffboard'],
    ['Done', 'ends with $.output'],
    ['ReleaseLeft', '$.released: NextConnection; caught $.releaseFailure: NextConnection'],
    ['OffboardFailed', 'Fail $.failure.Error'],
    ['OffboardRefused', 'Fail $.Error'],
  ],
};

type Choice = NonNullable<State['Choices']>[number];
type Field = Exclude<Choice, { And: unknown }> | { Variable: string };

function condition(choice: Choice | Field): string {
  if ('And' in choice) return choice.And.map(condition).join(' & ');
  const variable = choice.Variable.slice('$.'.length);
  return 'StringEquals' in choice ? `${variable} = ${choice.StringEquals}` : variable;
}

function waysOf(state: State): string {
  const { Type, Next = '', ResultPath, Catch = [], Choices = [], Default = '', Seconds, SecondsPath } = state;
  switch (Type) {
    case 'Choice':
      return [...Choices.map((one) => `${condition(one)}: ${one.Next}`), `else: ${Default}`].join('; ');
    case 'Task': {
      const kept = ResultPath === undefined ? '$' : String(ResultPath);
      const caught = Catch.map((one) => `caught ${String(one['ResultPath'] ?? '$')}: ${one.Next}`);
      return [`${kept}: ${Next}`, ...caught].join('; ');
    }
    case 'Wait':
      return `${Seconds ?? SecondsPath}: ${Next}`;
    case 'Pass':
      return state['End'] === true ? `ends with ${String(state['InputPath'])}` : Next;
    default:
      return `${Type} ${String(state['InputPath'] ?? state['ErrorPath'] ?? '')}`;
  }
}

describe.each(WORKFLOW_NAMES)('the ways of %s', (workflow) => {
  const { States } = readDefinition(workflow);

  test('are of every state', () => {
    expect(Object.keys(States)).toEqual(WAYS[workflow].map(([name]) => name));
  });

  test.each(WAYS[workflow])('%s', (name, ways) => {
    const state = States[name];
    expect(state && waysOf(state)).toBe(ways);
  });
});

/** What a release is told beside the connection: how the execution ended, with which failure, and the settings for the inventory. */
const RELEASES = {
  onboard: {
    ReleaseConnection: { end: 'CONNECTED', 'settings.$': '$.scraper.settings' },
    ReleaseUndone: { end: 'UNDONE', 'failure.$': '$.failure' },
    ReleaseAfterFailedUndo: { end: 'LEFT', 'failure.$': '$.failure', 'undoFailure.$': '$.undoFailure' },
    ReleaseUnverified: { end: 'CONNECTED', 'failure.$': '$.failure', 'settings.$': '$.scraper.settings' },
  },
  offboard: {
    ReleaseConnection: { 'end.$': '$.end', 'deletion.$': '$.deletion' },
    ReleaseLeft: { end: 'LEFT', 'failure.$': '$.failure' },
  },
} as const;

describe.each(WORKFLOW_NAMES)('a release of %s', (workflow) => {
  const released: Readonly<Record<string, object>> = RELEASES[workflow];
  const common = {
    'executionArn.$': '$$.Execution.Id',
    'redriveCount.$': '$$.Execution.RedriveCount',
    workflow,
    'connection.$': '$.connection',
  };

  test.each(tasksOf(workflow).filter((name) => name.startsWith('Release')))('%s says how it ended', (name) => {
    expect(readDefinition(workflow).States[name]?.Parameters).toEqual({ ...common, ...released[name] });
  });
});

test('what is undone is what the execution created, and nothing else', () => {
  const { States } = readDefinition('onboard');
  for (const name of ['UndoScraper', 'UndoRoles']) {
    expect(States[name]?.Parameters?.['onlyCreatedBy.$'], name).toBe('$$.Execution.Id');
  }
});

/** Seconds before each attempt but the first, of every Retrier. */
function pausesOf({ IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds = Infinity }: Retrier): number[] {
  return Array.from({ length: MaxAttempts }, (_, nth) =>
    Math.min(IntervalSeconds * BackoffRate ** nth, MaxDelaySeconds),
  );
}
const times = (count: number, seconds: number): number[] => Array.from({ length: count }, () => seconds);

const FORWARD = {
  AwsUnavailable: [5, 10, 20, 40, 60, 60],
  'Lambda.ClientExecutionTimeoutException': [2, 4, 8, 16, 32, 64],
  'States.Timeout': [5, 10],
};
const PATIENT = { AwsUnavailable: [5, 10, 20, 40, ...times(44, 60)] };
/** By the first error of a Retrier, beside those of all tasks that go forward, or take back. */
const OWN: Readonly<Record<string, Readonly<Record<string, number[]>>>> = {
  'onboard ResolveRequest': { AccessDenied: times(12, 10), ClusterNotReady: times(20, 60) },
  'onboard CreateScraper': { ScraperTimeout: times(180, 15) },
  'offboard ResolveOffboard': { AccessDenied: times(12, 10) },
  'offboard DeleteTargetRole': { AccessDenied: times(12, 10) },
};

describe.each(WORKFLOW_NAMES)('a task of %s', (workflow) => {
  const { States, TimeoutSeconds } = readDefinition(workflow);

  test.each(tasksOf(workflow))('%s pauses as long as it should between its attempts, each of 90 s at most', (name) => {
    const { Retry = [], TimeoutSeconds: limit } = States[name] ?? {};
    const common = patientTasksOf(workflow).includes(name) ? PATIENT : FORWARD;
    const pauses = Retry.map((one) => [one.ErrorEquals[0], pausesOf(one)]);
    expect(Object.fromEntries(pauses)).toEqual({ ...OWN[`${workflow} ${name}`], ...common });
    expect(limit).toBe(90);
  });

  test('has two days for all of it', () => {
    expect(TimeoutSeconds).toBe(48 * 3600);
  });
});
