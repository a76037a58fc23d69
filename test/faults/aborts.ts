import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { WorkflowName } from '../../functions/shared/names.ts';
import type { World } from '../../local/state/state.ts';
import { definitionFile } from '../../local/workflow/states/definition.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { REQUEST } from '../workflow/support.ts';
import type { Stand, Trial } from './trial.ts';

/** What an execution starts with, and what happens to it, so that it gets to a state. */
export interface AbortScene {
  /** `held`: the connection is there, and another execution that runs holds its lease. */
  starts?: 'with nothing' | 'onboarded' | 'held';
  input?: unknown;
  faults?: readonly string[];
}

export interface Abort extends AbortScene {
  workflow: WorkflowName;
  state: string;
}

const all = (workflow: WorkflowName, scene: AbortScene, states: readonly string[]): Abort[] =>
  states.map((state) => ({ workflow, state, ...scene }));

/** An execution that has made nothing. */
const ANOTHER = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:another';
const UPDATE = { ...REQUEST, scrapeConfiguration: { name: 'minimal' } };

/** Every state that an execution can be stopped in, each on a way that leads to it. */
export const ABORTS: readonly Abort[] = [
  ...all('onboard', {}, [
    'ResolveRequest',
    'ToConnect?',
    'ClaimConnection',
    'Claimed?',
    'CreateSourceRole',
    'CreateTargetRole',
    'CreateScraper',
    'PatchTrust',
    'WaitForScraper',
    'CheckStatus',
    'ScraperActive?',
    'EstablishConnection',
    'VerifyIngestion',
    'SamplesArrived?',
    'WaitForSamples',
    'ReleaseConnection',
  ]),
  ...all('onboard', { faults: ['scraper:failing'] }, [
    'WaitBeforeUndo',
    'ScraperRestored?',
    'UndoScraper',
    'ScraperUndone?',
    'WaitForUndo',
    'UndoRoles',
    'Undone?',
    'ReleaseUndone',
  ]),
  ...all('onboard', { faults: ['scraper:failing', 'deleteRole:access-denied:always'] }, ['ReleaseAfterFailedUndo']),
  ...all('onboard', { faults: ['queryMetrics:access-denied:always', 'sts:assumeRole:access-denied:always:9'] }, [
    'ReleaseUnverified',
  ]),
  ...all('onboard', { starts: 'onboarded', input: UPDATE, faults: ['scraper:update-failing'] }, [
    'RestoreScraper',
    'WaitForRestore',
  ]),
  ...all('onboard', { starts: 'onboarded', input: { ...UPDATE, dryRun: true } }, ['PlanConnection']),
  ...all('onboard', { starts: 'held' }, ['WaitForTurn']),
  ...all('offboard', { starts: 'onboarded' }, [
    'Begin',
    'ResolveOffboard',
    'ToOffboard?',
    'ClaimConnection',
    'Claimed?',
    'DeleteScraper',
    'ScraperGone?',
    'WaitForDeletion',
    'DeleteRoles',
    'ReleaseConnection',
    'NextConnection',
  ]),
  ...all('offboard', { input: { ...REQUEST, onlyCreatedBy: ANOTHER } }, ['WaitBeforeCleanUp']),
  ...all('offboard', { starts: 'onboarded', input: { ...REQUEST, dryRun: true } }, ['PlanConnection']),
  ...all('offboard', { starts: 'held' }, ['WaitForTurn']),
  ...all('offboard', { starts: 'onboarded', faults: ['deleteRole:access-denied:always'] }, ['ReleaseLeft']),
];

/** Those of onboard in which its scraper is known to be ACTIVE: whatever ends it there takes nothing away. */
export const FROM_ACTIVE: readonly string[] = [
  'EstablishConnection',
  'VerifyIngestion',
  'SamplesArrived?',
  'WaitForSamples',
  'ReleaseConnection',
  'ReleaseUnverified',
];

/** What a trial needs to get to the states of a scene. */
export function sceneOf(
  { starts = 'with nothing', input, faults = [] }: AbortScene,
  stand: Stand,
  runtime: Runtime,
): Pick<Trial, 'world' | 'input' | 'faults'> {
  const world = starts === 'with nothing' ? undefined : stand.onboarded();
  if (world !== undefined && starts === 'held') holdLease(world, runtime.stateMachineArn('onboard'));
  return { faults, ...(world ? { world } : {}), ...(input === undefined ? {} : { input }) };
}

const definition = z.object({
  States: z.record(z.string(), z.object({ Type: z.string(), End: z.boolean().optional() })),
});

/** The states of a workflow that do not end it. */
export const statesOf = (workflow: WorkflowName): string[] =>
  statesBy(workflow, ({ Type, End }) => Type !== 'Succeed' && Type !== 'Fail' && End !== true);

export const taskStatesOf = (workflow: WorkflowName): string[] => statesBy(workflow, ({ Type }) => Type === 'Task');

function statesBy(
  workflow: WorkflowName,
  isOne: (state: { Type: string; End?: boolean | undefined }) => boolean,
): string[] {
  const { States } = definition.parse(JSON.parse(readFileSync(definitionFile(workflow), 'utf8')));
  return Object.entries(States)
    .filter(([, state]) => isOne(state))
    .map(([name]) => name);
}

/** What `holdLease` has put there is at work no more. */
export function endHolder(world: World): void {
  const holder = Object.values(world.executions ?? {}).find(({ name }) => name === HOLDER);
  if (holder !== undefined) holder.status = 'ABORTED';
}

const HOLDER = 'holder';

/** Another execution, which never ends by itself, is at work on the connection. */
export function holdLease(world: World, stateMachineArn: string): void {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${HOLDER}`;
  world.executions = {
    ...world.executions,
    [executionArn]: {
      executionArn,
      stateMachineArn,
      name: HOLDER,
      status: 'RUNNING',
      startDate: world.now,
      input: JSON.stringify(REQUEST),
    },
  };
  for (const { items } of Object.values(world.tables ?? {})) {
    for (const item of items) item['lease'] = { S: executionArn };
  }
}
