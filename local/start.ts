import { formatFindings } from '../functions/shared/errors.ts';
import { isWaitedFor } from './aws/faults/fault.ts';
import { faultPlan, type FaultPlan } from './aws/faults/faultPlan.ts';
import { reportConnections } from './report/connections.ts';
import { recordExecutions, type ExecutionReport } from './report/executions.ts';
import { reportJson } from './report/json.ts';
import { endingOf, manualSection, reportStanding, trustPolicies, verdict } from './report/people.ts';
import { printLine } from './report/printer.ts';
import { hideProgress, showProgress } from './report/progress.ts';
import { clockTime, timeline } from './report/timeline.ts';
import type { Deployed } from './deployedWorld.ts';
import { doorOf } from './workflow/doors/doorOf.ts';
import { enter, hasSucceeded, type DoorResult } from './workflow/doors/doors.ts';
import { CLEAN_UP_PREFIX, startRuntime } from './workflow/runtime.ts';
import { readRequest, type Asked } from './request.ts';
import { keepWorld, openWorld, whatIsKept, whatIsPassedOver, type Opened } from './stateFile.ts';
import { holdState } from './stateLock.ts';
import { writeProblem } from './writeProblem.ts';
import type { Picture } from './runReport/picture.ts';
import { tellMistake, UsageError, whyNotJson } from './commandLine.ts';
import { HELP, readArguments, USAGE, type StartArguments } from './startArguments.ts';
import { workflowOf } from './workflow/states/definition.ts';
import type { ExecutionResult } from './workflow/states/execution.ts';

/** Where no answer comes, a person does not wait as long as a function that is deployed. */
const IMPATIENT = { connectionMs: 1_000, requestMs: 1_000 };

function noWorkflowOf(shown: string, door: 'event' | 'customResource'): string {
  const [what, who] =
    door === 'event'
      ? ['an event of EventBridge', 'the deployed rules say']
      : ["an event of CloudFormation's custom resource", 'its RequestType says'];
  return `--workflow has no effect with ${shown}, which is ${what}: ${who} what it starts. Leave --workflow out`;
}

/** On standard error, where a terminal shows how far a run is. */
function tell(line: string): void {
  hideProgress();
  process.stderr.write(`${line}\n`);
}

/** A run that met none of it shows nothing of what was asked. */
function tellIdle(plan: FaultPlan): void {
  for (const { fault, fired } of plan.fired()) {
    if (fired > 0) continue;
    tell(`--fault ${fault.text} never struck: no call met it in this run.`);
  }
}

/** Reconcile is for the fleet: nobody has to ask for anything. */
function asked({ request, workflow }: StartArguments, opened: Opened): Asked {
  if (workflow === 'reconcile' && request === undefined) return { shown: 'of the fleet', text: '{}' };
  return readRequest(request, opened);
}

/** The request as a dry run of itself. */
function dryRunOf(input: unknown, shown: string): unknown {
  if (typeof input !== 'object' || input === null || doorOf(input) !== 'request') {
    throw new UsageError(`${shown} is not a request, and --dry-run takes a request alone. Leave --dry-run out`);
  }
  return { ...input, dryRun: true };
}

/** Step Functions refuses such an input before it starts anything; here it is a failed execution. */
function malformed(path: string, text: string, error: unknown): ExecutionResult {
  const problem = `is not JSON: ${whyNotJson(text, error)}`;
  const cause = formatFindings('The request is not valid', [{ path, problem, remedy: 'Correct the file' }]);
  return {
    status: 'FAILED',
    error: 'InvalidRequest',
    cause,
    output: null,
    states: [],
    transitions: 0,
    elapsedSeconds: 0,
  };
}

/** The picture's code is loaded where one is asked for alone. */
async function pictureOf({ html }: StartArguments, deployed: Deployed): Promise<Picture | undefined> {
  if (html === undefined) return undefined;
  const problem = writeProblem(html);
  if (problem !== undefined) throw new UsageError(`--html ${html} cannot be written: ${problem}`);
  const { openPicture } = await import('./runReport/picture.ts');
  return openPicture(html, deployed);
}

