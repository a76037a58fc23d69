import { beforeAll, describe, expect, test, vi } from 'vitest';
import { DEPLOYED_LIMITS } from '../../functions/shared/environment.ts';
import { FUNCTION_NAMES, PRODUCT_FUNCTION_NAMES } from '../../functions/shared/names.ts';
import { startRuntime, type Runtime } from '../../local/workflow/runtime.ts';
import { BUNDLED } from '../bundles.ts';
import { impatientRuntime, warmRuntime } from '../runtimes.ts';
import { DEPLOYMENT, withFunctions } from '../workflow/support.ts';
import { SOAK } from './cases.ts';
import { importedOperations, SIGNED_QUERY } from './importedOperations.ts';
import { replay, type RecordedInvocation } from './invocations.ts';
import { recordScenes } from './scenes.ts';

let recorded: RecordedInvocation[];
beforeAll(async () => {
  recorded = await recordScenes(await warmRuntime(DEPLOYMENT));
});

function invocationThat(name: string, calls: string): RecordedInvocation {
  const found = recorded.find((one) => one.calls.includes(calls) && (name === 'any' || one.name === name));
  if (found === undefined) throw new Error(`No invocation of ${name} calls ${calls}.`);
  return found;
}

/** Of the workflow's functions one that calls it, and the product's: an operation of CloudFormation hangs on each of theirs. */
const PRODUCT_CALLS = [
  ...['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'].map((call) => ['productOnEvent', call] as const),
  ...['DescribeExecution', 'StartExecution', 'StopExecution'].map(
    (call) => ['productOnEvent', `states:${call}`] as const,
  ),
  ['productIsComplete', 'states:DescribeExecution'] as const,
];
const OF_THE_PRODUCT_ALONE = ['dynamodb:Query', 'states:StartExecution', 'states:StopExecution'];
/** Of no function of an execution, or nothing that one waits for: test/workflow/told.test.ts and idleHangs.test.ts. */
const OF_NOTIFY = ['sns:Publish', 'events:PutEvents', 'eks:TagResource', 'eks:UntagResource', 'lambda:Invoke'];
/** What fails no connection: test/workflow/idleHangs.test.ts. */
const OF_LOGS = [
  'aps:DeleteScraperLoggingConfiguration',
  'aps:DescribeScraperLoggingConfiguration',
  'aps:UpdateScraperLoggingConfiguration',
  'logs:FilterLogEvents',
];
/** Asked where accounts are an organization's: test/workflow/organization.test.ts. */
const OF_AN_ORGANIZATION = 'organizations:ListParents';
/** Asked where an organization's own boundary is configured: test/workflow/boundary.test.ts. */
const OF_A_BOUNDARY = ['iam:GetPolicy', 'iam:GetPolicyVersion'];
/** What a look at the fleet asks, which never fails for an account: test/workflow/reconcile/lookFaults.test.ts and listAccounts.test.ts. */
const OF_A_LOOK = [
  'dynamodb:Scan',
  'eks:ListClusters',
  'iam:GetAccountSummary',
  'organizations:ListAccounts',
  'sqs:GetQueueAttributes',
  'tagging:GetResources',
];
const NOT_OF_THE_SAMPLE = [
  ...OF_NOTIFY,
  ...OF_LOGS,
  OF_AN_ORGANIZATION,
  ...OF_A_BOUNDARY,
  ...OF_A_LOOK,
  ...OF_THE_PRODUCT_ALONE,
];
const CALLS = [
  ...importedOperations()
    .filter((call) => !NOT_OF_THE_SAMPLE.includes(call))
    .map((call) => ['any', call] as const),
  ...PRODUCT_CALLS,
];

/** Whose failure is no error: the next look or query says more. */
const isOnlyTold = (name: string, call: string) => name === 'productIsComplete' || call === SIGNED_QUERY.operation;

/** That a start was answered by half, a look at the execution tells. */
const isSettled = (faults: readonly string[], call: string) =>
  faults.includes('half-answer:always') && call === 'states:StartExecution';

