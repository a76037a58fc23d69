import { output as outputSchema, type Output } from '../../functions/shared/contract.ts';
import type { WorkflowName } from '../../functions/shared/names.ts';

/** How an execution ended: what DescribeExecution says of it. */
export interface Ended {
  status: string;
  output?: unknown;
  error?: string | undefined;
  cause?: string | undefined;
}

/** The pair that is connected and taken apart again. */
export interface Pair {
  clusterArn: string;
  workspaceArn: string;
}

interface Scenario {
  pair: Pair;
  /** Runs an execution to its end. */
  run(workflow: WorkflowName, input: object): Promise<Ended>;
  /** Told of each step before it is taken, and of what came of it. */
  tell(line: string): void;
  /** How many series of `up` the workspace has samples of; absent for who may not ask it. */
  countSeries?: (() => Promise<number>) | undefined;
}

/** What differs from what a step has to come to. What was made is there still. */
export class Unexpected extends Error {
  override readonly name = 'Unexpected';
}

/** An onboard makes two roles and a scraper. */
const MADE = 3;

/** For a person beforehand, a line per step. */
export const STEPS = [
  'plan an onboard of the pair, which has to find nothing of a connection: verify takes a pair that is not connected',
  'onboard: two roles and a scraper are made, in some 18 minutes, and samples arrive',
  'onboard again: nothing changes',
  'onboard with another alias: the scraper is updated in place',
  'offboard: what was made is deleted',
  'plan once more: nothing is left',
] as const;

/**
 * The life of one connection, from nothing to nothing. It is the same on an AWS of one's own machine and on AWS. It offboards nothing
 * that it has not made itself: a pair that is connected already, or of which something is there, is left as it is.
 * @param made told of what stays, as long as something does
 * @throws Unexpected at the first step that comes to something else
 */
export async function verifyPair(
  { pair, run, tell, countSeries }: Scenario,
  made: (stays: readonly string[]) => void,
): Promise<void> {
  const step = async (index: number, workflow: WorkflowName, input: object): Promise<Output> => {
    tell(`${index + 1}. ${STEPS[index]}`);
    const output = outputOf(await run(workflow, { ...pair, ...input }), `${workflow} of step ${index + 1}`);
    tell(`   ${output.outcome}${output.reason === undefined ? '' : `: ${output.reason}`}`);
    for (const warning of output.warnings) tell(`   warning: ${warning}`);
    return output;
  };

  expectAbsent(await step(0, 'onboard', { dryRun: true }), 'There is something of a connection of this pair already');
  // From here on something may be there, whatever becomes of the execution.
  made([]);
  const onboarded = await step(1, 'onboard', {});
  made(onboarded.created);
  const { created } = onboarded;
  expectThat(
    created.length === MADE,
    `Onboard made ${listed(created)}, and not two roles and a scraper. Nothing was offboarded`,
  );
  expectThat(onboarded.outcome === 'ONBOARDED' && (onboarded.targets?.up ?? 0) > 0, 'No sample of a target arrived');
  await expectSeries(countSeries, tell);
  const again = await step(2, 'onboard', {});
  const changes = changesOf(again);
  expectThat(again.outcome === 'ONBOARDED' && changes.length === 0, `The second onboard changed ${listed(changes)}`);
  const changed = await step(3, 'onboard', { alias: 'amp-scraper-verify' });
  expectThat(
    changed.updated.includes(onboarded.scraperArn ?? ''),
    `The alias was not changed: ${listed(changesOf(changed))}`,
  );
  expectThat(changed.scraperArn === onboarded.scraperArn, `The scraper was replaced: ${changed.scraperArn}`);
  const offboarded = await step(4, 'offboard', {});
  const left = created.filter((arn) => !offboarded.deleted?.includes(arn));
  expectThat(offboarded.outcome === 'OFFBOARDED' && left.length === 0, `Offboard left ${listed(left)}`);
  expectAbsent(await step(5, 'onboard', { dryRun: true }), 'Something is left');
}

function outputOf({ status, output, error, cause }: Ended, what: string): Output {
  const parsed = outputSchema.safeParse(output);
  if (status === 'SUCCEEDED' && parsed.success) return parsed.data;
  throw new Unexpected(`The ${what} ended ${status}${error === undefined ? '' : `, ${error}: ${cause}`}`);
}

function expectThat(isSo: boolean, problem: string): void {
  if (!isSo) throw new Unexpected(`${problem}.`);
}

/** A plan that only creates has found nothing. */
function expectAbsent({ outcome, plan }: Output, problem: string): void {
  const found = plan?.changes.filter(({ action }) => action !== 'create').map(({ resource }) => resource) ?? [];
  const creates = plan?.changes.map(({ resource }) => resource) ?? [];
  const isWhole = outcome === 'PLANNED' && new Set(creates).size === MADE;
  expectThat(isWhole && found.length === 0, `${problem}: the plan would create ${listed([...new Set(creates)])}`);
}

function changesOf({ created, updated, repaired, replaced }: Output): string[] {
  return [...created, ...updated, ...repaired, ...(replaced === undefined ? [] : [replaced.scraperArn])];
}

async function expectSeries(count: Scenario['countSeries'], tell: Scenario['tell']): Promise<void> {
  if (count === undefined) return;
  const series = await count();
  tell(`   the workspace has samples of ${series} series of up`);
  expectThat(series > 0, 'The workspace has no sample of up');
}

function listed(arns: readonly string[]): string {
  return arns.length === 0 ? 'nothing' : arns.join(', ');
}
