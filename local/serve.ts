import { acceleratedClock } from './state/clock.ts';
import type { World } from './state/state.ts';
import { keepWorld, openWorld, whatIsPassedOver, type Places } from './stateFile.ts';
import { holdState } from './stateLock.ts';
import { isLookOfPage } from './console/lookOfPage.ts';
import { consolePages } from './console/pages.ts';
import { parseCommandLine, tellMistake, UsageError } from './commandLine.ts';
import { watchOver } from './watching.ts';
import { startRuntime } from './workflow/runtime.ts';

const USAGE = `usage: npm run aws [-- --port N] [--speed N] [--config FILE] [--world FILE]
                     [--state FILE]

Serves the embedded AWS on loopback for any client, until it is interrupted.

  --port N       the port (4566; 0 for any free one)
  --speed N      how fast its clock runs, times real time (60: a scraper is
                 ACTIVE after some 17 seconds)
  --config FILE  the deployment's configuration (infra/configuration.json, or
                 the file that AMP_SCRAPER_CONFIGURATION names)
  --world FILE   the accounts, clusters and workspaces that there are
                 (local/world/defaultWorld.json, or made from your
                 configuration)
  --state FILE   keeps the world between runs
`;

interface Arguments extends Places {
  port: number;
  speed: number;
}

function readNumber(text: string, option: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least))
    throw new UsageError(`--${option} takes a number of at least ${least}, not ${JSON.stringify(text)}`);
  return value;
}

function readArguments(): Arguments | 'help' {
  const { values } = parseCommandLine({
    options: {
      port: { type: 'string' },
      speed: { type: 'string' },
      config: { type: 'string' },
      world: { type: 'string' },
      state: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const port = readNumber(values.port ?? '4566', 'port', 0);
  if (!Number.isInteger(port) || port > 65_535) throw new UsageError(`--port takes a port number, not ${port}`);
  return {
    port,
    speed: readNumber(values.speed ?? '60', 'speed', 0.001),
    config: values.config,
    world: values.world,
    state: values.state,
  };
}

async function serve({ port, speed, state, ...places }: Arguments): Promise<void> {
  if (state !== undefined) holdState(state);
  const passedOver = whatIsPassedOver({ state, ...places });
  if (passedOver !== undefined) process.stderr.write(`${passedOver}\n`);
  const { world, deployment } = await openWorld({ state, ...places });
  const clock = acceleratedClock(world.now, speed);
  let now = () => world.now;
  const runtime = await startRuntime(deployment, {
    port,
    pages: consolePages({ world, deployment, now: () => now() }),
  });
  const stage = runtime.open({
    world,
    clock,
    onCall: (call) => {
      if (isLookOfPage(call)) return;
      const { at, service, operation, accountId, status, errorCode, errorMessage } = call;
      const what = `${new Date(at).toISOString()}  ${accountId ?? '-'}  ${service ?? '?'}:${operation ?? '?'}  ${status}`;
      process.stdout.write(`${what}${errorCode ? `  ${errorCode}: ${errorMessage}` : ''}\n`);
    },
  });
  now = () => stage.now();
  const region = deployment.stateMachines[0]?.region;
  process.stdout.write(instructions(runtime.endpoint, region ?? 'us-east-1', Object.keys(world.accounts), speed));
  for (const { executionArn } of stage.goOn()) process.stdout.write(`${executionArn} goes on.\n`);
  const end = new AbortController();
  const watched = watchOver(
    world,
    () => stage.now(),
    end.signal,
    (topicArn, { at, subject, message }) => {
      const text = message.replaceAll(/^/gm, '    ');
      process.stdout.write(`${new Date(at).toISOString()}  ${topicArn}  ${subject ?? 'no subject'}\n${text}\n`);
    },
  );
  await interrupted();
  end.abort();
  await watched;
  await stage.leave();
  await runtime.close();
  if (state === undefined) return;
  keepWorld(world, state);
  process.stdout.write(`The world is kept in ${state}.\n`);
  for (const executionArn of atWork(world))
    process.stdout.write(`${executionArn} is RUNNING there, and goes on when it is served again.\n`);
}

function atWork({ executions = {} }: World): string[] {
  return Object.values(executions).flatMap(({ status, executionArn }) => (status === 'RUNNING' ? executionArn : []));
}

function instructions(endpoint: string, region: string, accounts: readonly string[], speed: number): string {
  return `The embedded AWS listens on ${endpoint}; its clock runs at ${speed} times real time. Interrupt (Ctrl-C) to stop it.

Open ${endpoint}/ in a browser to start executions and watch them.

Point any SDK or the AWS CLI at it, as the administrator of one of the accounts ${accounts.join(', ')}:
  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}
  export AWS_ACCESS_KEY_ID=${accounts[0] ?? ''} AWS_SECRET_ACCESS_KEY=test
  aws sts get-caller-identity
  aws amp list-scrapers

`;
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

async function main(): Promise<number> {
  try {
    const options = readArguments();
    if (options === 'help') process.stdout.write(USAGE);
    else await serve(options);
    return 0;
  } catch (error) {
    if (isPortTaken(error)) {
      process.stderr.write(`${error.message}: choose another with --port N, or 0 for any free one.\n`);
      return 1;
    }
    return tellMistake(error, USAGE);
  }
}

function isPortTaken(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

const status = await main();
// The thread of a function that is stopped while it starts leaves its ports open, and the process would never end.
process.exit(status);
