import { MACHINE_NAMES, type MachineName } from '../functions/shared/names.ts';
import { formatFindings } from '../functions/shared/errors.ts';
import { OPERATIONS } from './aws/embeddedAws.ts';
import { isWaitedFor, type Fault } from './aws/faults/fault.ts';
import { faultPlan } from './aws/faults/faultPlan.ts';
import { FAULT_NOTATION, FaultNotationError, parseFault } from './aws/faults/notation.ts';
import { reportConnections } from './report/connections.ts';
import { recordExecutions, type ExecutionReport } from './report/executions.ts';
import { reportJson } from './report/json.ts';
import { reportOthers, reportPeople, trustPolicies } from './report/people.ts';
import { timeline } from './report/timeline.ts';
import type { Deployed } from './deployedWorld.ts';
import { doorOf, enter, hasSucceeded, type DoorResult } from './workflow/doors/doors.ts';
import { CLEAN_UP_PREFIX, startRuntime } from './workflow/runtime.ts';
import { readRequest, type Asked } from './request.ts';
import { keepWorld, openWorld, whatIsKept, type Opened, type Places } from './stateFile.ts';
import { holdState } from './stateLock.ts';
import { parseCommandLine, tellMistake, UsageError } from './commandLine.ts';
import { workflowOf } from './workflow/states/definition.ts';
import type { ExecutionResult } from './workflow/states/execution.ts';

const USAGE = `usage: npm start [-- FILE] [--workflow NAME] [--config FILE] [--world FILE] [--state FILE] [--fault FAULT] [--dry-run] [--json]
       npm start -- --list --state FILE

Runs what FILE (events/console-onboard.json) asks for on the embedded AWS: a request, or an event of EventBridge or of
CloudFormation's custom resource, which takes the same way in as in AWS. With a configuration of your own, and no FILE, connects
its first source account's cluster to its first workspace.
  --dry-run     only says what a run of the request would do, and does nothing
  --workflow NAME  what a request is for: onboard, offboard, or reconcile, which needs no FILE and runs until all that it has
                started has ended (onboard)
  --config FILE the deployment's configuration (infra/configuration.json, or what AMP_SCRAPER_CONFIGURATION names)
  --world FILE  the accounts, clusters and workspaces there are (local/world/defaultWorld.json, or what the configuration has)
  --state FILE  keeps the world between runs; a FILE that does not exist starts from the world file
  --fault FAULT what goes wrong, e.g. createRole:throttle:2; repeatable. ${FAULT_NOTATION.replaceAll('\n', '\n                ')}
  --list        the connections that the table has, and nothing else
  --json        one JSON document on standard output and nothing else (npm -s start -- --json)
Exit status: 0 succeeded, 1 failed or CloudFormation was told FAILED, 2 wrong usage.
`;

/** Where no answer comes, a person does not wait as long as a function that is deployed. */
const IMPATIENT = { connectionMs: 1_000, requestMs: 1_000 };

interface Arguments extends Places {
  request?: string | undefined;
  json: boolean;
  workflow: MachineName;
  faults: Fault[];
  list: boolean;
  dryRun: boolean;
}

