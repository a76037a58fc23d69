import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deployedName, WORKFLOW_NAMES } from '../functions/shared/names.ts';
import { formatFindings } from '../functions/shared/errors.ts';
import { reportJson } from './report/json.ts';
import { reportPeople, trustPolicies } from './report/people.ts';
import { timeline } from './report/timeline.ts';
import { DEFAULT_WORLD, type Deployed } from './run.ts';
import { enter, type DoorResult } from './doors.ts';
import { startRuntime } from './runtime.ts';
import { keepWorld, openWorld } from './stateFile.ts';
import { parseCommandLine, readTextFile, UsageError } from './usage.ts';
import { WorldFileError } from './world/problems.ts';
import type { ExecutionResult } from './workflow/execution.ts';

const USAGE = `usage: npm start [-- FILE] [--world FILE] [--state FILE] [--json]

Runs what FILE (events/console-onboard.json) asks for on the embedded AWS: a request, or an event of EventBridge or of
CloudFormation's custom resource, which takes the same way in as in AWS.
  --world FILE  the accounts, clusters and workspaces there are (local/world/defaultWorld.json)
  --state FILE  keeps the world between runs; a FILE that does not exist starts from the world file
  --json        one JSON document on standard output and nothing else (npm -s start -- --json)
Exit status: 0 succeeded, 1 failed, 2 wrong usage.
`;

const DEFAULT_REQUEST = new URL('../events/console-onboard.json', import.meta.url);

interface Arguments {
  request: string | URL;
  world: string | URL;
  state?: string | undefined;
  json: boolean;
}

function readArguments(): Arguments | 'help' {
  const { values, positionals } = parseCommandLine({
    allowPositionals: true,
    options: {
      world: { type: 'string' },
      state: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  if (positionals.length > 1)
    throw new UsageError(`One request at a time, not ${positionals.length}: ${positionals.join(', ')}`);
  return {
    request: positionals[0] ?? DEFAULT_REQUEST,
    world: values.world ?? DEFAULT_WORLD,
    state: values.state,
    json: values.json ?? false,
  };
}

/** Step Functions refuses such an input before it starts anything; here it is a failed execution. */
function malformed(file: string | URL, error: unknown): ExecutionResult {
  const problem = `is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  const cause = formatFindings('The request is not valid', [
    { path: String(file), problem, remedy: 'Correct the file' },
  ]);
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

async function start({ request, world: worldFile, state, json }: Arguments): Promise<number> {
  const text = readTextFile(request, 'request');
  const deployed = await openWorld(worldFile, state);
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    return finish(malformed(request, error), deployed, {}, json);
  }
  const print = json ? () => {} : (line: string) => process.stdout.write(`${line}\n`);
  const lines = timeline(deployed.world.now, print);
  let before = {};
  print(`onboard  ${displayPath(request)}\n`);
  const runtime = await startRuntime(deployed.deployment);
  const result = await enter(runtime, deployed.deployment, input, {
    world: deployed.world,
    onCall: (record) => lines.call(record),
    onEvent: (event) => {
      if (!isWorkflow(event.executionArn)) return;
      if (event.kind === 'entered' && event.state === 'PatchTrust') before = trustPolicies(deployed.world);
      lines.event(event);
    },
  });
  await runtime.close();
  lines.end(deployed.world.now);
  if (state !== undefined) keepWorld(deployed.world, state);
  return finish(result, deployed, before, json);
}

/** The provider framework waits by a state machine of its own, which is no news to anybody. */
function isWorkflow(executionArn: string): boolean {
  return WORKFLOW_NAMES.some((name) => executionArn.includes(`:execution:${deployedName(name)}:`));
}

function displayPath(file: string | URL): string {
  return file instanceof URL ? relative(process.cwd(), fileURLToPath(file)) : file;
}

function finish(result: DoorResult, { world }: Deployed, before: Record<string, string>, json: boolean): number {
  process.stdout.write(`${json ? reportJson(result, world) : reportPeople(result, world, before)}\n`);
  return result.status === 'SUCCEEDED' ? 0 : 1;
}

async function main(): Promise<number> {
  try {
    const options = readArguments();
    if (options !== 'help') return await start(options);
    process.stdout.write(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof WorldFileError)) throw error;
    process.stderr.write(`${error.message}\n${error instanceof UsageError ? `\n${USAGE}` : ''}`);
    return 2;
  }
}

// A reader that has seen enough, e.g. `| head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await main();