/**
 * Of the seven that a state makes. A role that has gone has no tags to grant its deletion by, which the next one sees; and on a busy
 * machine a call that is slow and no more is late too.
 */
const ATTEMPTS = 3;

/** A query that failed is asked again at the next look. */
const isTriedOnce = (call: string) => call === SIGNED_QUERY.operation;

/** Outside the soak both in turn, within the attempts of one call. */
const STALLS = SOAK
  ? [
      { name: 'hang', once: ['hang'], always: ['hang:always'] },
      { name: 'half-answer', once: ['half-answer'], always: ['half-answer:always'] },
    ]
  : [{ name: 'hang, then half-answer', once: ['hang', 'half-answer'], always: ['hang', 'half-answer:always'] }];

describe.each(STALLS)('under $name', ({ once, always }) => {
  const of = (call: string, faults: readonly string[]) => faults.map((fault) => `${call}:${fault}`);
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await impatientRuntime(DEPLOYMENT);
  });

  test.for(CALLS)('once, %s: %s rides it out', async ([name, call]) => {
    const ended = await replay(runtime, invocationThat(name, call), of(call, once), { attempts: ATTEMPTS });
    expect(ended.fired).toEqual(isTriedOnce(call) ? [1, 0].slice(0, once.length) : once.map(() => 1));
    expect(ended.hasFailed, ended.payload).toBe(false);
    expect(ended.payload).not.toContain('AwsUnavailable');
  });

  test.for(CALLS)('always, %s: %s ends as AwsUnavailable before its function does', async ([name, call]) => {
    const ended = await replay(runtime, invocationThat(name, call), of(call, always));
    expect(ended.fired[0]).toBeGreaterThan(0);
    expect(ended.payload).not.toContain('Sandbox.Timedout');
    if (isOnlyTold(name, call) || isSettled(always, call)) expect(ended.hasFailed, ended.payload).toBe(false);
    else expect(ended.payload).toMatch(new RegExp(`AwsUnavailable.*${call} in account `));
  });
});

/** Many functions that load at once can take longer than one has here to answer. */
async function loaded(runtime: Runtime, one: RecordedInvocation): Promise<void> {
  const event = 'refused';
  await vi.waitUntil(async () => !(await replay(runtime, { ...one, event }, [])).payload.includes('Sandbox.Timedout'), {
    timeout: 50_000,
  });
}

/** So many times as fast as deployed goes all of it: the functions' end, their deadline, their limits and their pauses. */
const FASTER = SOAK ? 10 : 20;

describe('an AWS that answers every call just before its limit', () => {
  let runtime: Runtime;
  beforeAll(async () => {
    const faster = withFunctions(DEPLOYMENT, (one) => ({ ...one, timeoutSeconds: one.timeoutSeconds / FASTER }));
    const limits = {
      connectionMs: DEPLOYED_LIMITS.connectionMs / FASTER,
      requestMs: DEPLOYED_LIMITS.requestMs / FASTER,
    };
    runtime = await startRuntime(faster, { ...BUNDLED, hurry: FASTER, limits });
    return () => runtime.close();
  });
  const answerAfterMs = (DEPLOYED_LIMITS.requestMs * 0.9) / FASTER;
  const cut: string[] = [];

  test.for([...FUNCTION_NAMES, ...PRODUCT_FUNCTION_NAMES])('%s ends before its function does', async (name) => {
    const own = recorded.filter((one) => one.name === name);
    const [busiest] = own.toSorted((one, other) => other.calls.length - one.calls.length);
    if (busiest === undefined) throw new Error(`No invocation of ${name} was recorded.`);
    await loaded(runtime, busiest);
    const { payload, hasFailed } = await replay(runtime, busiest, [], { answerAfterMs });
    if (hasFailed) expect(payload).toMatch(/^\{"errorType":"AwsUnavailable"/);
    if (/had no more time/.test(payload)) cut.push(name);
  });

  test('which the deadline sees to, for those that make many calls', () => {
    expect(cut).toEqual(expect.arrayContaining(['createScraper', 'deleteRoles']));
  });
});