function readArguments(): Arguments | 'help' {
  const { values, positionals } = parseCommandLine({
    allowPositionals: true,
    options: {
      config: { type: 'string' },
      world: { type: 'string' },
      state: { type: 'string' },
      json: { type: 'boolean' },
      workflow: { type: 'string' },
      fault: { type: 'string', multiple: true },
      list: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  if (positionals.length > 1)
    throw new UsageError(`One request at a time, not ${positionals.length}: ${positionals.join(', ')}`);
  return {
    request: positionals[0],
    config: values.config,
    world: values.world,
    state: values.state,
    json: values.json ?? false,
    workflow: readWorkflow(values.workflow ?? 'onboard'),
    faults: (values.fault ?? []).map(readFault),
    list: values.list ?? false,
    dryRun: values['dry-run'] ?? false,
  };
}

function readWorkflow(name: string): MachineName {
  const found = MACHINE_NAMES.find((one) => one === name);
  if (found === undefined) throw new UsageError(`There is no workflow ${name}; there are ${MACHINE_NAMES.join(', ')}`);
  return found;
}

function readFault(text: string): Fault {
  try {
    return parseFault(text, OPERATIONS);
  } catch (error) {
    if (error instanceof FaultNotationError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** Reconcile is for the fleet: nobody has to ask for anything. */
function asked({ request, workflow }: Arguments, opened: Opened): Asked {
  if (workflow === 'reconcile' && request === undefined) return { shown: 'of the fleet', text: '{}' };
  return readRequest(request, opened);
}

/** The request as a dry run of itself. */
function dryRunOf(input: unknown, shown: string): unknown {
  if (typeof input !== 'object' || input === null || doorOf(input) !== 'request') {
    throw new UsageError(`${shown} is no request: a dry run takes what the console door takes`);
  }
  return { ...input, dryRun: true };
}

/** Step Functions refuses such an input before it starts anything; here it is a failed execution. */
function malformed(path: string, error: unknown): ExecutionResult {
  const problem = `is not JSON: ${error instanceof Error ? error.message : String(error)}`;
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

async function start(options: Arguments): Promise<number> {
  const { state, json, workflow, faults, list, dryRun } = options;
  const deployed = await openWorld(options);
  if (list) {
    process.stdout.write(reportConnections(deployed.world));
    return 0;
  }
  const { shown, text } = asked(options, deployed);
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    return finish(malformed(shown, error), deployed, [], {}, json);
  }
  if (dryRun) input = dryRunOf(input, shown);
  const print = json ? () => {} : (line: string) => process.stdout.write(`${line}\n`);
  const lines = timeline(deployed.world.now, print, doorOf(input) !== 'request');
  const recorder = recordExecutions();
  let before = {};
  print(`${doorOf(input) === 'request' ? workflow : 'event'}  ${shown}\n`);
  const runtime = await startRuntime(deployed.deployment, faults.some(isWaitedFor) ? { limits: IMPATIENT } : {});
  const result = await enter(runtime, deployed.deployment, input, {
    world: deployed.world,
    workflow,
    faults: faultPlan(faults),
    onCall: (record) => [lines, recorder].forEach((one) => one.call(record)),
    onTask: (executionArn) =>
      [lines, recorder].forEach((one) => one.task(isTold(executionArn) ? executionArn : undefined)),
    onEvent: (event) => {
      if (!isTold(event.executionArn)) return;
      if (event.kind === 'entered' && event.state === 'PatchTrust') before = trustPolicies(deployed.world);
      [lines, recorder].forEach((one) => one.event(event));
    },
  });
  await runtime.close();
  lines.end(deployed.world.now);
  if (state !== undefined) keepWorld(deployed.world, state);
  return finish(result, deployed, recorder.report(deployed.world), before, json);
}

/** A run holds its state file before the world is read: what another command writes meanwhile would be lost. */
async function guarded(options: Arguments): Promise<number> {
  const { state, list } = options;
  if (list) return start(options);
  const release = state === undefined ? () => {} : holdState(state);
  const endings = [['SIGINT', 130] as const, ['SIGTERM', 143] as const].map(([signal, status]) => {
    const end = () => {
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
  const others = json ? '' : reportOthers(executions, result);
  if (others !== '') process.stdout.write(`${others}\n`);
  process.stdout.write(`${json ? reportJson(result, world, executions) : reportPeople(result, world, before)}\n`);
  return hasSucceeded(result) ? 0 : 1;
}

async function main(): Promise<number> {
  try {
    const options = readArguments();
    if (options !== 'help') return await guarded(options);
    process.stdout.write(USAGE);
    return 0;
  } catch (error) {
    return tellMistake(error, USAGE);
  }
}

// A reader that has seen enough, e.g. `| head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await main();