async function start(options: StartArguments): Promise<number> {
  const { state, json, workflow, faults, list, dryRun, html } = options;
  const passedOver = whatIsPassedOver(options);
  if (passedOver !== undefined) tell(passedOver);
  const deployed = await openWorld(options);
  if (list) {
    hideProgress();
    process.stdout.write(reportConnections(deployed.world));
    return 0;
  }
  const { shown, text } = asked(options, deployed);
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    if (html !== undefined) tell(`--html ${html} was not written: nothing was started that could be drawn.`);
    return finish(malformed(shown, text, error), deployed, [], {}, json);
  }
  const door = doorOf(input);
  if (door !== 'request' && workflow !== undefined) throw new UsageError(noWorkflowOf(shown, door));
  if (dryRun) input = dryRunOf(input, shown);
  const print = json ? () => {} : printLine;
  const picture = await pictureOf(options, deployed);
  const lines = timeline(print);
  const recorder = recordExecutions();
  let before = {};
  const title = `${door === 'request' ? (workflow ?? 'onboard') : 'event'}  ${shown}`;
  print(`${title}\n`);
  const plan = faultPlan(faults);
  const runtime = await startRuntime(deployed.deployment, faults.some(isWaitedFor) ? { limits: IMPATIENT } : {});
  const result = await enter(runtime, deployed.deployment, input, {
    world: deployed.world,
    ...(workflow === undefined ? {} : { workflow }),
    faults: plan,
    keepsHistories: picture !== undefined,
    onCall: (record) => [lines, recorder].forEach((one) => one.call(record)),
    onTask: (executionArn) =>
      [lines, recorder].forEach((one) => one.task(isTold(executionArn) ? executionArn : undefined)),
    onEvent: (event) => {
      if (!isTold(event.executionArn)) return;
      if (event.kind === 'entered' && event.state === 'PatchTrust') {
        before = trustPolicies(deployed.world);
        picture?.patching();
      }
      [lines, recorder].forEach((one) => one.event(event));
      showProgress(`${clockTime(event.at)}  ${workflowOf(event.executionArn)}  ${event.state} …`);
    },
  });
  await runtime.close();
  const executions = recorder.report(deployed.world);
  lines.end(deployed.world.now, new Map(executions.map((one) => [one.executionArn, endingOf(one)])));
  const hasEndedWell = hasSucceeded(result);
  await picture?.draw({ title, verdict: verdict(result, executions), hasSucceeded: hasEndedWell, executions });
  if (state !== undefined) keepWorld(deployed.world, state);
  tellIdle(plan);
  return finish(result, deployed, executions, before, json);
}

/** A run holds its state file before the world is read: what another command writes meanwhile would be lost. */
async function guarded(options: StartArguments): Promise<number> {
  const { state, list } = options;
  if (list) return start(options);
  const release = state === undefined ? () => {} : holdState(state);
  const endings = [['SIGINT', 130] as const, ['SIGTERM', 143] as const].map(([signal, status]) => {
    const end = () => {
      hideProgress();
      process.stderr.write(`\n${whatIsKept(state)}\n`);
      process.exit(status);
    };
    process.once(signal, end);
    return () => process.off(signal, end);
  });
  try {
    return await start(options);
  } finally {
    release();
    for (const forget of endings) forget();
  }
}

/** The provider framework's waiter is no news to anybody, and neither is a clean-up after what undid itself. */
function isTold(executionArn: string): boolean {
  if (executionArn.includes(`:${CLEAN_UP_PREFIX}`)) return false;
  return workflowOf(executionArn) !== undefined;
}

function finish(
  result: DoorResult,
  { world }: Deployed,
  executions: readonly ExecutionReport[],
  before: Record<string, string>,
  json: boolean,
): number {
  hideProgress();
  if (json) process.stdout.write(`${reportJson(result, world, executions)}\n`);
  else {
    for (const line of reportStanding(result, world, before, executions)) printLine(line);
    for (const line of manualSection(result)) printLine(line, 'unbroken');
    printLine(verdict(result, executions));
  }
  return hasSucceeded(result) ? 0 : 1;
}

async function main(): Promise<number> {
  try {
    const options = readArguments();
    if (options !== 'help') return await guarded(options);
    for (const line of HELP.split('\n')) printLine(line);
    return 0;
  } catch (error) {
    hideProgress();
    return tellMistake(error, USAGE);
  }
}

// A reader that has seen enough, e.g. `| head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await main();
